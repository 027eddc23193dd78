"""Guess: what the learner expects of an experiment, asked before its result can be seen.

    planted = Guess(__name__, "planted", title, question, Number(0, 100, unit=("of 100", "个（共 100 个）")))

In a chapter a cell `ch00.planted` asks; the next one measures, and ends with `ch00.planted.result(12)`. The
first guess counts. Once the result has been shown without one, it stays unmade: to run the next cell is to
skip it. Where no kernel runs, the question stands there, and under the result what was measured.
"""

import hashlib
import html
from typing import Any

import ipywidgets as widgets

from course_lib.language import live as marked
from course_lib.language import pick

from ..card import card
from ..chapter import Chapter
from ..controls import button, row
from ..figure import GREEN, RED
from .forms import Choice, Curve, Form, Number
from .guesses import Value, guesses
from .note import Text, inline, plain

__all__ = ["GUESSES", "Choice", "Curve", "Guess", "Number"]

_AS_GUESSED = ("✓ As you guessed.", "✓ 猜中了。")
_OTHERWISE = ("✗ It came out otherwise.", "✗ 没猜中。")
GUESSES: dict[str, "Guess"] = {}  # those of the chapters opened so far, by their ids


class Guess:
    """Evaluate it to be asked; then `result(measured)`."""

    def __init__(self, module: str, name: str, title: Text, ask: Text, form: Form):
        """`module` is the one it stands in, `name` what the chapter calls it, `form` how one answers."""
        self.chapter, self.name, self.title, self.ask, self.form = Chapter.of(module), name, title, ask, form
        self.id = f"{self.chapter.name}.{name}"
        self.edition = hashlib.sha256(f"{ask[0]} {form.key()}".encode()).hexdigest()[:8]
        self._panel: _Panel | None = None
        GUESSES[self.id] = self

    def head(self) -> str:
        """Its title, as HTML."""
        return f"<b>{html.escape(pick('Your guess', '先猜一猜'))} · {html.escape(pick(*self.title))}</b>"

    def result(self, measured: Any, live: bool = False, form: str = "g") -> "Result":
        """What was measured, beside the guess; from now on there is no other guess.

        `measured` is a number, for a Choice the place of what came out, from 0, for a Curve its numbers.
        `live` marks numbers that differ between machines; `form` is how they are written.
        ValueError when the form has no such result.
        """
        value = self.form.checked(measured)
        notice = guesses.keep(self.id, self.edition, "unmade", measured=value)
        entry = guesses.find(self.id, self.edition) or {}
        if self._panel:
            self._panel.lock()
        return Result(self, entry.get("guess"), value, live, form, notice)

    def view(self) -> widgets.Widget:
        """Widgets, in the language that is set now; those of an earlier showing go."""
        if self._panel:
            self._panel.close()
        self._panel = _Panel(self)
        return self._panel.view

    def __repr__(self) -> str:
        told = [f"{pick('Your guess', '先猜一猜')} · {pick(*self.title)}", plain(pick(*self.ask))]
        return "\n".join([*told, *self.form.options()])

    def html(self) -> str:
        """The question where no kernel runs."""
        options = "".join(f"<li>{html.escape(option)}</li>" for option in self.form.options())
        listed = f'<ol type="A">{options}</ol>' if options else ""
        return card(f"{self.head()}<br>{inline(pick(*self.ask))}{listed}")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        return self.view()._repr_mimebundle_() | {"text/plain": repr(self), "text/html": self.html()}


class _Panel:
    """The widgets of one showing."""

    def __init__(self, guess: Guess):
        self.guess, self.controls, self.said = guess, guess.form.controls(), widgets.HTML()
        self.go = button(pick("Guess", "就这么猜"), self.make, "primary")
        self.skip = button(pick("Skip", "跳过"), self.leave)
        ask = widgets.HTML(card(f"{guess.head()}<br>{inline(pick(*guess.ask))}"))
        self.view = widgets.VBox([ask, *self.controls.parts, row(self.go, self.skip), self.said])
        self.view.add_class("course-quiz")
        self.lock()

    def make(self) -> None:
        """Keep what is chosen or typed, if it is a guess."""
        try:
            value = self.controls.value()
        except ValueError as problem:
            self.said.value = card(f'<div role="status">{html.escape(str(problem))}</div>')
            return
        self._keep("made", value)

    def leave(self) -> None:
        """Go on without a guess."""
        self._keep("skipped", None)

    def _keep(self, state: str, value: Value) -> None:
        self.lock(guesses.keep(self.guess.id, self.guess.edition, state, value))

    def lock(self, notice: str = "") -> None:
        """Say where the guess stands; once there is one, or its result was seen, nothing can be changed."""
        entry = guesses.find(self.guess.id, self.guess.edition)
        if entry is None:
            return
        for control in (*self.controls.inputs, self.go, self.skip):
            control.disabled = True
        if entry["state"] == "made":
            self.controls.show(entry["guess"])
            told = html.escape(self.guess.form.words(entry["guess"]))
            words = pick(f"Your guess: <b>{told}</b>.", f"你的猜测：<b>{told}</b>。")
        else:
            words = pick("No guess.", "没有猜。")
        seen = entry["measured"] is not None
        words += "" if seen else pick(" Now run the next cell.", " 现在运行下一个单元格。")
        self.said.value = card(f'<div role="status">{words} {html.escape(notice)}</div>')

    def close(self) -> None:
        """Free the widgets."""
        for one in (*self.controls.inputs, *self.controls.parts, self.go, self.skip, self.said, self.view):
            one.close()


class Result:
    """A guess beside what was measured."""

    def __init__(self, guess: Guess, value: Value, measured: Value, live: bool, form: str, notice: str = ""):
        self.guess, self.value, self.measured, self.notice = guess, value, measured, notice
        self._live, self._form = live, form

    def _rows(self) -> list[tuple[str, str]]:
        words, found = self.guess.form.words, (self._form, self._live)
        rows = [(pick("Measured", "测得"), words(self.measured, *found))]
        if self.value is not None:
            rows.insert(0, (pick("Your guess", "你的猜测"), words(self.value)))
        return rows

    def _verdict(self) -> tuple[str, bool | None]:
        """How far off, and whether that is right; of a number only the learner can say."""
        if self.value is None:
            return "", None
        distance = self.guess.form.distance(self.value, self.measured)
        if isinstance(self.guess.form, Choice):
            return pick(*(_OTHERWISE if distance else _AS_GUESSED)), not distance
        off = f"{distance:.3g}"
        off = marked(off) if self._live else off
        return pick(f"Off by {off}", f"相差 {off}"), None

    def __repr__(self) -> str:
        told = [f"{name}: {words}" for name, words in self._rows()]
        return "\n".join(filter(None, [*told, self._verdict()[0]]))

    def _repr_html_(self) -> str:
        lines = [f"{html.escape(name)}: <b>{html.escape(words)}</b>" for name, words in self._rows()]
        verdict, right = self._verdict()
        if verdict:
            ink = "inherit" if right is None else GREEN if right else RED
            lines.append(f'<span style="color:{ink}">{html.escape(verdict)}</span>')
        lines.append(html.escape(self.notice))
        lines.insert(0, f"<b>{html.escape(pick(*self.guess.title))}</b>")
        drawn = "" if self.value is None else self.guess.form.drawing(self.value, self.measured)
        return card("<br>".join(filter(None, lines)) + drawn)
