"""Forms of a guess: a choice of two to five, a number, three to five numbers along a curve.

A form knows what fits it, and how to say a guess, a measurement, and how far the one is from the other. It
knows no widget: those are in guess_fields.
"""

import html
import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from course_lib.language import live, pick

from ..card import drawing, levels, points, text
from ..figure import BLUE, ORANGE
from .note import Text, inline, plain

Value = Any  # a number; a list of numbers for a curve
_WIDE, _HIGH, _LEFT, _FOOT, _TOP = 520, 260, 56, 52, 34  # of the drawing of a curve, in pixels


def _said(value: float, form: str, is_live: bool) -> str:
    return live(value, form) if is_live else format(value, form)


def _tidy(value: Any) -> float:
    """A number as JSON holds it, from Python, NumPy or PyTorch."""
    number = float(value)
    return int(number) if number.is_integer() else number


class Choice:
    """One of two to five answers, known by its place from 0."""

    def __init__(self, *options: Text):
        """Each (English, Chinese). ValueError for fewer than two or more than five."""
        if not 2 <= len(options) <= 5:
            raise ValueError(f"a choice has two to five options, not {len(options)}")
        self.options = options
        self.key = ["choice", *(en for en, _ in options)]

    def fits(self, value: Value) -> bool:
        """Whether it is an answer in this form."""
        return type(value) is int and 0 <= value < len(self.options)

    def measured(self, value: Any) -> Value:
        """The measurement as it is kept. ValueError for what is no option."""
        if not self.fits(place := _tidy(value)):
            raise ValueError(f"there is no option {value!r}: they are 0 to {len(self.options) - 1}")
        return place

    def words(self, value: Value, form: str = "", is_live: bool = False) -> str:
        """The option itself, between quotation marks."""
        option = plain(pick(*self.options[value]))
        return live(option) if is_live else pick(f"“{option}”", f"“{option}”")

    def apart(self, guess: Value, measured: Value, form: str, is_live: bool) -> str:
        """How far a guess is off, in words."""
        if guess == measured:
            return pick("✓ You guessed right.", "✓ 猜对了。")
        return pick("✗ It came out differently.", "✗ 结果不是这样。")

    def picture(self, guess: Value, measured: Value) -> str:
        """A drawing of both, where there is something to draw."""
        return ""

    def html(self) -> str:
        """The form where no kernel runs."""
        return f"<ul>{''.join(f'<li>{inline(pick(*option))}</li>' for option in self.options)}</ul>"

    def text(self) -> str:
        """The form in plain text, under the question."""
        return "".join(f"\n   - {plain(pick(*option))}" for option in self.options)


class Number:
    """A number from `low` to `high`, in steps of `step` if that is given, with its unit."""

    def __init__(self, low: float, high: float, unit: Text = ("", ""), step: float | None = None):
        if not low < high:
            raise ValueError(f"a number lies between two others, not between {low} and {high}")
        self.low, self.high, self.unit, self.step = low, high, unit, step
        self.key = ["number", low, high, unit[0], step]

    def fits(self, value: Value) -> bool:
        """Whether it is an answer in this form."""
        if type(value) not in (int, float) or not self.low <= value <= self.high:
            return False
        steps = (value - self.low) / self.step if self.step else 0
        return math.isclose(steps, round(steps), abs_tol=1e-6)

    def read(self, typed: str) -> float:
        """What was typed as a number. ValueError, in the learner's words, for what does not fit."""
        tidy = unicodedata.normalize("NFKC", typed).strip().removesuffix("%").strip()
        try:
            value = _tidy(tidy.replace("−", "-").replace("。", "."))
        except (ValueError, OverflowError):
            value = math.nan
        if not self.fits(value):
            raise ValueError(self.asked())
        return value

    def asked(self) -> str:
        """What may be typed."""
        low, high = f"{self.low:g}", f"{self.high:g}"
        if self.step is None:
            return pick(f"Type a number from {low} to {high}.", f"请输入 {low} 到 {high} 之间的数。")
        if self.step == 1:
            return pick(f"Type a whole number from {low} to {high}.", f"请输入 {low} 到 {high} 之间的整数。")
        return pick(
            f"Type a number from {low} to {high} in steps of {self.step:g}.",
            f"请输入 {low} 到 {high} 之间的数，每档相差 {self.step:g}。",
        )

    def measured(self, value: Any) -> Value:
        """The measurement as it is kept."""
        return _tidy(value) if math.isfinite(float(value)) else float(value)

    def words(self, value: Value, form: str = "g", is_live: bool = False) -> str:
        """The number with its unit."""
        unit = pick(*self.unit)
        tight = "" if not unit or unit[0] in "%°（" else " "
        return f"{_said(value, form, is_live)}{tight}{unit}"

    def apart(self, guess: Value, measured: Value, form: str, is_live: bool) -> str:
        """How far a guess is off, in words."""
        far = _said(abs(guess - measured), form, is_live)
        if format(abs(guess - measured), form) == format(0, form):
            return pick("Your guess is exactly right.", "一点不差。")
        if guess > measured:
            return pick(f"Your guess is too high by {far}.", f"猜高了 {far}。")
        return pick(f"Your guess is too low by {far}.", f"猜低了 {far}。")

    def picture(self, guess: Value, measured: Value) -> str:
        """A drawing of both, where there is something to draw."""
        return ""

    def html(self) -> str:
        """The form where no kernel runs."""
        return f"<p>{html.escape(self.text().strip())}</p>"

    def text(self) -> str:
        """The form in plain text, under the question."""
        unit = pick(*self.unit)
        return f"\n   {self.low:g} … {self.high:g} {unit}".rstrip()


