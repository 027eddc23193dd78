"""The lesson as a picture, for pages without a kernel: coins, framed pairs, and bars of what was taught."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_lib.kit.figure import BLUE, GREY, ORANGE, RED, Figure, tidy

from .compute import Answers, Lesson
from .words import label


def draw(
    shown: Lesson, meanings: Sequence[str], taught: Sequence[Answers] = (), names: Sequence[str] = ()
) -> Figure:
    """Rows of tokens, a column for each place, wrong pairs framed; below, what each ratio taught to say.

    `meanings` are the glosses of the tokens asked, `names` the words behind "usual" and "reference".
    """
    wide, space = (1.5, " ") if shown.unit == "word" else (0.8, "")
    texts = {row: space.join(getattr(shown, row)) for row in ("fed", "asked", "says")}
    alt = label("lesson_alt", text=space.join(shown.asked[:-1]), wrong=len(shown.wrong), **texts)
    for name, key in zip(names, ("usual", "reference"), strict=False):
        shares = ", ".join(f"{one.ratio:g}: {one.means[key]:.2f}" for one in taught)
        alt += " " + label("bars_alt", name=name, shares=shares)
    width = max(6.5, 1.4 + wide * len(shown.fed))
    if not taught:
        drawn = Figure(alt, width=width, height=2.6)
        _rows(drawn.subplots(), shown, meanings)
        return drawn
    drawn = Figure(alt, width=width, height=4.4)
    above, below = drawn.subplots(2, 1, height_ratios=(5, 4))
    _rows(above, shown, meanings)
    _bars(below, taught, names)
    return drawn


def _rows(axes: Axes, shown: Lesson, meanings: Sequence[str]) -> None:
    coins = ["", *(label("gold" if one else "own") for one in shown.gold[1:])]
    for y, tokens in enumerate((coins, shown.fed, shown.asked, shown.says)):
        for x, token in enumerate(tokens):
            bad = (y == 1 and x in shown.wrong) or (y == 3 and token != shown.asked[x])
            if y:
                ground = "#FBE9DF" if bad else "white"
                axes.add_patch(Rectangle((x - 0.46, y - 0.42), 0.92, 0.84, fc=ground, ec=GREY, lw=0.5))
            mark = f"{token} ✗" if bad and y == 3 else token
            meant = f"\n{meanings[x]}" if y == 2 and meanings[x] else ""
            axes.text(x, y, mark + meant, ha="center", va="center", fontsize=9 if y else 8)
    for x in shown.wrong:
        frame: dict[str, Any] = {"fill": False, "edgecolor": RED, "linewidth": 2.2, "linestyle": "--"}
        axes.add_patch(Rectangle((x - 0.5, 0.52), 1, 1.96, **frame))
    places = range(len(shown.fed))
    axes.set(xlim=(-0.6, len(shown.fed) - 0.4), ylim=(3.5, -0.5), xlabel=label("place"), ylabel=label("row"))
    axes.set_yticks(range(4), [label(key) for key in ("coin", "fed", "asked", "says")])
    axes.set_xticks(places, [str(place + 1) for place in places])
    axes.yaxis.label.set_fontsize(7)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _bars(axes: Axes, taught: Sequence[Answers], names: Sequence[str]) -> None:
    usual, reference = names
    looks = (
        ("usual", usual, BLUE, ""),
        ("reference", reference, ORANGE, "///"),
        ("", label("other"), GREY, "."),
    )
    left = [0.0] * len(taught)
    for key, name, colour, hatch in looks:
        shares = [one.means[key] for one in taught]
        axes.barh(
            range(len(taught)), shares, left=left, color=colour, hatch=hatch, edgecolor="white", label=name
        )
        left = [a + b for a, b in zip(left, shares, strict=True)]
    axes.set_yticks(range(len(taught)), [f"{one.ratio:g}" for one in taught])
    axes.set(xlim=(0, 1), xlabel=label("then_says"), ylabel=label("trained_at"))
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=8)
    axes.tick_params(labelsize=8)
    tidy(axes)
