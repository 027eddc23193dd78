"""Forcing: what the decoder is fed in training, and curves of a race with their range over seeds."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from matplotlib.patches import Rectangle

from course_lib.kit import plots
from course_lib.kit.figure import GREY, LINES, RED, Figure, tidy
from course_lib.kit.labels import Labels

LABELS = {
    "lesson_fed": ("fed", "读入"),
    "lesson_asked": ("asked to say", "应该说"),
    "lesson_says": ("says", "实际说"),
    "lesson_coin": ("coin", "硬币"),
    "lesson_gold": ("gold", "标准"),
    "lesson_own": ("own", "自己"),
    "lesson_place": ("place in the target", "目标序列中的位置"),
    "lesson_row": ("what the decoder gets and gives", "解码器读到的和说出的"),
    "lesson_alt": (
        "The training pairs of {text}: fed {fed}, asked to say {asked}, says {says}; {wrong} fed wrong.",
        "{text} 的训练样本：读入 {fed}，应该说 {asked}，实际说 {says}；读入了错误词元的位置有 {wrong} 个。",
    ),
    "race_seconds": ("training (s)", "训练时间（秒）"),
    "tokens_open": ("tokens right (share)", "词元正确率（比例）"),
    "loss_open": ("loss (nats per token)", "损失（nat/词元）"),
    "exact_closed": ("answers right (share)", "答案全对（比例）"),
    "error_closed": ("edits per token", "每个词元的编辑次数"),
    "open_book": ("open book: right prefix given", "开卷：给出正确前缀"),
    "closed_book": ("closed book: the model alone", "闭卷：模型独自生成"),
    "race_alt": (
        "Two panels of curves over training, open book and closed book, of {names}.",
        "训练过程的两组曲线（开卷与闭卷）：{names}。",
    ),
    "gold_ratio": ("ratio (probability of the gold token)", "比率（读标准词元的概率）"),
    "linear": ("linear", "线性"),
    "exponential": ("exponential", "指数"),
    "inverse sigmoid": ("inverse sigmoid", "反 S 形"),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)
ranges = partial(plots.ranges, label)


class Line(NamedTuple):
    """A curve: the mean over seeds at each x, and the range over them; a live run is a single one."""

    name: str
    x: Sequence[float]
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    live: bool = False


def race(
    opened: Sequence[Line],
    closed: Sequence[Line],
    measure: str,
    by: str,
    moment: float,
    end: float,
    large: bool = False,
) -> Figure:
    """Two panels: `opened` and `closed` hold the same settings. Curves are pale after `moment`.

    measure is "right" or "errors", by is "step" or "seconds", `end` that of the axis; `large` suits a
    projector.
    """
    names = ", ".join(line.name for line in closed)
    drawn = Figure(label("race_alt", names=names), width=9, height=3.9 if large else 3.3)
    small = 12 if large else 8.5
    kinds = ("tokens_open", "exact_closed") if measure == "right" else ("loss_open", "error_closed")
    panels = drawn.subplots(1, 2)
    for axes, lines, kind, title in zip(
        panels, (opened, closed), kinds, ("open_book", "closed_book"), strict=True
    ):
        for (colour, marker, style), line in zip(LINES, lines, strict=False):
            past = sum(x <= moment + 1e-9 for x in line.x)
            look = {"color": colour, "linestyle": style, "linewidth": 2.4 if large else 1.6}
            axes.plot(line.x, line.mean, **look, alpha=0.25)
            axes.fill_between(line.x, line.low, line.high, color=colour, alpha=0.12, linewidth=0)
            width = {"markersize": 6 if large else 4, "markevery": max(1, len(line.x) // 8)}
            filled = {"markerfacecolor": "white"} if line.live else {}
            axes.plot(
                line.x[:past], line.mean[:past], **look, **width, **filled, marker=marker, label=line.name
            )
        axes.axvline(moment, color="black", linewidth=0.8, linestyle=(0, (2, 2)))
        axes.set_xlabel(label("step" if by == "step" else "race_seconds"), fontsize=small + 1)
        axes.set_ylabel(label(kind), fontsize=small + 1)
        axes.set_title(label(title), fontsize=small + 2)
        axes.set_xlim(0, end * 1.02)
        axes.set_ylim(0, 1.02 if measure == "right" else None)
        axes.tick_params(labelsize=small)
        tidy(axes)
    handles, texts = panels[1].get_legend_handles_labels()
    drawn.legend(handles, texts, loc="outside lower center", ncols=3, frameon=False, fontsize=small)
    return drawn


def lesson(
    fed: Sequence[str], asked: Sequence[str], says: Sequence[str], gold: Sequence[bool], wrong: Sequence[int]
) -> Figure:
    """Rows of tokens, a column for each place; the pairs at the places `wrong` are framed."""
    texts = {"fed": "".join(fed), "asked": "".join(asked), "says": "".join(says)}
    alt = label("lesson_alt", text="".join(asked[:-1]), wrong=len(wrong), **texts)
    drawn = Figure(alt, width=max(5.5, 1.6 + 0.62 * len(fed)), height=2.6)
    axes = drawn.subplots()
    rows = ("coin", "fed", "asked", "says")
    coins = [label("lesson_gold" if one else "lesson_own") for one in gold]
    coins[0] = ""
    for y, tokens in enumerate((coins, fed, asked, says)):
        for x, token in enumerate(tokens):
            bad = (y == 1 and x in wrong) or (y == 3 and token != asked[x])
            if y:
                ground = "#FBE9DF" if bad else "white"
                axes.add_patch(Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, fc=ground, ec=GREY, lw=0.5))
            mark = f"{token} ✗" if bad and y == 3 else token
            axes.text(x, y, mark, ha="center", va="center", fontsize=10 if y else 8)
    for x in wrong:
        frame: dict[str, Any] = {"fill": False, "edgecolor": RED, "linewidth": 2.2, "linestyle": "--"}
        axes.add_patch(Rectangle((x - 0.5, 0.52), 1, 1.96, **frame))
    axes.set(
        xlim=(-0.6, len(fed) - 0.4),
        ylim=(3.5, -0.5),
        xlabel=label("lesson_place"),
        ylabel=label("lesson_row"),
    )
    axes.set_yticks(range(4), [label(f"lesson_{key}") for key in rows])
    axes.set_xticks(range(len(fed)), [str(place + 1) for place in range(len(fed))])
    axes.yaxis.label.set_fontsize(7)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return drawn
