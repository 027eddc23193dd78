"""Forms of a guess: one of several answers, a number, or a number at each of a few places along a curve.

Numbers are typed: a slider would stand somewhere, and so suggest an answer.
"""

import html
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_lib.language import live as marked
from course_lib.language import pick

from ..card import drawing, levels, points, text
from ..controls import row, text_box
from ..figure import BLUE, ORANGE
from .guesses import Value
from .note import Text

_WIDTH, _HEIGHT, _LEFT = 460, 200, 60  # of the picture of a curve, and where its axis stands


@dataclass
class Controls:
    """The widgets of a form."""

    parts: list[widgets.Widget]  # in their order on the page
    inputs: list[widgets.Widget]  # those that take the guess
    value: Callable[[], Value]  # ValueError, in the learner's words, when it is none yet
    show: Callable[[Any], None]  # put a guess into them


class Choice:
    """One of two to five answers; a guess is its place, from 0."""

    def __init__(self, *answers: Text):
        """ValueError for fewer or more."""
        if not 2 <= len(answers) <= 5:
            raise ValueError(f"a choice has two to five answers, not {len(answers)}")
        self.answers = answers

    def key(self) -> str:
        """What a guess is about, for its edition."""
        return "choice " + " / ".join(en for en, _ in self.answers)

    def options(self) -> list[str]:
        """The answers, in the language that is set now."""
        return [pick(*answer) for answer in self.answers]

    def words(self, value: Any, form: str = "", live: bool = False) -> str:
        """A guess or a result in words."""
        return marked(self.options()[value]) if live else self.options()[value]

    def checked(self, value: Any) -> Value:
        """A result as it is kept. ValueError when there is no such answer."""
        if value not in range(len(self.answers)):
            raise ValueError(
                f"a result is the place of an answer, 0 to {len(self.answers) - 1}, not {value!r}"
            )
        return int(value)

    def distance(self, guess: Any, measured: Any) -> float:
        """0 for the right answer."""
        return float(guess != measured)

    def drawing(self, guess: Value, measured: Value) -> str:
        """Nothing: words are enough."""
        return ""

    def controls(self) -> Controls:
        """Radio buttons."""
        options = [(text, i) for i, text in enumerate(self.options())]
        layout = widgets.Layout(width="100%", max_width="760px")
        radio = widgets.RadioButtons(options=options, value=None, layout=layout)

        def value() -> Value:
            if radio.value is None:
                raise ValueError(pick("Choose an answer first.", "请先选一个答案。"))
            return int(radio.value)

        return Controls([radio], [radio], value, lambda guess: setattr(radio, "value", guess))


class Number:
    """A number in a range, with its unit."""

    def __init__(self, low: float, high: float, unit: Text = ("", "")):
        self.low, self.high, self.unit = low, high, unit

    def key(self) -> str:
        """What a guess is about, for its edition."""
        return f"number {self.low:g} {self.high:g} {self.unit[0]}"

    def options(self) -> list[str]:
        """None: a number is typed."""
        return []

    def words(self, value: Any, form: str = "g", live: bool = False) -> str:
        """A guess or a result in words."""
        number = format(value, form)
        return f"{marked(number) if live else number} {pick(*self.unit)}".strip()

    def checked(self, value: Any) -> Value:
        """A result as it is kept. ValueError when it is not a number."""
        return _finite(value)

    def distance(self, guess: Any, measured: Any) -> float:
        """How far off."""
        return abs(guess - measured)

    def drawing(self, guess: Value, measured: Value) -> str:
        """Nothing: words are enough."""
        return ""

    def controls(self) -> Controls:
        """A line to type into."""
        box = _box(f"{self.low:g} … {self.high:g}")
        parts = row(box, widgets.HTML(html.escape(pick(*self.unit))))

        def value() -> Value:
            return typed_number(box.value, self.low, self.high)

        return Controls([parts], [box], value, lambda guess: setattr(box, "value", f"{guess:g}"))


