"""Guess: what a learner says before a result can be seen. Afterwards both stand side by side.

    planted = Guess(__name__, "planted", ("A planted digit", "植入的数字"), ("How many …?", "有多少……？"),
                    Number(0, 100, unit=("of 100", "个（共 100 个）")))

In the notebook one cell ends in `ch00.planted`, the next one computes and ends in
`ch00.planted.result(measured)`. The first guess counts. Once there is a result it is too late: unmade stays
unmade. Where nobody guesses, as on the site, the result says only what was measured.
"""

import hashlib
import html
import json
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from course_lib.language import pick

from ..card import card
from ..chapter import Chapter
from ..controls import OPTIONS_STYLE, button, row
from ..lab import close_widgets, free_older
from . import guesses
from .guess_fields import fields
from .guess_forms import Choice, Curve, Form, Number, Value
from .guesses import GUESSES
from .note import Text, inline, plain

__all__ = ["GUESSES", "Choice", "Curve", "Guess", "Number", "Result"]


class Guess:
    """Evaluate it to guess; `result(measured)` sets the measurement beside the guess."""

    def __init__(
        self,
        module: str,
        name: str,
        title: Text,
        ask: Text,
        form: Form,
        claim: Callable[[Any], bool] | None = None,
    ):
        """`module` is the one it stands in, `name` what the chapter calls it; texts are (English, 中文).

        `claim` is what the chapter says of the result. It stands here, since on the page it would give the
        answer away.
        """
        self.chapter, self.name, self.title, self.ask, self.form = Chapter.of(module), name, title, ask, form
        self.id = f"{self.chapter.name}.{name}"  # "welcome.planted"
        self.call, self.claim = f"ch{self.chapter.number}.{name}", claim
        asked = json.dumps([ask[0], *form.key], sort_keys=True)
        self.edition = hashlib.sha256(asked.encode()).hexdigest()[:8]
        self._panels: list[_Panel] = []
        GUESSES[self.id] = self

    def entry(self) -> guesses.Entry | None:
        """What the learner guessed, and what was measured; None as long as there is neither."""
        found = guesses.find(self.id, self.edition)
        fits = found and (found["state"] != "made" or self.form.fits(found["guess"]))
        return found if fits else None

    def keep(self, state: str, guess: Value = None, measured: Value = None) -> str:
        """Record a guess, or that there is none: a notice or "". The first one counts."""
        entry = {"state": state, "guess": guess, "measured": measured, "edition": self.edition}
        notice = guesses.keep(self.id, entry)[1]
        for panel in self._panels:
            panel.update(notice)
        return notice

    def result(self, measured: Any, live: bool = False, form: str = "", claimed: bool = True) -> "Result":
        """The guess beside what was measured: a number, an option's place from 0, or a list for a curve.

        A value that differs between machines is `live`; `form` is how its numbers are written, ".2f".
        AssertionError if it is not what the chapter claims, unless nothing is `claimed` of this run.
        """
        found = self.form.measured(measured)
        assert not (claimed and self.claim) or self.claim(found), f"{self.call}: {found} is not as claimed"
        notice = self.keep("unmade", measured=found if guesses.is_value(found) else None)
        entry = self.entry()
        guess = entry["guess"] if entry and entry["state"] == "made" else None
        return Result(self, guess, found, live, form or "g", notice)

    def _head(self) -> str:
        return f"{pick('Your guess', '先猜一猜')} · {pick(*self.title)}"

    def __repr__(self) -> str:
        return f"{self._head()}\n{plain(pick(*self.ask))}{self.form.text()}"

    def html(self) -> str:
        """The question where no kernel runs. It says nothing of what was guessed or measured."""
        return card(f"<b>{html.escape(self._head())}</b><p>{inline(pick(*self.ask))}</p>{self.form.html()}")

    def view(self) -> widgets.Widget:
        """Widgets, in the language that is set now."""
        return self._panel().view

    def _panel(self) -> "_Panel":
        panel = _Panel(self, self._head())
        self._panels.append(panel)
        return panel

    def forget(self, panel: "_Panel") -> None:
        """A showing is no more."""
        self._panels = [one for one in self._panels if one is not panel]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        panel = self._panel()
        free_older(panel)
        return panel.view._repr_mimebundle_() | {"text/plain": repr(self), "text/html": self.html()}


