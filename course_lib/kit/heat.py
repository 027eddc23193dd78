"""Heat: attention weights as a grid of shades, and one row of them on its tokens, as HTML."""

import html
from collections.abc import Sequence
from itertools import zip_longest

from torch import Tensor

from course_lib.language import pick

from .card import INK, scrolled, sideways, text
from .figure import RED
from .labels import Labels

label = Labels({})

SHADE = "0,114,178"  # figure.BLUE
STYLE = """<style>
.course-looks{display:flex;flex-wrap:wrap;gap:5px;margin:8px 0}
.course-looks>span{border:1px solid #999;border-radius:4px;padding:2px 6px;text-align:center;min-width:1.6em;
 line-height:1.3;color:#1a1a1a}
.course-looks>span.top{outline:3px solid #1a1a1a}
.course-looks b{display:block;font:15px/1.3 var(--jp-code-font-family,monospace)}
.course-looks small{display:block;font:11px var(--jp-code-font-family,monospace);background:#fff;
 border-radius:3px;padding:0 2px;margin-top:1px;color:#1a1a1a}
.course-looks small.m{border-top:1px dashed #D55E00;color:#A34700}
</style>"""


def number(value: float) -> str:
    """A weight in as few characters as it needs: .98, 1, 0; in Chinese 0.98, as its readers write it."""
    if not 0.005 <= value < 0.995:
        return f"{value:.0f}"
    return pick(f"{value:.2f}".removeprefix("0"), f"{value:.2f}")


def chips(tokens: Sequence[str], row: Sequence[float] | None, below: Sequence[str] = ()) -> str:
    """Tokens in a line, each shaded by its weight in `row`, the largest framed; None leaves them white.

    `below` is HTML, one piece for each token.
    """
    made = []
    for token, weight, more in zip_longest(tokens, row or (), below):
        shade, ink, small = "", INK, ""
        if weight is not None:
            shade, ink = f"background:rgba({SHADE},{weight:.3f})", "#fff" if weight > 0.5 else INK
            small = f"<small>{number(weight)}</small>"
        framed = ' class="top"' if row and weight == max(row) else ""
        name = f'<b style="color:{ink}">{html.escape(token)}</b>'
        made.append(f'<span{framed} style="{shade}">{name}{small}{more or ""}</span>')
    return f'{STYLE}<div class="course-looks">{"".join(made)}</div>'


def heat(
    weights: Tensor,
    columns: list[str],
    rows: list[str],
    at: int,
    names: tuple[str, str],
) -> str:
    """weights (T, S) as a grid, with names for the columns' axis and the rows'; row `at` is framed.

    Numbers stand where there is room for them.
    """
    alt = label("alignment_alt", looks=largest(weights, columns, rows))
    count, across = weights.shape
    wide = min(44, max(17, 640 / across))
    high = 22 if count <= 16 else 15
    upright = max(map(len, columns)) <= 3
    left, top = 40 + 8 * max(map(len, rows)), 34 if upright else 30 + 6 * max(map(len, columns))
    parts = [text(left + wide * across / 2, 14, names[0])]
    for s, token in enumerate(columns):
        x = left + wide * (s + 0.5)
        turn = "" if upright else f' transform="rotate(-55 {x} {top - 5})"'
        parts.append(text(x, top - 5, token, "middle" if upright else "start", more=turn))
    for t, token in enumerate(rows):
        y = top + high * t
        parts.append(text(left - 6, y + high * 0.72, token, "end", bold=t == at))
        for s, weight in enumerate(weights[t].tolist()):
            x = left + wide * s
            place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high}"'
            parts.append(f'<rect {place} fill="rgba({SHADE},{weight:.3f})" stroke="#ddd"/>')
            if weight >= 0.05 and wide >= 28:
                ink = "#fff" if weight > 0.5 else INK
                parts.append(text(x + wide / 2, y + high * 0.72, number(weight), ink=ink))
    frame = f'x="{left}" y="{top + high * at}" width="{wide * across:.1f}" height="{high}"'
    parts.append(f'<rect class="now" {frame} fill="none" stroke="{RED}" stroke-width="3"/>')
    parts.append(sideways(top + high * count / 2, names[1], 12.5))
    return scrolled(parts, left + wide * across + 60, max(top + high * count, 150) + 8, alt)


def largest(weights: Tensor, source: Sequence[str], output: Sequence[str]) -> str:
    """In words, where each row of weights (T, S) is largest: "sept < seven .98; EOS < EOS .90"."""
    best = [(int(row.argmax()), float(row.max())) for row in weights]
    return "; ".join(f"{token} < {source[s]} {w:.2f}" for token, (s, w) in zip(output, best, strict=True))