class Curve:
    """A number at each of three to five places."""

    def __init__(self, low: float, high: float, at: Sequence[str], axis: Text, unit: Text = ("", "")):
        """`at` are the names of the places, `axis` what they count. ValueError for fewer or more places."""
        if not 3 <= len(at) <= 5:
            raise ValueError(f"a curve has three to five places, not {len(at)}")
        self.low, self.high, self.at, self.axis, self.unit = low, high, list(at), axis, unit

    def key(self) -> str:
        """What a guess is about, for its edition."""
        return f"curve {self.low:g} {self.high:g} {self.at} {self.axis[0]} {self.unit[0]}"

    def options(self) -> list[str]:
        """None: numbers are typed."""
        return []

    def words(self, value: Any, form: str = "g", live: bool = False) -> str:
        """A guess or a result in words."""
        numbers = ", ".join(format(number, form) for number in value)
        places = pick(f"at {', '.join(self.at)} {self.axis[0]}", f"{self.axis[1]} {'、'.join(self.at)}")
        return f"{marked(numbers) if live else numbers} {pick(*self.unit)}".strip() + f" ({places})"

    def checked(self, value: Any) -> Value:
        """A result as it is kept. ValueError when it is not as many numbers as there are places."""
        numbers = [_finite(number) for number in value]
        if len(numbers) != len(self.at):
            raise ValueError(f"a result has {len(self.at)} numbers, not {len(numbers)}")
        return numbers

    def distance(self, guess: Any, measured: Any) -> float:
        """How far off, on average."""
        return sum(abs(a - b) for a, b in zip(guess, measured, strict=True)) / len(self.at)

    def drawing(self, guess: Any, measured: Any) -> str:
        """Both curves."""
        high, low = max(self.high, *measured), min(self.low, *measured)
        step = (_WIDTH - _LEFT - 40) / (len(self.at) - 1)

        def place(i: int, value: float) -> tuple[float, float]:
            return _LEFT + 20 + i * step, _HEIGHT - 40 - (value - low) / ((high - low) or 1) * (_HEIGHT - 60)

        parts = [
            *levels([low, (low + high) / 2, high], lambda value: place(0, value)[1], _LEFT, _WIDTH - _LEFT)
        ]
        parts += [text(place(i, low)[0], _HEIGHT - 22, name) for i, name in enumerate(self.at)]
        parts.append(text((_LEFT + _WIDTH) / 2, _HEIGHT - 4, pick(*self.axis)))
        for curve, ink, dashes in ((measured, BLUE, ""), (guess, ORANGE, ' stroke-dasharray="6 4"')):
            places = [place(i, value) for i, value in enumerate(curve)]
            parts.append(
                f'<polyline points="{points(places)}" fill="none" stroke="{ink}" stroke-width="2"{dashes}/>'
            )
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ink}"/>' for x, y in places]
        told = pick("measured: blue line; your guess: orange, dashed", "测得：蓝色实线；你的猜测：橙色虚线")
        alt = pick("Curves: ", "曲线：") + told
        return f"<div>{drawing(_WIDTH, _HEIGHT, alt, parts)}</div><small>{told}</small>"

    def controls(self) -> Controls:
        """A line to type into for each place."""
        boxes = [_box(f"{self.low:g} … {self.high:g}", f"{name}:") for name in self.at]
        head = widgets.HTML(html.escape(f"{pick(*self.axis)} → {pick(*self.unit)}"))

        def value() -> Value:
            return [typed_number(box.value, self.low, self.high) for box in boxes]

        def show(guess: Any) -> None:
            for box, number in zip(boxes, guess, strict=True):
                box.value = f"{number:g}"

        return Controls([head, row(*boxes)], boxes, value, show)


Form = Choice | Number | Curve


def _box(hint: str, name: str = "") -> widgets.Text:
    box = text_box("", name, name, at_once=True)
    box.placeholder, box.layout.width = hint, "11em" if name else "8em"
    return box


def typed_number(typed: str, low: float, high: float) -> float:
    """A number as people type it. ValueError, in the learner's language, for one that is not in the range."""
    tidy = unicodedata.normalize("NFKC", typed).strip().removesuffix("%").strip().replace(",", ".")
    try:
        number = float(tidy)
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        words = (f"Type a number from {low:g} to {high:g}.", f"请输入 {low:g} 到 {high:g} 之间的数。")
        raise ValueError(pick(*words))
    return number


def _finite(value: Any) -> float:
    number = value if type(value) is int else float(value)
    if not math.isfinite(number):
        raise ValueError(f"a result is a finite number, not {value!r}")
    return number
