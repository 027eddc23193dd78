"""Card: HTML and drawings in a page, with colours of their own, so that they read the same on a dark one."""

import html as markup
from collections.abc import Callable, Iterable, Iterator

INK = "#1a1a1a"


def card(html: str) -> str:
    """HTML on a light card with dark text."""
    style = f"background:#fff;color:{INK};border:1px solid #ccc;border-radius:6px;padding:10px 14px"
    return f'<div style="{style};line-height:1.6">{html}</div>'


def visible(token: str) -> str:
    """A token as it can be seen: a space as ␣, a character that has no picture as its number."""
    return "".join("␣" if c == " " else c if c.isprintable() else f"U+{ord(c):04X}" for c in token)


def text(
    x: float,
    y: float,
    words: str,
    anchor: str = "middle",
    ink: str = INK,
    bold: bool = False,
    more: str = "",
) -> str:
    """Words at a point, which is their start, middle or end; `more` is further attributes, a space first."""
    place = f'x="{round(x, 1)}" y="{round(y, 1)}" text-anchor="{anchor}"'
    weight = ' font-weight="bold"' if bold else ""
    return f'<text {place} fill="{ink}"{more}{weight}>{markup.escape(words)}</text>'


def sideways(y: float, words: str, size: float = 13) -> str:
    """The name of a vertical axis, at the left edge of a drawing."""
    place = f'transform="translate(16 {y}) rotate(-90)" text-anchor="middle" fill="{INK}"'
    return f'<text {place} font-size="{size}">{markup.escape(words)}</text>'


def levels(values: Iterable[float], y: Callable[[float], float], left: float, wide: float) -> Iterator[str]:
    """The horizontal lines of a chart, `y` being where a value stands, and their numbers at its left."""
    for value in values:
        at = round(y(value), 1)
        yield f'<line x1="{left}" x2="{left + wide}" y1="{at}" y2="{at}" stroke="#ccc"/>'
        yield text(left - 8, at + 4, f"{value:g}", "end")


def points(places: Iterable[tuple[float, float]]) -> str:
    """Places (x, y) as a line or an area has them in SVG."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def drawing(width: float, height: float, alt: str, parts: Iterable[str], narrowest: float = 0) -> str:
    """A drawing of that many pixels, smaller where the page is narrower, with a description in words.

    Below the width `narrowest` it would be too small to read, and scrolls.
    """
    width, height = round(width), round(height)
    style = f"width:100%;max-width:{width}px;min-width:{narrowest:.0f}px"
    size = f'viewBox="0 0 {width} {height}" style="{style}"'
    drawn = f'<svg role="img" aria-label="{markup.escape(alt)}" {size} font-size="13">{"".join(parts)}</svg>'
    if not narrowest:
        return drawn
    return f'<div style="overflow-x:auto;width:0;min-width:100%;margin:8px 0" tabindex="0">{drawn}</div>'


def scrolled(parts: Iterable[str], width: float, height: float, alt: str) -> str:
    """A drawing in small letters that keeps at least three quarters of its size, and scrolls if need be."""
    return drawing(width, height, alt, ['<g font-size="12.5">', *parts, "</g>"], narrowest=0.75 * width)
