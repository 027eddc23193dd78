"""Scatter: single measurements as dots, where a mean alone would hide the spread."""

from collections.abc import Sequence
from math import dist

from course_lib.language import label, speak

from ..figure import BLUE, GREEN, GREY, ORANGE, RED, Figure, tidy
from .series import named

LABELS = {
    "setting": ("setting", "设置"),
    "hundreds": ("hundreds", "百位"),
    "component_1": ("first principal component", "第一主成分"),
    "component_2": ("second principal component", "第二主成分"),
    "ranges_alt": (
        "Dots, one a seed, of {x}. Means: {means}.",
        "散点图，每个随机种子一点，横轴是{x}。均值：{means}。",
    ),
    "vectors_alt": (
        "Contexts of {count} sentences as points in two dimensions; colours and marks: {groups} {by}.",
        "{count} 个句子的上下文向量画成平面上的点，按{by}分 {groups} 组，颜色和形状各异。",
    ),
}
speak(LABELS)
MARKERS = tuple(zip((BLUE, ORANGE, GREEN, RED, GREY), "osD^v", strict=True))
SPOTS = ((5, 5, "left"), (5, -11, "left"), (-5, 5, "right"), (-5, -11, "right"))  # of a name, in points
CLOSE = 25  # pixels between two points whose names could cover each other


def ranges(
    values: dict[str, Sequence[float]], xlabel: str, *, most: float = 1.0, log: bool = False
) -> Figure:
    """One row a name (or label key), one dot a seed, a bar at the mean. xlabel is a label key.

    The axis goes from 0 to `most`; or it is logarithmic, for values of different magnitude.
    """
    means = {name: sum(row) / len(row) for name, row in values.items()}
    form = ".2f" if most >= 1 and not log else ".2g"
    words = "; ".join(f"{named(name)} {mean:{form}}" for name, mean in means.items())
    drawn = Figure(
        label("ranges_alt", x=label(xlabel).replace("\n", " "), means=words), height=0.9 + 0.32 * len(values)
    )
    axes = drawn.subplots()
    for y, (name, row) in enumerate(values.items()):
        axes.plot([means[name]] * 2, [y - 0.3, y + 0.3], color=ORANGE, linewidth=3)
        axes.plot(row, [y] * len(row), "o", color=BLUE, markersize=5)
    axes.set_yticks(range(len(values)), [named(name) for name in values])
    axes.invert_yaxis()
    axes.set(xlabel=label(xlabel), ylabel=label("setting"))
    axes.set_xscale("log") if log else axes.set_xlim(0, 1.04 * most)
    tidy(axes)
    return drawn


def vectors(
    points: Sequence[Sequence[float]], names: Sequence[str], groups: Sequence[str], by: str
) -> Figure:
    """points (N, 2) with a name each, coloured and marked by group: two principal components of contexts.

    by: a label key, what the groups are.
    """
    kinds = list(dict.fromkeys(groups))
    alt = label("vectors_alt", count=len(points), groups=len(kinds), by=label(by))
    drawn = Figure(alt, height=4.2)
    axes = drawn.subplots()
    for kind, (colour, marker) in zip(kinds, MARKERS, strict=False):
        members = [point for point, group in zip(points, groups, strict=True) if group == kind]
        axes.scatter(*zip(*members, strict=True), color=colour, marker=marker, s=28, label=named(kind))
    axes.set(xlabel=label("component_1"), ylabel=label("component_2"))
    tidy(axes)
    drawn.legend(loc="outside right upper", fontsize=8, frameon=False, title=label(by))
    _name(axes, points, names)
    return drawn


def _name(axes, points: Sequence[Sequence[float]], names: Sequence[str]) -> None:
    """Write each name beside its point, on the side away from points that are close."""
    axes.figure.draw_without_rendering()  # from here on, pixels can be measured
    places = axes.transData.transform(points).tolist()
    for here, point, name in zip(places, points, names, strict=True):
        close = [place for place in places if 0 < dist(here, place) <= CLOSE]
        pull = [sum(place[axis] - here[axis] for place in close) for axis in (0, 1)]
        x, y, side = min(SPOTS, key=lambda spot: spot[0] * pull[0] + spot[1] * pull[1])
        axes.annotate(name, point, (x, y), textcoords="offset points", ha=side, fontsize=8)
