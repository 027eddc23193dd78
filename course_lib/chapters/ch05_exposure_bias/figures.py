"""Cascade: one sentence decoded twice, and the probability of the right token at each place."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_lib.kit import plots
from course_lib.kit.figure import BLUE, GREEN, GREY, ORANGE, RED, Figure, tidy
from course_lib.kit.labels import Labels
from course_lib.kit.table import Table

LABELS = {
    "cascade_p": ("p of the right token", "正确词元的概率"),
    "cascade_gold": ("after the gold prefix", "读标准前缀"),
    "cascade_own": ("after its own prefix", "读自己的前缀"),
    "cascade_reference": ("reference", "标准答案"),
    "cascade_writes": ("own row", "自己写的"),
    "cascade_error": ("first error", "首个错误"),
    "cascade_planted": ("planted", "植入"),
    "cascade_place": ("place in the reference", "标准答案中的位置"),
    "cascade_row": ("tokens, aligned", "词元（已对齐）"),
    "cascade_bars_alt": (
        "The probability of the right token at each place of {text} and its end, after the gold prefix: "
        "{gold}; after its own prefix: {own}.",
        "在“{text}”的各个位置和句末，正确词元的概率。读标准前缀：{gold}；读自己的前缀：{own}。",
    ),
    "cascade_alt": (
        "{model}: the reference is {asked}; after gold prefixes the model says {forced}, after its own "
        "{said}. Wrong tokens are crossed. Planted: {planted}. {bars}",
        "{model}：标准答案是“{asked}”；读标准前缀，写出“{forced}”；读自己的前缀，写出“{said}”。"
        "错误的词元打叉。植入：{planted}。{bars}",
    ),
    "after_error": ("letters after the first error", "第一个错之后的第几个字母"),
    "wrong": ("wrong letters (share)", "错的字母（比例）"),
    "own": ("teacher forcing, own prefix", "教师强制，自己的前缀"),
    "gold": ("teacher forcing, gold prefix", "教师强制，标准前缀"),
    "control own": ("control, own prefix", "对照模型，自己的前缀"),
    "control gold": ("control, gold prefix", "对照模型，标准前缀"),
    "by column": ("own prefix, by column", "自己的前缀，逐列比较"),
    "aligned": ("own prefix, aligned", "自己的前缀，对齐后比较"),
    "spread": ("{mean} ({low} to {high})", "{mean}（{low} 到 {high}）"),
    "small model": (
        "learning rate | held-out sentences right, of 100",
        "学习率 | 留出的句子，100 句里对几句",
    ),
    "says": ("row | says", "哪一行 | 写出"),
    "six trainings": (
        "learning rate | says 动, of 6 | how sure (probability)",
        "学习率 | 6 次里说“动”的次数 | 把握（概率）",
    ),
    "trainings": (
        "learning rate | ratio | steps | right of 100 | wrong, own prefix | gold prefix | own minus gold",
        "学习率 | 比率 | 步数 | 100 个里全对的 | 读自己的前缀，错 | 读标准前缀，错 | 前缀差距",
    ),
    "ends right": (
        "ends right | the right token given | its likeliest mistake planted | alone, after its first error",
        "结尾对的 | 给正确的 | 植入最可能的错 | 独自写，第一个错之后",
    ),
    "copying": ("copying, teacher forcing", "抄字母，教师强制"),
    "copying, control": ("copying, control", "抄字母，对照模型"),
    "sentences": ("sentences, teacher forcing", "抄句子，教师强制"),
    "sentences, control": ("sentences, control", "抄句子，对照模型"),
    "share": ("{share:.2f} ({part} of {whole})", "{share:.2f}（{whole} 个里 {part} 个）"),
    "suspects": (
        "changed | of 6 right, constant rate | of 6 right, falling rate | held-out of 100, falling rate",
        "改了什么 | 学习率不变，6 次里对几次 | 学习率下降，6 次里对几次 | 学习率下降，留出的 100 句里对几句",
    ),
    "by distance": (
        "digits after the error | how many are left | wrong, own prefix | wrong, gold prefix",
        "错误之后第几个数字 | 还剩几个 | 读自己的前缀，错 | 读标准前缀，错",
    ),
    "page": (
        "model | right of 100 | first errors | of 100, end right after one | own minus gold",
        "模型 | 100 个里全对的 | 第一个错有几个 | 其中 100 个里结尾对的 | 前缀差距",
    ),
    "what we saw": ("You will often hear | What this chapter found", "常听到的说法 | 本章看到的"),
    "often heard": (
        "the first error is exposure bias | after one error all is lost | errors pile up | "
        "own minus gold is exposure bias",
        "第一个错就是暴露偏差 | 一步错，步步错 | 错误会越积越多 | 前缀差距，就是暴露偏差",
    ),
    "base": ("as it was", "原样"),
    "attention": ("with attention", "加注意力"),
    "bidirectional": ("encoder in both directions", "双向编码器"),
    "layers-2": ("two layers, not one", "两层（原为一层）"),
    "hidden-64": ("64 units, not 32", "64 维（原为 32）"),
    "hidden-128": ("128 units, not 32", "128 维（原为 32）"),
    "rare-30": ("30 sentences with 自然, not 3", "“自然”30 句（原为 3）"),
    "rare-100": ("100 sentences with 自然, not 3", "“自然”100 句（原为 3）"),
    "rare-200": ("200 sentences with 自然, not 3", "“自然”200 句（原为 3）"),
    "epochs-60": ("60 epochs, not 20", "60 轮（原为 20）"),
    "smoothing": ("labels smoothed by .1", "标签平滑 0.1"),
    "sentence-mean": ("each sentence counts alike", "每句一样重"),
    "ratio-0.5": ("ratio .5, not 1", "比率 0.5（原为 1）"),
    "ratio-0": ("ratio 0, not 1", "比率 0（原为 1）"),
    "hidden-64-rare-30": ("64 units, 30 sentences", "64 维，30 句"),
    "hidden-64-rare-100": ("64 units, 100 sentences", "64 维，100 句"),
    "hidden-64-rare-200": ("64 units, 200 sentences", "64 维，200 句"),
    "sentence_length": ("length l (tokens)", "长度 l（词元数）"),
    "acc_err": ("AccErr (no accumulation: l)", "AccErr（不累积时等于 l）"),
    "no accumulation": ("no accumulation", "不累积"),
    "after_plant": ("distance from the planted word (words)", "离植入的词的距离（词数）"),
    "extra_nats": ("extra cost of the gold word\n(nats)", "标准词多出的代价\n（nat）"),
    "planted nothing": ("the right one", "正确的"),
    "planted likeliest": ("the likeliest mistake", "最可能的错"),
    "planted random": ("one drawn by chance", "随机的"),
    "random": ("a random word", "随机的词"),
    "likeliest": ("the likeliest mistake", "最可能的错"),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """A mean with its range over seeds, for a table: "0.84 (0.81 to 0.88)"."""
    mean, low, high = (format(v, form) for v in (sum(values) / len(values), min(values), max(values)))
    return label("spread", mean=mean, low=low, high=high)


def percent(shares: Sequence[float]) -> str:
    """The same in whole percent: "84 (81 to 88)"."""
    return spread([100 * share for share in shares], ".0f")


def share(part: int, whole: int) -> str:
    """A share with its counts: "0.64 (962 of 1500)"."""
    return label("share", share=part / whole, part=part, whole=whole)


def table(heads: str, rows: Iterable[Sequence[object]]) -> Table:
    """Rows under the heads of that label."""
    return Table(label(heads).split(" | "), rows)


class Cell(NamedTuple):
    """A token in a row: right or wrong, or neither in the reference; "" is an empty place."""

    token: str
    right: bool | None
    planted: bool = False


def cascade(
    reference: Sequence[Cell],
    forced: Sequence[Cell],
    own: Sequence[Cell],
    tokens: Sequence[str],
    gold_p: Sequence[float],
    own_p: Sequence[float],
    title: str,
    alt: str,
) -> Figure:
    """Three rows of cells, equally long, and beneath them two bars for each of the reference's tokens."""
    drawn = Figure(alt, width=max(6.5, 1.8 + 0.6 * len(own)), height=4.4)
    top, low = drawn.subplots(2, 1, height_ratios=(1, 1.15))
    for y, row in enumerate((reference, forced, own)):
        for x, cell in enumerate(row):
            _cell(top, x, y, cell)
    names = [label(f"cascade_{key}") for key in ("reference", "gold", "own")]
    top.set(xlim=(-0.6, len(own) - 0.4), ylim=(2.6, -0.6), xticks=[], ylabel=label("cascade_row"))
    top.set_xlabel(label("cascade_place"), color="none", fontsize=1)  # the bars' axis says it
    top.set_yticks(range(3), names)
    top.set_title(title, fontsize=11)
    top.tick_params(length=0)
    top.spines[:].set_visible(False)
    places = range(len(tokens))
    for shift, values, colour, hatch, key in (
        (-0.2, gold_p, BLUE, None, "cascade_gold"),
        (0.2, own_p, ORANGE, "///", "cascade_own"),
    ):
        at = [place + shift for place in places]
        low.bar(at, values, 0.4, color=colour, hatch=hatch, edgecolor="white", label=label(key))
        for middle, p in zip(at, values, strict=True):
            low.text(middle, p + 0.02, short(p), ha="center", fontsize=7)
    low.set(xlabel=label("cascade_place"), ylabel=label("cascade_p"), ylim=(0, 1.15), yticks=[0, 0.5, 1])
    low.set_xticks(places, [f"{token}\n{place + 1}" for place, token in enumerate(tokens)])
    tidy(low)
    drawn.legend(
        *low.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False, fontsize=8
    )
    return drawn


def short(p: float) -> str:
    """A probability in three characters: .94, 1.0."""
    return "1.0" if p >= 0.995 else f"{p:.2f}"[1:]


def _cell(axes: Axes, x: float, y: float, cell: Cell) -> None:
    """A token in its box: ✓ or ✗ beside it, a dashed edge where it is wrong, a thick one where planted."""
    if not cell.token:
        return
    wrong = cell.right is False
    look: dict[str, Any] = {"facecolor": "#FBE9DF" if wrong else "white", "edgecolor": GREY, "linewidth": 0.6}
    if wrong:
        look |= {"edgecolor": RED, "linestyle": "--", "linewidth": 1.2}
    elif cell.right:
        look |= {"edgecolor": GREEN, "linewidth": 1}
    if cell.planted:
        look |= {"edgecolor": ORANGE, "linestyle": "-", "linewidth": 2.4}
    axes.add_patch(Rectangle((x - 0.44, y - 0.4), 0.88, 0.8, **look))
    mark = "" if cell.right is None else " ✓" if cell.right else " ✗"
    axes.text(x, y, f"{cell.token}{mark}", ha="center", va="center", fontsize=10)
