"""The explorer's drawings: bars of the precisions and the brevity curve, quick enough to follow every key."""

from collections.abc import Iterator

from course_lib.kit.card import INK, drawing, levels, points, sideways, text
from course_lib.kit.figure import BLUE, GREY, RED
from course_lib.language import label
from course_lib.metrics.bleu import Bleu

from ..figures import PALE_BLUE, curve

LEFT, TOP, SPAN, HIGH = 52, 18, 200, 120  # of the field of both drawings, in pixels
WIDTH, HEIGHT, BASE = LEFT + SPAN + 12, TOP + HIGH + 56, TOP + HIGH


def bars(result: Bleu, order: int) -> str:
    """p_1 to p_4; that of the chosen order is dark, one that smoothing has changed has a dashed edge."""
    parts, step = [*_axis(label("ngram_precision"))], SPAN / len(result.precisions)
    for n, p in enumerate(result.precisions, start=1):
        matched, total = result.matches[n - 1], result.totals[n - 1]
        x, height = LEFT + step * (n - 0.5), p * HIGH
        counted = matched / total if total else 0
        edge = "" if abs(p - counted) < 1e-12 else f' stroke="{RED}" stroke-width="2" stroke-dasharray="4 3"'
        place = f'x="{x - 17}" y="{BASE - height}" width="34" height="{height}"'
        parts.append(f'<rect class="p" {place} fill="{BLUE if n == order else PALE_BLUE}"{edge}/>')
        parts.append(text(x, BASE - height - 4, f"{p:.2f}", bold=n == order))
        parts.append(text(x, BASE + 16, str(n), bold=n == order))
        parts.append(text(x, BASE + 32, f"{matched}/{total}", bold=n == order))
    parts.append(text((LEFT + SPAN) / 2 + 8, HEIGHT - 5, label("ngram_order")))
    values = ", ".join(f"{p:.2f}" for p in result.precisions)
    return drawing(WIDTH, HEIGHT, f"{label('ngram_precision')}: {values}", parts)


def brevity(result: Bleu) -> str:
    """BP for every length of a candidate, with a dot at this one's."""
    c, r, penalty = result.candidate_length, result.reference_length, result.brevity_penalty
    places = curve(c, r)
    end = places[-1][0]

    def x(length: float) -> float:
        return round(LEFT + SPAN * length / end, 1)

    def y(share: float) -> float:
        return round(BASE - HIGH * share, 1)

    line = points((x(a), y(b)) for a, b in places)
    ticks = sorted({0, c, r, int(end)})
    shown = [t for t in ticks if t in (c, r) or all(abs(x(t) - x(o)) > 22 for o in (c, r))]
    if c != r and abs(x(c) - x(r)) < 18:  # no room for both: the dot says which
        shown.remove(c)
    parts = [
        *_axis(label("brevity_penalty")),
        f'<polyline points="{line}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>',
        f'<line x1="{x(r)}" x2="{x(r)}" y1="{TOP}" y2="{BASE}" stroke="{GREY}" stroke-dasharray="5 4"/>',
        *(text(x(t), BASE + 16, str(t), bold=t == c) for t in shown),
        text(x(r), BASE + 32, f"r = {r}", ink=GREY),
        f'<circle class="dot" cx="{x(c)}" cy="{y(penalty)}" r="7" fill="{RED}" stroke="{INK}"/>',
        text(LEFT + SPAN, BASE - 30, f"c = {c}", "end", bold=True),  # right of r: nothing else is there
        text(LEFT + SPAN, BASE - 12, f"BP = {penalty:.2f}", "end", bold=True),
        text((LEFT + SPAN) / 2 + 8, HEIGHT - 5, label("candidate_length")),
    ]
    return drawing(WIDTH, HEIGHT, f"{label('brevity_penalty')}: c = {c}, r = {r}, {penalty:.2f}", parts)


def _axis(name: str) -> Iterator[str]:
    """The vertical axis from 0 to 1 with its name."""
    yield from levels((0, 0.5, 1), lambda share: BASE - HIGH * share, LEFT, SPAN)
    yield sideways(TOP + HIGH / 2, name)
