"""Curves: what several runs measured, each series with the range over its seeds."""

from collections.abc import Sequence

from matplotlib.ticker import MaxNLocator

from course_lib.language import label, live, speak

from ..figure import BLUE, GREEN, GREY, ORANGE, RED, Figure, tidy
from .series import named

LABELS = {
    "curves_alt": (
        "Curves over {x}, of {y}. First and last value of each mean: {ends}.",
        "横轴是{x}，纵轴是{y}。各条均值曲线的首末值：{ends}。",
    ),
    "bands_alt": (" Bands: the range over seeds.", "色带是各随机种子的范围。"),
}
speak(LABELS)
LOOKS = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", "-."), (RED, "D", ":"), (GREY, "v", "-"))


def curves(
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
    height: float = 3.2,
) -> Figure:
    """series: a name or label key -> one row of values a seed, each as long as x. xlabel, ylabel: label keys.

    `guess` draws a level, `limit` a vertical line at the longest length of training; `log` is for the y axis,
    `doubling` for an x axis on which each doubling is one step.
    `measured` marks the numbers of the description as measured live.
    """
    columns = {name: list(zip(*rows, strict=True)) for name, rows in series.items()}
    means = {name: [sum(column) / len(column) for column in c] for name, c in columns.items()}
    ends = "; ".join(f"{named(name)} {mean[0]:.2g}, {mean[-1]:.2g}" for name, mean in means.items())
    ends = live(ends) if measured else ends
    alt = label("curves_alt", x=label(xlabel), y=label(ylabel).replace("\n", " "), ends=ends)
    if any(len(rows) > 1 for rows in series.values()):
        alt += label("bands_alt")
    drawn = Figure(alt, height=height)
    axes = drawn.subplots()
    for name, (colour, marker, line) in zip(series, LOOKS, strict=False):
        low, high = map(min, columns[name]), map(max, columns[name])
        axes.fill_between(x, list(low), list(high), color=colour, alpha=0.18, linewidth=0)
        look = {"color": colour, "marker": marker, "linestyle": line, "markersize": 4.5}
        axes.plot(x, means[name], **look, label=named(name))
    if guess is not None:
        axes.axhline(guess, color=GREY, linewidth=1, linestyle=(0, (1, 2)), label=label("guess"))
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