class Curve:
    """Three to five numbers from `low` to `high`, one at each of the places `at` along an axis."""

    def __init__(
        self, low: float, high: float, at: Sequence[str], axis: Text = ("", ""), unit: Text = ("", "")
    ):
        if not 3 <= len(at) <= 5:
            raise ValueError(f"a curve is guessed at three to five places, not {len(at)}")
        self.number, self.at, self.axis, self.unit = (
            Number(low, high, unit),
            [str(one) for one in at],
            axis,
            unit,
        )
        self.key = ["curve", low, high, *self.at, axis[0], unit[0]]

    def fits(self, value: Value) -> bool:
        """Whether it is an answer in this form."""
        return isinstance(value, list) and len(value) == len(self.at) and all(map(self.number.fits, value))

    def measured(self, value: Any) -> Value:
        """The measurement as it is kept. ValueError for another number of places."""
        found = [self.number.measured(one) for one in value]
        if len(found) != len(self.at):
            raise ValueError(
                f"{len(self.at)} numbers are measured, at {', '.join(self.at)}; not {len(found)}"
            )
        return found

    def words(self, value: Value, form: str = "g", is_live: bool = False) -> str:
        """The numbers, each with its place."""
        told = [f"{at}: {self.number.words(y, form, is_live)}" for at, y in zip(self.at, value, strict=True)]
        return pick(", ", "，").join(told)

    def apart(self, guess: Value, measured: Value, form: str, is_live: bool) -> str:
        """How far a guess is off, in words."""
        far = [abs(one - other) for one, other in zip(guess, measured, strict=True)]
        mean = _said(sum(far) / len(far), form, is_live)
        return pick(f"On average you are off by {mean}.", f"平均相差 {mean}。")

    def picture(self, guess: Value, measured: Value) -> str:
        """Both curves; the guess is dashed, with squares."""
        known = [y for y in [*guess, *measured] if math.isfinite(y)]
        low, high = min(self.number.low, *known), max(self.number.high, *known)

        def place(i: int, y: float) -> tuple[float, float]:
            return (
                _LEFT + 30 + i * (_WIDE - _LEFT - 70) / (len(self.at) - 1),
                _HIGH - _FOOT - (y - low) / (high - low) * (_HIGH - _FOOT - _TOP),
            )

        ticks = [low + (high - low) * part / 4 for part in range(5)]
        parts = [*levels(ticks, lambda y: place(0, y)[1], _LEFT, _WIDE - _LEFT - 10)]
        for i, name in enumerate(self.at):
            parts.append(text(place(i, low)[0], _HIGH - _FOOT + 20, name))
        parts.append(text((_WIDE + _LEFT) / 2, _HIGH - 10, pick(*self.axis)))
        names = (pick("your guess", "你猜的"), pick("measured", "测得的"))
        for n, (name, ys, colour) in enumerate(zip(names, (guess, measured), (ORANGE, BLUE), strict=True)):
            places = [place(i, y) for i, y in enumerate(ys) if math.isfinite(y)]
            dash = ' stroke-dasharray="6 4"' if n == 0 else ""
            line = (
                f'<polyline points="{points(places)}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
            )
            key = _LEFT + 10 + 170 * n
            parts += [line, *(_mark(x, y, colour, square=n == 0) for x, y in [*places, (key, 14)])]
            parts.append(text(key + 12, 18, name, "start"))
        alt = pick(
            "The guessed and the measured curve; the numbers stand beside.",
            "猜的和测得的两条曲线；数字写在旁边。",
        )
        return drawing(_WIDE, _HIGH, alt, parts)

    def html(self) -> str:
        """The form where no kernel runs."""
        return f"<p>{html.escape(self.text().strip())}</p>"

    def text(self) -> str:
        """The form in plain text, under the question."""
        places = pick(", ", "、").join(self.at)
        return f"{self.number.text()}\n   {pick(*self.axis)}: {places}"


def _mark(x: float, y: float, colour: str, square: bool) -> str:
    if square:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'


Form = Choice | Number | Curve
