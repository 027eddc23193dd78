"""Sequences: how long they are."""

from course_lib.kit.figure import BLUE, ORANGE, Figure, tidy
from course_lib.kit.labels import Labels

LABELS = {
    "length": ("length (tokens)", "长度（词元数）"),
    "pairs": ("pairs", "句对数"),
    "source": ("source", "源序列"),
    "target": ("target", "目标序列"),
    "lengths_of_both_alt": (
        "Bars of how many pairs have each length: sources are mostly longer than their targets.",
        "各个长度的句对数柱状图：源序列大多比目标序列长。",
    ),
}
label = Labels(LABELS)


def lengths(source: list[int], target: list[int]) -> Figure:
    """How many sentences have each length in tokens: sources and targets side by side."""
    drawn = Figure(label("lengths_of_both_alt"), height=2.6)
    axes = drawn.subplots()
    sides = ((-0.2, source, BLUE, None, "source"), (0.2, target, ORANGE, "///", "target"))
    for shift, values, colour, hatch, name in sides:
        counts = [values.count(n) for n in range(max(values) + 1)]
        places = [n + shift for n in range(len(counts))]
        axes.bar(places, counts, 0.4, color=colour, hatch=hatch, edgecolor="white", label=label(name))
    axes.set(xlabel=label("length"), ylabel=label("pairs"))
    axes.set_xticks(range(max(*source, *target) + 1))
    tidy(axes)
    axes.legend(fontsize=8)
    return drawn
