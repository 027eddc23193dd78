"""Drawings: exact match by length, as SVG that follows every key."""

from course_lib.kit.figure import BLUE, GREEN, GREY, ORANGE, RED
from course_lib.kit.heat import scrolled
from course_lib.kit.number_lists import TRAINED
from course_lib.kit.svg import INK, sideways, text

from ..experiments.bottleneck import SCORES
from ..figures import label

LOOKS = dict(
    zip(SCORES, ((GREY, "", "×"), (GREEN, "2 3", "▲"), (BLUE, "", "●"), (ORANGE, "7 3", "■")), strict=True)
)


def lengths(found: dict[str, list[list[float]]], at: int, chosen: str) -> str:
    """found: score -> exact match by length, a row a seed: means as lines, ranges over seeds as bands.

    A vertical line stands where training ended, another, and the means, at length `at`.
    """
    left, top, wide, high = 52, 14, 460, 170
    count = len(next(iter(found.values()))[0])

    def x(n: float) -> float:
        return left + wide * (n - 1) / (count - 1)

    def y(share: float) -> float:
        return top + high * (1 - share)

    parts = []
    for share in (0, 0.5, 1):
        parts.append(f'<line x1="{left}" x2="{left + wide}" y1="{y(share)}" y2="{y(share)}" stroke="#ccc"/>')
        parts.append(text(left - 8, y(share) + 4, f"{share:g}", "end"))
    parts += [text(x(n), top + high + 17, str(n)) for n in range(1, count + 1)]
    ends = x(TRAINED + 0.5)
    parts.append(f'<path d="M{ends} {top}v{high}" stroke="{INK}" stroke-dasharray="3 4"/>')
    parts.append(
        text(
            ends + 14,
            top + high - 6,
            f"{label('longest_trained')}: {TRAINED}",
            "start",
            more=f' transform="rotate(-90 {ends + 14} {top + high - 6})"',
        )
    )
    parts.append(f'<path d="M{x(at)} {top}v{high}" stroke="{RED}" stroke-width="2.5"/>')
    said = []
    for k, (score, seeds) in enumerate(found.items()):
        colour, dash, sign = LOOKS[score]
        columns = list(zip(*seeds, strict=True))
        means = [sum(column) / len(column) for column in columns]
        edge = [f"{x(n + 1):.1f},{y(max(c)):.1f}" for n, c in enumerate(columns)]
        edge += [f"{x(n + 1):.1f},{y(min(c)):.1f}" for n, c in reversed(list(enumerate(columns)))]
        line = " ".join(f"{x(n + 1):.1f},{y(mean):.1f}" for n, mean in enumerate(means))
        parts.append(f'<polygon points="{" ".join(edge)}" fill="{colour}" opacity=".18"/>')
        look = f'stroke="{colour}" stroke-width="{3.5 if score == chosen else 1.8}" stroke-dasharray="{dash}"'
        parts.append(f'<polyline class="{score}" points="{line}" fill="none" {look}/>')
        parts.append(text(x(at), y(means[at - 1]) + 5, sign, ink=colour))
        column = columns[at - 1]
        told = f"{label(score)} {means[at - 1]:.2f} ({min(column):.2f}–{max(column):.2f})"
        said.append(told)
        below = top + high + 62 + 20 * k
        parts.append(text(left + 8, below, sign, ink=colour))
        parts.append(text(left + 22, below, told, "start", bold=score == chosen))
    parts.append(text(left + wide / 2, top + high + 36, label("numbers_listed")))
    parts.append(sideways(top + high / 2, label("exact_short"), 12.5))
    return scrolled(
        parts,
        left + wide + 20,
        top + high + 56 + 20 * len(found),
        label("by_length_alt", at=at, said="; ".join(said)),
    )
