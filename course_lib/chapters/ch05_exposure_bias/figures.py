"""Cascade: one sentence decoded twice, and the probability of the right token at each place."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_lib.kit import plots
from course_lib.kit.figure import BLUE, GREEN, GREY, ORANGE, RED, Figure, tidy
from course_lib.kit.labels import Labels

LABELS = {
    "cascade_p": ("p of the right token", "正确词元的概率"),
    "cascade_gold": ("after the gold prefix", "读标准前缀"),
    "cascade_own": ("after its own prefix", "读自己的前缀"),
    "cascade_reference": ("reference", "标准答案"),
    "cascade_writes": ("own row", "自己写的"),
    "cascade_error": ("first error", "第一个错"),
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
    "sentence_length": ("length l (tokens)", "长度 l（词元数）"),
    "acc_err": ("AccErr (no accumulation: l)", "AccErr（不累积时等于 l）"),
    "no accumulation": ("no accumulation", "不累积"),
    "after_plant": ("distance from the planted word (words)", "离植入的词的距离（词数）"),
    "extra_nats": ("extra cost of the gold word\n(nats)", "标准词多出的代价\n（nat）"),
    "random": ("a random word", "随机的词"),
    "likeliest": ("the likeliest mistake", "最可能的错"),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)


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
