"""Training: the course of a training, and what the model can do afterwards."""

from course_lib.kit.figure import BLUE, GREEN, ORANGE, Figure, tidy
from course_lib.kit.labels import Labels
from course_lib.training import Report

LABELS = {
    "loss_train": ("the pairs of each step", "每一步用的那批数据"),
    "loss_valid": ("500 new pairs", "500 个新的数"),
    "exact_match_valid": ("500 new pairs, model alone", "500 个新的数，模型独自写"),
    "loss_axis": ("loss", "损失"),
    "share_axis": ("share of right answers", "答对的比例"),
    "right_of_100": ("right, of 100", "100 个里对几个"),
    "digits": ("digits in the number", "数字的位数"),
    "seen": ("lengths seen in training", "训练中见过的长度"),
    "unseen": ("longer than any seen", "比训练中见过的都长"),
    "training_alt": (
        "Left: the loss falls. Right: the exact match on new pairs rises. {steps} training steps.",
        "左图：损失下降；右图：在新数上的完全匹配率上升（共 {steps} 个训练步）。",
    ),
    "lengths_alt": (
        "Bars by number of digits: high for lengths seen in training, near zero beyond.",
        "按位数画的柱状图：训练中见过的长度都很高，更长的几乎为零。",
    ),
}
label = Labels(LABELS)


def training_curves(reports: list[Report], steps: int | None = None) -> Figure:
    """Loss (left) and free-running exact match (right) over training steps, side by side.

    `steps` fixes the width of both axes while a training is still running.
    """
    steps = steps or reports[-1].step
    drawn = Figure(label("training_alt", steps=steps))
    left, right = drawn.subplots(1, 2)
    at = [report.step for report in reports if report.metrics]
    metrics = [report.metrics for report in reports if report.metrics]
    left.plot(
        [r.step for r in reports],
        [r.loss for r in reports],
        color=BLUE,
        linewidth=0.8,
        label=label("loss_train"),
    )
    left.plot(at, [m["forced_loss"] for m in metrics], "o-", color=ORANGE, label=label("loss_valid"))
    right.plot(at, [m["exact_match"] for m in metrics], "s-", color=GREEN, label=label("exact_match_valid"))
    for axes, quantity in ((left, "loss_axis"), (right, "share_axis")):
        axes.set(xlabel=label("step"), ylabel=label(quantity), xlim=(0, steps))
        axes.set_ylim(bottom=0)
        tidy(axes)
        axes.legend(fontsize=8)
    right.set_ylim(0, 1.02)
    return drawn


def right_by_digits(right: dict[int, float], longest_seen: int) -> Figure:
    """Bars: how many of 100 numbers came out right, by number of digits; hatched where training had none."""
    drawn = Figure(label("lengths_alt"))
    axes = drawn.subplots()
    for seen, colour, hatch, name in ((True, BLUE, None, "seen"), (False, ORANGE, "///", "unseen")):
        part = {d: s for d, s in right.items() if (d <= longest_seen) is seen}
        bars = axes.bar(
            list(part), list(part.values()), color=colour, hatch=hatch, label=label(name), edgecolor="white"
        )
        axes.bar_label(bars, [f"{s:.0f}" for s in part.values()], fontsize=9)
    axes.set(xlabel=label("digits"), ylabel=label("right_of_100"), ylim=(0, 112), xticks=list(right))
    tidy(axes)
    axes.legend(loc="upper right", fontsize=8)
    return drawn
