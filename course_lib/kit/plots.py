"""Plots: the figures that several chapters draw, each with the chapter's own labels."""

from collections.abc import Sequence
from typing import Any

from matplotlib.ticker import MaxNLocator

from course_lib.language import live

from .figure import BLUE, GREY, LINES, ORANGE, Figure, tidy
from .labels import Labels

LABELS = {
    "guess": ("a guess", "随机猜测"),
    "setting": ("setting", "设置"),
    "ranges_alt": (
        "Dots, one a seed, of {x}. Means: {means}.",
        "散点图，每个随机种子一点，横轴是{x}。均值：{means}。",
    ),
}
ours = Labels(LABELS)


def curves(
    label: Labels,
    x: Sequence[float],
    series: dict[str, Sequence[Sequence[float]]],
    xlabel: str,
    ylabel: str,
    *,
    guess: float | None = None,
    limit: float | None = None,
    log: bool = False,
    doubling: bool = False,
    measured: bool = False,
) -> Figure:
    """series: a name or label key -> one row of values a seed, each as long as x. xlabel, ylabel: label keys.

    `guess` draws a level, `limit` a vertical line at the longest length of training; `log` is for the y axis,
    `doubling` for an x axis on which each doubling is one step.
    `measured` marks the numbers of the description as measured live.
    """
    columns = {name: list(zip(*rows, strict=True)) for name, rows in series.items()}
    means = {name: [sum(column) / len(column) for column in c] for name, c in columns.items()}
    ends = "; ".join(f"{label.named(name)} {mean[0]:.2g}, {mean[-1]:.2g}" for name, mean in means.items())
    ends = live(ends) if measured else ends
    alt = label("curves_alt", x=label(xlabel), y=label(ylabel).replace("\n", " "), ends=ends)
    if any(len(rows) > 1 for rows in series.values()):
        alt += label("bands_alt")
    drawn = Figure(alt, height=3.2)
    axes = drawn.subplots()
    for name, (colour, marker, line) in zip(series, LINES, strict=False):
        low, high = map(min, columns[name]), map(max, columns[name])
        axes.fill_between(x, list(low), list(high), color=colour, alpha=0.18, linewidth=0)
        look: dict[str, Any] = {"color": colour, "marker": marker, "linestyle": line, "markersize": 4.5}
        axes.plot(x, means[name], **look, label=label.named(name))
    if guess is not None:
        axes.axhline(guess, color=GREY, linewidth=1, linestyle=(0, (1, 2)), label=ours("guess"))
    if limit is not None:
        axes.axvline(limit, color=GREY, linewidth=1.2, linestyle="--", label=label("longest_trained"))
    axes.set(xlabel=label(xlabel), ylabel=label(ylabel))
    highest = max(max(map(max, c)) for c in columns.values())
    axes.set_yscale("log") if log else axes.set_ylim(0, 1.04 if highest <= 1 else 1.05 * highest)
    if doubling:
        axes.set_xscale("log", base=2)
        axes.set_xticks(x, [f"{value:g}" for value in x])
    elif all(value == round(value) for value in x):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    else:
        axes.set_xticks(x)
    tidy(axes)
    drawn.legend(loc="outside right upper", fontsize=8, frameon=False)
    return drawn


def ranges(label: Labels, values: dict[str, Sequence[float]], xlabel: str) -> Figure:
    """One row a name (or label key): one dot a seed, 0 to 1, and a bar at the mean. xlabel is a label key."""
    means = {name: sum(row) / len(row) for name, row in values.items()}
    told = "; ".join(f"{label.named(name)} {mean:.2f}" for name, mean in means.items())
    drawn = Figure(ours("ranges_alt", x=label(xlabel), means=told), height=0.9 + 0.32 * len(values))
    axes = drawn.subplots()
    for y, (name, row) in enumerate(values.items()):
        axes.plot([means[name]] * 2, [y - 0.3, y + 0.3], color=ORANGE, linewidth=3)
        axes.plot(row, [y] * len(row), "o", color=BLUE, markersize=5)
    axes.set_yticks(range(len(values)), [label.named(name) for name in values])
    axes.invert_yaxis()
    axes.set(xlabel=label(xlabel), ylabel=ours("setting"), xlim=(0, 1.04))
    tidy(axes)
    return drawn
