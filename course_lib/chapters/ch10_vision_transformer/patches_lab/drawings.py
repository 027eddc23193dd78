"""Drawings: patches in a row, shares over the picture, and bars of what the model thinks, as SVG."""

import html

from course_lib.data.corpora.digits import SIDE
from course_lib.kit.figure import BLUE, GREEN, ORANGE, RED
from course_lib.kit.heat import SHADE, number
from course_lib.kit.svg import INK, drawing, text
from course_lib.language import pick

from ..figures import label
from .reading import Reading

PIXEL = 21  # of the picture, on the page
WIDE, BAR = 160, 18  # of the bars
GAP = 9  # between two patches: four of them, and their gaps, are as wide as a phone has room
FLOW = "display:flex;flex-wrap:wrap;max-width:500px;margin-top:6px"


def _grey(ink: float) -> str:
    return "#" + f"{round(255 * (1 - ink)):02x}" * 3


def _square(x: float, y: float, side: float, more: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}" {more}/>'


def sequence(reading: Reading) -> str:
    """The patches as the model gets them, each with its place; in lines of eight, or four on a phone."""
    count = len(reading.order)
    alt = label("sequence_alt", count=count, order=", ".join(str(n + 1) for n in reading.order))
    groups = "".join(_four(reading, first) for first in range(0, count, 4))
    return f'<div role="img" aria-label="{html.escape(alt)}" style="{FLOW}">{groups}</div>'


def _four(reading: Reading, first: int) -> str:
    """Up to four patches, from place `first`."""
    size = {2: 26, 4: 13, 8: 11}[reading.patch]  # of a pixel
    side, parts = size * reading.patch, []
    squares = reading.squares().tolist()[first : first + 4]
    for k, square in enumerate(squares):
        x, y, moved = 1.5 + (side + GAP) * k, 20, reading.order[first + k] != first + k
        for i, row in enumerate(square):
            for j, ink in enumerate(row):
                parts.append(_square(x + j * size, y + i * size, size, f'fill="{_grey(ink)}"'))
        edge = f'stroke="{RED if moved else "#777"}" stroke-width="{2.5 if moved else 1}"'
        parts.append(_square(x, y, side, f'class="patch" fill="none" {edge}'))
        parts.append(text(x + side / 2, y - 6, str(first + k + 1), bold=moved))
    width = (side + GAP) * len(squares)
    return f'<div style="flex:0 1 {width}px">{drawing(width, side + 24, "", parts)}</div>'


def looks(reading: Reading, layer: int, head: int | None) -> str:
    """The picture, and over each patch the share that the class token takes from it."""
    own, shares = reading.shares(layer, head)
    most, side = max(shares), PIXEL * reading.patch
    parts = []
    for i, row in enumerate(reading.pixels.tolist()):
        for j, ink in enumerate(row):
            parts.append(_square(4 + j * PIXEL, 4 + i * PIXEL, PIXEL, f'fill="{_grey(0.75 * ink)}"'))
    across = SIDE // reading.patch
    for n, share in enumerate(shares):
        x, y = 4 + side * (n % across), 4 + side * (n // across)
        shade = f'fill="rgba({SHADE},{0.75 * share / most:.3f})" stroke="{ORANGE}" stroke-width="2"'
        parts.append(_square(x, y, side, f'class="share" {shade}'))
        place = f'x="{x + side / 2 - 15:.1f}" y="{y + side / 2 - 9:.1f}" width="30" height="18"'
        parts.append(f'<rect {place} rx="3" fill="#fff" fill-opacity=".85"/>')
        parts.append(text(x + side / 2, y + side / 2 + 4, number(share), bold=share == most))
    below = pick(f"from itself: {number(own)}", f"来自它自己：{number(own)}")
    parts.append(text(4 + PIXEL * SIDE / 2, 24 + PIXEL * SIDE, below))
    told = ", ".join(number(share) for share in shares)
    return drawing(8 + PIXEL * SIDE, 32 + PIXEL * SIDE, label("looks_alt", shares=told), parts)


def bars(reading: Reading, calm: Reading, truth: int | None) -> str:
    """The probability of each digit; thin marks for the picture unshuffled; the truth has a tick."""
    left, parts = 46, []
    for n, share in enumerate(reading.probabilities):
        y = 4 + BAR * n
        mark = "✓ " if n == truth else ""
        parts.append(text(left - 8, y + 13, f"{mark}{n}", "end", bold=n == reading.said))
        colour = GREEN if n == truth else BLUE
        size = f'width="{WIDE * share:.1f}" height="{BAR - 5}"'
        parts.append(f'<rect class="bar" x="{left}" y="{y + 2}" {size} fill="{colour}"/>')
        if reading.shuffled and calm.probabilities[n] >= 0.005:
            at = left + WIDE * calm.probabilities[n]
            line = f'x1="{at:.1f}" x2="{at:.1f}" y1="{y}" y2="{y + BAR - 1}"'
            parts.append(f'<line class="calm" {line} stroke="{RED}" stroke-width="3"/>')
        if share >= 0.005:
            parts.append(text(left + WIDE + 8, y + 13, number(share), "start"))
    parts.append(
        f'<line x1="{left}" x2="{left}" y1="2" y2="{4 + 10 * BAR}" stroke="{INK}" stroke-width="1"/>'
    )
    parts.append(text(left + WIDE / 2, 24 + 10 * BAR, label("probability_of_digit")))
    told = ", ".join(f"{n}: {number(share)}" for n, share in enumerate(reading.probabilities))
    return drawing(left + WIDE + 44, 32 + 10 * BAR, label("bars_alt", bars=told), parts)
