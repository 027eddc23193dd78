"""Columns: one a token: hidden numbers as colours, bars under them, and under these the letters, as SVG."""

import base64
import io
from collections.abc import Iterator

from matplotlib.image import imsave
from torch import Tensor

from course_lib.kit.figure import BLUE, GREEN, ORANGE, RED
from course_lib.kit.svg import INK, drawing, sideways, text

from ..figures import MIN_COLUMNS, SHADES, label

LEFT, SPAN, WIDTH = 124, 550, 772  # beside the columns, that of all columns, and of all
TOP, HEAT, GAP, BARS, ROW = 26, 192, 20, 84, 26  # heights, from top to bottom
BASE = TOP + HEAT + GAP + BARS  # where the bars stand
PALE = "#757575"
SIGNS = {
    "probe_reads": ("■", BLUE),
    "decoder_writes": ("◆", ORANGE),
}  # what stands for answers among the bars


def picture(
    states: Tensor,
    tokens: list[str],
    shares: list[float],
    guess: float,
    said: list[float],
    answers: dict[str, str],
    unit: str,
    alt: str,
) -> str:
    """What `figures.memory` draws, in a millisecond, for a page that follows every key.

    answers: label key of SIGNS -> letters, one under each bar, marked right or wrong by the token above.
    There is always room for all of SIGNS, so that nothing jumps.
    """
    step = SPAN / max(len(tokens), MIN_COLUMNS)
    middles = [LEFT + step * (i + 0.5) for i in range(len(tokens))]
    parts = [*_heat(states, tokens, middles, step, unit), *_bars(shares, guess, said, middles, step)]
    y = BASE + 1.5 * ROW
    parts.append(text(LEFT - 8, y, label("typed"), "end"))
    parts += [text(x, y, token, bold=True) for x, token, _ in zip(middles, tokens, shares, strict=False)]
    for key, letters in answers.items():
        y += ROW
        sign, colour = SIGNS[key]
        parts.append(text(LEFT - 24, y, label(key), "end") + text(LEFT - 14, y, sign, ink=colour))
        for i, (x, letter) in enumerate(zip(middles, letters, strict=False)):
            parts.append(_mark(x, y, letter, i < len(shares) and letter == tokens[i]))
    return drawing(WIDTH, BASE + 4.2 * ROW, alt, parts, narrowest=430)


def _heat(states: Tensor, tokens: list[str], middles: list[float], step: float, unit: str) -> Iterator[str]:
    """The heat map under its tokens, the last column framed, and the key to the colours."""
    seen, units = states.shape
    for i, (x, token) in enumerate(zip(middles, tokens, strict=True)):
        yield text(x, TOP - 9, token, ink=INK if i < seen else PALE, bold=i < seen)
    pixels, x, width = io.BytesIO(), LEFT + SPAN + 14, step * seen
    imsave(pixels, SHADES((states.T.numpy() + 1) / 2), format="png")  # one pixel a number
    data = base64.b64encode(pixels.getvalue()).decode()
    high = f'y="{TOP}" height="{HEAT}"'
    yield (
        f'<rect x="{LEFT}" {high} width="{SPAN}" fill="none" stroke="#999"/>'
        f'<image x="{LEFT}" {high} width="{width}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'
        f'<rect x="{LEFT + width - step}" {high} width="{step}" fill="none" stroke="{INK}" stroke-width="3"/>'
        f'<linearGradient id="course-shades" x2="0" y2="1"><stop stop-color="{RED}"/>'
        f'<stop offset=".5" stop-color="#fff"/><stop offset="1" stop-color="{BLUE}"/></linearGradient>'
        f'<rect x="{x}" {high} width="14" fill="url(#course-shades)" stroke="#999"/>'
    )
    for place, value in ((11, "1"), (HEAT / 2 + 4, "h = 0"), (HEAT, "−1")):
        yield text(x + 18, TOP + place, value, "start")
    yield text(LEFT - 8, TOP + 11, "1", "end") + text(LEFT - 8, TOP + HEAT, str(units), "end")
    yield sideways(TOP + HEAT / 2, unit)


def _bars(
    shares: list[float], guess: float, said: list[float], middles: list[float], step: float
) -> Iterator[str]:
    """A bar and its number for each letter, a diamond for the decoder, a dashed line for a guess."""
    for share in (0, 0.5, 1):
        yield _level(share, 'stroke="#ccc"') + text(LEFT - 8, BASE - share * BARS + 4, f"{share:g}", "end")
    yield sideways(BASE - BARS / 2, label("share_read"))
    width = min(0.7 * step, 60)
    for x, share in zip(middles, shares, strict=False):
        height = share * BARS
        place = f'x="{x - width / 2}" y="{BASE - height}" width="{width}" height="{height}"'
        yield f'<rect class="share" {place} fill="{BLUE}"/>' + text(x, BASE + 16, f"{share:.2f}")
    for x, share in zip(middles, said, strict=False):
        y = BASE - share * BARS
        yield f'<path class="said" d="M{x} {y - 7}l7 7-7 7-7-7z" fill="{ORANGE}" stroke="{INK}"/>'
    yield _level(guess, f'stroke="{INK}" stroke-dasharray="5 4"')
    yield text(LEFT + SPAN + 6, BASE - guess * BARS + 4, f"{label('guessing')} {guess:g}", "start")


def _level(share: float, look: str) -> str:
    y = BASE - share * BARS
    return f'<line x1="{LEFT}" x2="{LEFT + SPAN}" y1="{y}" y2="{y}" {look}/>'


def _mark(x: float, y: float, letter: str, right: bool) -> str:
    """A letter in a frame: solid with ✓, or dashed with ✗."""
    edge = f'stroke="{GREEN}"' if right else f'stroke="{RED}" stroke-dasharray="4 3"'
    frame = (
        f'<rect x="{x - 18}" y="{y - 16}" width="36" height="22" rx="5" fill="#fff" stroke-width="2" {edge}/>'
    )
    return frame + text(x, y, f"{letter} {'✓' if right else '✗'}")
