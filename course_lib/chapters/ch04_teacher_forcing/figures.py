"""Forcing: what the decoder is fed in training, and curves of a race with their range over seeds."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from matplotlib.patches import Rectangle

from course_lib.kit import plots
from course_lib.kit.figure import BLUE, GREY, LINES, Figure, tidy
from course_lib.kit.labels import Labels

LABELS = {
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
    "lesson_learnt": ("probability of 'processing'", "说“语”的概率"),
    "constant_rate": ("constant rate", "学习率不变"),
    "falling_rate": ("falling rate", "学习率下降"),
    "finished_steps": ("steps of the finished training", "这次训练一共走了多少步"),
    "finished_alt": (
        "Dots, one a finished training, of {what}. {told}.",
        "散点图，每点是一次完整的训练，纵轴是{what}。{told}。",
    ),
    "coin_place": ("place in the target", "目标序列中的位置"),
    "coin_row": ("sentence", "句子"),
    "coin_token": ("a coin a token", "每个词元一枚"),
    "coin_step": ("a coin a step", "每步一枚"),
    "coin_sequence": ("a coin a sentence", "每句一枚"),
    "coin_batch": ("a coin a batch", "每批一枚"),
    "task_copy": ("copying", "抄写"),
    "task_numbers": ("numbers", "数词"),
    "task_phonemes": ("phonemes", "音素"),
    "0.75": ("ratio 0.75", "比率 0.75"),
    "0.25": ("ratio 0.25", "比率 0.25"),
    "coins_alt": (
        "Four tables of sentences by places, blue where the right token is read, grey at BOS. {told}.",
        "四张表，行是句子，列是位置，蓝色表示读标准词元，灰色是 BOS。{told}。",
    ),
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


def finished(
    panels: Mapping[str, Mapping[str, Mapping[int, Sequence[float]]]], outcome: str = "exact_closed"
) -> Figure:
    """A panel a learning rate (label keys), in it for each ratio (label keys, or words) the scores of the
    trainings of each length: a dot is a finished training, a bar the mean over its seeds. Nothing joins them.
    """
    told = "; ".join(
        f"{label(rate)}, {label.named(ratio)}: "
        + ", ".join(f"{sum(v) / len(v):.2f}" for v in scores.values())
        for rate, ratios in panels.items()
        for ratio, scores in ratios.items()
    )
    drawn = Figure(
        label("finished_alt", what=label(outcome), told=told), width=3.4 * len(panels) + 0.4, height=2.9
    )
    both = drawn.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axes, (rate, ratios) in zip(both, panels.items(), strict=True):
        apart = 0.8 / max(1, len(ratios))
        for i, ((colour, marker, _), (ratio, scores)) in enumerate(zip(LINES, ratios.items(), strict=False)):
            for place, found in enumerate(scores.values()):
                x, mean = place + (i - (len(ratios) - 1) / 2) * apart, sum(found) / len(found)
                axes.plot([x - apart / 3, x + apart / 3], [mean, mean], color=colour, linewidth=2.5)
                name = label.named(ratio) if place == 0 else None
                spread = [x + 0.02 * (k - (len(found) - 1) / 2) for k in range(len(found))]
                axes.plot(spread, found, marker, color=colour, markersize=4, label=name)
        lengths = list(next(iter(ratios.values())))
        axes.set(xticks=range(len(lengths)), xlabel=label("finished_steps"))
        axes.set_xticklabels([str(length) for length in lengths])
        axes.set_title(label(rate), fontsize=10)
        tidy(axes)
    drawn.axes[0].set_ylim(0, 1.04 if outcome == "exact_closed" else None)
    drawn.axes[0].set_ylabel(label(outcome))
    handles, texts = drawn.axes[-1].get_legend_handles_labels()
    drawn.legend(handles, texts, loc="outside lower center", ncols=5, frameon=False, fontsize=8)
    return drawn


def coins(patterns: Mapping[str, Sequence[Sequence[bool]]]) -> Figure:
    """One table a kind of coin: a row a sentence, a column a place, blue where gold is read."""
    told = "; ".join(f"{label(f'coin_{kind}')}: {sum(map(sum, rows))}" for kind, rows in patterns.items())
    drawn = Figure(label("coins_alt", told=told), width=7.6, height=1.9)
    for axes, (kind, rows) in zip(drawn.subplots(1, len(patterns)), patterns.items(), strict=True):
        for y, row in enumerate(rows):
            for x, gold in enumerate(row):
                ground = "#C9C9C9" if x == 0 else BLUE if gold else "white"
                axes.add_patch(Rectangle((x + 0.55, y + 0.55), 0.9, 0.9, fc=ground, ec=GREY, lw=0.6))
        axes.set(xlim=(0.4, len(rows[0]) + 0.6), ylim=(len(rows) + 0.6, 0.4), aspect="equal")
        axes.set(xticks=(1, len(rows[0])), yticks=range(1, len(rows) + 1), xlabel=label("coin_place"))
        axes.set_title(label(f"coin_{kind}"), fontsize=9)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelsize=7)
    drawn.axes[0].set_ylabel(label("coin_row"))
    return drawn