class _Panel:
    """One showing of a guess."""

    def __init__(self, guess: Guess, head: str):
        self._guess = guess
        self.fields = fields(guess.form)
        self.go = button(pick("Guess", "就猜这个"), self.guess, "primary")
        self.skip = button(pick("Skip", "跳过"), self.leave)
        self.said = widgets.HTML()
        self._pressed: widgets.Button | None = None  # keeps the focus: JupyterLab hears no key without
        keys = pick("Keys: Tab moves, Space presses.", "键盘：Tab 移动，空格按下。")
        ask = f"<b>{html.escape(head)}</b> <small>{keys}</small><br>{inline(pick(*guess.ask))}"
        parts = [
            widgets.HTML(OPTIONS_STYLE + card(ask)),
            self.fields.view,
            row(self.go, self.skip),
            self.said,
        ]
        self.view = widgets.VBox(parts)
        self.view.add_class("course-options")
        self.update()

    def guess(self) -> None:
        """Take what stands in the fields as the guess."""
        try:
            value = self.fields.read()
        except ValueError as problem:
            self._say(html.escape(str(problem)))
            return
        self._pressed = self._pressed or self.go
        self._guess.keep("made", value)

    def leave(self) -> None:
        """Go on without a guess."""
        self._pressed = self._pressed or self.skip
        self._guess.keep("skipped")

    def update(self, notice: str = "") -> None:
        """Show what holds now. What was guessed, skipped or missed cannot be changed."""
        entry = self._guess.entry()
        if entry is None:
            return
        if entry["state"] == "made":
            self.fields.put(entry["guess"])
        self.fields.lock()
        for one in (self.go, self.skip):
            one.disabled, one.icon = one is not self._pressed, "check" if one is self._pressed else ""
        self._say(f"{_standing(self._guess, entry)} {html.escape(notice)}")

    def _say(self, words: str) -> None:
        self.said.value = card(f'<div role="status">{words}</div>')

    def close(self) -> None:
        """Free the widgets, in the kernel and on the page."""
        self._guess.forget(self)
        close_widgets(self.view)


def _standing(guess: Guess, entry: guesses.Entry) -> str:
    """What holds of a guess, for the learner."""
    if entry["state"] == "unmade":
        return pick(
            "No guess was made before the result was shown, and now it is too late for one.",
            "看结果之前没有猜，现在不能再补了。",
        )
    words = html.escape(guess.form.words(entry["guess"])) if entry["state"] == "made" else ""
    told = (
        pick(f"Your guess: <b>{words}</b>.", f"你猜的是：<b>{words}</b>。")
        if words
        else pick("Skipped.", "已跳过。")
    )
    if entry["measured"] is None:
        return told + pick(" Run the next cell to see.", "运行下一个单元格，看结果。")
    return told


class Result:
    """A measurement, and the guess beside it where there is one."""

    def __init__(self, guess: Guess, guessed: Value, measured: Value, live: bool, form: str, notice: str):
        self._guess, self._guessed, self._measured = guess, guessed, measured
        self._live, self._form, self._notice = live, form, notice

    def _told(self) -> list[str]:
        form = self._guess.form
        found = form.words(self._measured, self._form, self._live)
        told = [pick(f"Measured: {found}.", f"测得：{found}。")]
        if self._guessed is not None:
            words = form.words(self._guessed)
            apart = form.apart(self._guessed, self._measured, self._form, self._live)
            told = [pick(f"Your guess: {words}.", f"你猜的是：{words}。"), *told, apart]
        return told + [self._notice] * bool(self._notice)

    def __repr__(self) -> str:
        return "\n".join([pick(*self._guess.title), *self._told()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(map(html.escape, self._told()))
        drawn = "" if self._guessed is None else self._guess.form.picture(self._guessed, self._measured)
        return card(f"<b>{html.escape(pick(*self._guess.title))}</b><br>{lines}{drawn}")
