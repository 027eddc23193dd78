"""Drawings: the whole alignment, and exact match by length, as SVG that follows every key."""

import html

from torch import Tensor

from ...experiments.bottleneck import SCORES, TRAINED
from ...plots import BLUE, GREEN, GREY, ORANGE, RED, label
from ...plots.alignment import largest
from .cards import SHADE, number

INK = "#1a1a1a"
LOOKS = dict(
    zip(SCORES, ((GREY, "", "×"), (GREEN, "2 3", "▲"), (BLUE, "", "●"), (ORANGE, "7 3", "■")), strict=True)
)


def heat(weights: Tensor, source: list[str], output: list[str], at: int) -> str:
    """weights (T, S) as a grid, a row an output token; row `at` is framed. Numbers where there is room."""
    rows, columns = weights.shape
    wide = min(44, max(17, 640 / columns))
    high = 22 if rows <= 16 else 15
    upright = max(map(len, source)) <= 3
    left, top = 40 + 8 * max(map(len, output)), 34 if upright else 30 + 6 * max(map(len, source))
    parts = [_text(left + wide * columns / 2, 14, label("source_token"))]
    for s, token in enumerate(source):
        x = left + wide * (s + 0.5)
        turn = "" if upright else f' transform="rotate(-55 {x} {top - 5})"'
        parts.append(_text(x, top - 5, token, "middle" if upright else "start", turn))
    for t, token in enumerate(output):
        y = top + high * t
        parts.append(_text(left - 6, y + high * 0.72, token, "end", ' font-weight="bold"' if t == at else ""))
        for s, weight in enumerate(weights[t].tolist()):
            x = left + wide * s
            place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high}"'
            parts.append(f'<rect {place} fill="rgba({SHADE},{weight:.3f})" stroke="#ddd"/>')
            if weight >= 0.05 and wide >= 26:
                ink = "#fff" if weight > 0.5 else INK
                parts.append(_text(x + wide / 2, y + high * 0.72, number(weight), ink=ink))
    frame = f'x="{left}" y="{top + high * at}" width="{wide * columns:.1f}" height="{high}"'
    parts.append(f'<rect class="now" {frame} fill="none" stroke="{RED}" stroke-width="3"/>')
    middle = top + high * rows / 2
    parts.append(_text(14, middle, label("output_token"), more=f' transform="rotate(-90 14 {middle})"'))
    alt = label("alignment_alt", looks=largest(weights, source, output))
    return _svg(parts, left + wide * columns + 60, max(top + high * rows, 150) + 8, alt)


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
        parts.append(_text(left - 8, y(share) + 4, f"{share:g}", "end"))
    parts += [_text(x(n), top + high + 17, str(n)) for n in range(1, count + 1)]
    ends = x(TRAINED + 0.5)
    parts.append(f'<path d="M{ends} {top}v{high}" stroke="{INK}" stroke-dasharray="3 4"/>')
    parts.append(
        _text(
            ends + 14,
            top + high - 6,
            f"{label('longest_trained')}: {TRAINED}",
            "start",
            f' transform="rotate(-90 {ends + 14} {top + high - 6})"',
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
        parts.append(_text(x(at), y(means[at - 1]) + 5, sign, ink=colour))
        column = columns[at - 1]
        told = f"{label(score)} {means[at - 1]:.2f} ({min(column):.2f}–{max(column):.2f})"
        said.append(told)
        heavy = ' font-weight="bold"' if score == chosen else ""
        below = top + high + 62 + 20 * k
        parts.append(_text(left + 8, below, sign, ink=colour) + _text(left + 22, below, told, "start", heavy))
    parts.append(_text(left + wide / 2, top + high + 36, label("numbers_listed")))
    parts.append(
        _text(14, top + high / 2, label("exact_short"), more=f' transform="rotate(-90 14 {top + high / 2})"')
    )
    return _svg(
        parts,
        left + wide + 20,
        top + high + 56 + 20 * len(found),
        label("by_length_alt", at=at, said="; ".join(said)),
    )


def _svg(parts: list[str], width: float, height: float, alt: str) -> str:
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
    style = f'style="max-width:100%;min-width:{0.75 * width:.0f}px" font-size="12.5"'
    drawn = f'<svg role="img" aria-label="{html.escape(alt)}" {size} {style}>{"".join(parts)}</svg>'
    return f'<div style="overflow-x:auto;width:0;min-width:100%;margin:8px 0" tabindex="0">{drawn}</div>'


def _text(x: float, y: float, text: str, anchor: str = "middle", more: str = "", ink: str = INK) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}"'
    return f"<text {place}{more}>{html.escape(text)}</text>"
