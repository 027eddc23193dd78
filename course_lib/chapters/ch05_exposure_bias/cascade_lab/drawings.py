"""The probability of the right token at each place, after either prefix: as SVG, and as a figure."""

from collections.abc import Iterator

from course_lib.kit.card import INK, drawing, levels, sideways, text
from course_lib.kit.figure import BLUE, ORANGE, RED, Figure
from course_lib.language import pick

from ..figures import Cell, cascade, label, short
from .compute import END, RIGHT, Twice

LEFT, SPAN, WIDTH = 118, 640, 780  # beside the places, that of all places, and of all
TOP, HIGH, ROW = 62, 130, 24  # heights: above the bars, of a bar of 1, of a line of text
BASE = TOP + HIGH
MIN_PLACES = 7  # fewer leave the rest empty
GOOD, BAD = "#006B4E", "#A34700"  # dark enough for text


def picture(result: Twice) -> str:
    """Two bars a place of the reference, which stands beneath, and under it what the own row has there."""
    places = len(result.asked)
    step = SPAN / max(places, MIN_PLACES)
    middles = [LEFT + step * (j + 0.5) for j in range(places)]
    parts = [*_axis(), *_legend(), *_error(result, middles, step), *_pairs(result, middles, step)]
    parts += _tokens(result, middles)
    return drawing(WIDTH, BASE + 2.6 * ROW, _alt(result), parts, narrowest=430)


def plot(result: Twice, model: str) -> Figure:
    """The rows, aligned, and the bars beneath; `model` is its name."""
    top, middle, low = [], [], []
    for column in result.aligned:
        own, gold = column
        top.append(Cell(result.asked[gold] if gold is not None else "", None))
        said = result.forced[gold] if gold is not None else ""
        middle.append(Cell(said, None if gold is None else said == result.asked[gold]))
        right = result.kind(column) == RIGHT
        low.append(Cell(result.said[own] if own is not None else "–", right, own in result.planted))
    ours = ", ".join(f"{result.said[i]} ({i + 1})" for i in sorted(result.planted))
    texts = {key: "".join(getattr(result, key)).removesuffix(END) for key in ("asked", "forced", "said")}
    planted = ours or pick("nothing", "无")
    alt = label("cascade_alt", model=model, planted=planted, bars=_alt(result), **texts)
    return cascade(top, middle, low, result.asked, result.gold_p, result.own_p, model, alt)


def _alt(result: Twice) -> str:
    """What the bars show, in words."""
    gold, own = (", ".join(f"{p:.2f}" for p in ps) for ps in (result.gold_p, result.own_p))
    return label("cascade_bars_alt", text="".join(result.asked[:-1]), gold=gold, own=own)


def _axis() -> Iterator[str]:
    yield from levels((0, 0.5, 1), lambda p: BASE - p * HIGH, LEFT, SPAN)
    yield sideways(BASE - HIGH / 2, label("cascade_p"), size=12)


def _legend() -> Iterator[str]:
    yield (
        '<pattern id="course-own" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{ORANGE}"/>'
        '<rect width="2" height="6" fill="#fff"/></pattern>'
    )
    for x, fill, key in ((LEFT, BLUE, "cascade_gold"), (LEFT + 230, "url(#course-own)", "cascade_own")):
        yield f'<rect x="{x}" y="6" width="18" height="13" fill="{fill}" stroke="{INK}" stroke-width=".5"/>'
        yield text(x + 26, 17, label(key), "start")


def _error(result: Twice, middles: list[float], step: float) -> Iterator[str]:
    """A dashed frame around the place of the first error."""
    if result.first is None:
        return
    x = middles[result.first] - step / 2
    key = "cascade_planted" if result.first in result.planted else "cascade_error"
    yield (
        f'<rect x="{x}" y="{TOP - 16}" width="{step}" height="{HIGH + 16 + 2.4 * ROW}" fill="#FBE9DF" '
        f'fill-opacity=".6" stroke="{RED}" stroke-width="2" stroke-dasharray="5 4"/>'
    )
    yield text(x + step / 2, TOP - 22, label(key), ink=BAD)


def _pairs(result: Twice, middles: list[float], step: float) -> Iterator[str]:
    width = min(0.4 * step, 26)
    for x, gold, own in zip(middles, result.gold_p, result.own_p, strict=True):
        for left, p, kind, fill in (
            (x - width - 1, gold, "gold", BLUE),
            (x + 1, own, "own", "url(#course-own)"),
        ):
            y, high = BASE - p * HIGH, p * HIGH
            place = f'x="{left}" y="{y}" width="{width}" height="{high}"'
            yield f'<rect class="{kind}" {place} fill="{fill}" stroke="{INK}" stroke-width=".5"/>'
            yield text(left + width / 2, y - 4, short(p), more=' font-size="10"')


def _tokens(result: Twice, middles: list[float]) -> Iterator[str]:
    """The reference, and under each of its tokens what the own row has there: of several, the last two."""
    yield text(LEFT - 8, BASE + ROW, label("cascade_reference"), "end")
    yield text(LEFT - 8, BASE + 2 * ROW, label("cascade_writes"), "end")
    for j, (x, (start, end)) in enumerate(zip(middles, result.spans, strict=True)):
        right = result.right[j] and result.said[start:end] == [result.asked[j]]
        said = f"{''.join(result.said[start:end][-2:]) or '–'} {'✓' if right else '✗'}"
        yield text(x, BASE + ROW, result.asked[j], bold=True)
        yield text(x, BASE + 2 * ROW, said, ink=GOOD if right else BAD)
