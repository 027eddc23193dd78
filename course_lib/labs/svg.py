"""Svg: the small pieces that drawings in a page are made of."""

import html
from collections.abc import Iterable

INK = "#1a1a1a"


def text(x: float, y: float, words: str, anchor: str = "middle", ink: str = INK, bold: bool = False) -> str:
    """Words at a point, which is their start, middle or end."""
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{ink}"{weight}>{html.escape(words)}</text>'


def sideways(y: float, words: str) -> str:
    """The name of a vertical axis, at the left edge of a drawing."""
    place = f'transform="translate(16 {y}) rotate(-90)" text-anchor="middle" fill="{INK}"'
    return f"<text {place}>{html.escape(words)}</text>"


def drawing(width: float, height: float, alt: str, parts: Iterable[str]) -> str:
    """A drawing of that many pixels, smaller where the page is narrower, with a description in words."""
    size = f'viewBox="0 0 {width} {height}" style="width:100%;max-width:{width}px"'
    return f'<svg role="img" aria-label="{html.escape(alt)}" {size} font-size="13">{"".join(parts)}</svg>'
