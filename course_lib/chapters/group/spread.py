"""Spread: how a group's guesses lie, and where the measurement lies, drawn so that nothing hangs on a colour.

The page's style gives the colours, of a light and of a dark page.
"""

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from course_lib.kit.card import drawing, points, text
from course_lib.kit.practice.guess import Curve, Number
from course_lib.language import pick

WIDE, HIGH = 960, 330
_LEFT, _RIGHT, _TOP, _FLOOR = 80, 880, 60, 260
_BINS, _STACK = 21, 7  # places along the line; dots that stand on one another at most
_INK = "currentColor"


def number(value: float) -> str:
    """A number as a person says it: three digits where it has more."""
    return f"{value:.0f}" if value == round(value) and abs(value) < 1e6 else f"{value:.3g}"


def dots(form: Number, made: Sequence[float], measured: float | None, alt: str) -> str:
    """Each guess a dot above the line; the measurement a mark across it."""
    place = _scale(form.low, form.high, _LEFT, _RIGHT)
    width = (_RIGHT - _LEFT) / (_BINS - 1)
    bins = Counter(round((place(value) - _LEFT) / width) for value in made)
    tallest = max(bins.values())
    step = min(width, (_FLOOR - _TOP) / max(tallest, _STACK))
    drawn: list[str] = []
    for bin_, count in sorted(bins.items()):
        x = _LEFT + bin_ * width
        if tallest <= _STACK:
            drawn += [
                f'<circle class="guess" cx="{x:.1f}" cy="{y:.1f}" r="{0.44 * step:.1f}"/>'
                for y in (_FLOOR - (n + 0.5) * step for n in range(count))
            ]
        else:  # too many for dots
            high = count * step
            drawn.append(
                f'<rect class="guess" x="{x - 0.4 * width:.1f}" y="{_FLOOR - high:.1f}" '
                f'width="{0.8 * width:.1f}" height="{high:.1f}"/>'
            )
            drawn.append(text(x, _FLOOR - high - 6, str(count), ink=_INK))
    drawn.append(f'<line class="axis" x1="{_LEFT}" x2="{_RIGHT}" y1="{_FLOOR}" y2="{_FLOOR}"/>')
    for value in _ticks(form.low, form.high):
        drawn.append(text(place(value), _FLOOR + 30, number(value), ink=_INK, more=' font-size="20"'))
    drawn.append(text(_RIGHT, _FLOOR + 60, pick(*form.unit), "end", ink=_INK, more=' font-size="20"'))
    if measured is not None:
        x = min(max(place(measured), _LEFT), _RIGHT)
        side = "start" if x < (_LEFT + _RIGHT) / 2 else "end"
        drawn.append(f'<line class="measured" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 26}" y2="{_FLOOR + 8}"/>')
        words = pick("measured", "测得") + " " + number(measured)
        drawn.append(
            text(x + (10 if side == "start" else -10), _TOP - 24, words, side, "var(--measured)", True, _BIG)
        )
    return drawing(WIDE, HIGH, alt, drawn, narrowest=520)


_BIG = ' font-size="24"'


def curves(form: Curve, made: Sequence[Sequence[float]], measured: Sequence[float] | None, alt: str) -> str:
    """Each guess a thin line, the measurement a thick one with marks."""
    across = _scale(0, len(form.at) - 1, _LEFT + 40, _RIGHT - 40)
    low, high = form.number.low, form.number.high
    up = _scale(low, high, _FLOOR, _TOP)
    drawn = list(_levels(form.number, up))
    for x, name in enumerate(form.at):
        drawn.append(text(across(x), _FLOOR + 30, name, ink=_INK, more=' font-size="20"'))
    drawn.append(text(_RIGHT, _FLOOR + 60, pick(*form.axis), "end", ink=_INK, more=' font-size="20"'))
    drawn.append(text(_LEFT - 60, _TOP - 30, pick(*form.unit), "start", ink=_INK, more=' font-size="20"'))
    ink = min(0.6, max(0.1, 9 / len(made)))  # of many lines, each is lighter
    for values in made:
        line = points((across(x), up(value)) for x, value in enumerate(values))
        drawn.append(f'<polyline class="guess" stroke-opacity="{ink:.2f}" points="{line}"/>')
    if measured is not None:
        at = [(across(x), up(min(max(value, low), high))) for x, value in enumerate(measured)]
        drawn.append(f'<polyline class="measured" points="{points(at)}"/>')
        for (x, y), value in zip(at, measured, strict=True):
            drawn.append(f'<rect class="measured" x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"/>')
            drawn.append(text(x, y - 14, number(value), ink="var(--measured)", bold=True, more=_BIG))
    return drawing(WIDE, HIGH, alt, drawn, narrowest=520)


def bars(options: Iterable[tuple[str, int, str]], class_: str = "") -> str:
    """Options as lines of text (HTML), each with how many chose it and a mark behind it, such as "✓"."""
    listed = [*options]
    most = max([count for _, count, _ in listed] + [1])
    rows = []
    for words, count, mark in listed:
        width = round(100 * count / most, 1)
        sign = f' <b class="mark">{html.escape(mark)}</b>' if mark else ""
        bar = f'<span class="bar"><span style="width:{width}%"></span></span>'
        rows.append(f'<li><b class="count">{count}</b>{bar}<p>{words}{sign}</p></li>')
    return f'<ul class="bars {class_}">{"".join(rows)}</ul>'


def _scale(low: float, high: float, start: float, end: float):
    return lambda value: start + (value - low) / ((high - low) or 1) * (end - start)


def _ticks(low: float, high: float) -> list[float]:
    return [low + (high - low) * n / 4 for n in range(5)]


def _levels(form: Number, up) -> Iterator[str]:
    for value in _ticks(form.low, form.high):
        y = round(up(value), 1)
        yield f'<line class="level" x1="{_LEFT}" x2="{_RIGHT}" y1="{y}" y2="{y}"/>'
        yield text(_LEFT - 10, y + 6, number(value), "end", ink=_INK, more=' font-size="20"')
