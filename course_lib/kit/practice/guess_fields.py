"""Fields of a guess: the widgets into which a learner guesses, for each form (see guess_forms)."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from course_lib.language import pick

from ..controls import row, text_box
from .guess_forms import Choice, Curve, Form, Number, Value
from .note import plain


class Fields:
    """`view` holds the widgets, `ones` those that a learner moves."""

    view: widgets.Widget
    ones: list[widgets.Widget]

    def read(self) -> Value:
        """What stands in them now. ValueError, in the learner's words, if that is no answer."""
        raise NotImplementedError

    def put(self, value: Value) -> None:
        """Show a guess."""
        raise NotImplementedError

    def lock(self) -> None:
        """From now on they only show."""
        for one in self.ones:
            one.disabled = True


class _Options(Fields):
    def __init__(self, form: Choice):
        self._choice = widgets.RadioButtons(
            options=[(plain(pick(*option)), i) for i, option in enumerate(form.options)],
            value=None,
            layout=widgets.Layout(width="100%", max_width="760px"),
        )
        self.view, self.ones = self._choice, [self._choice]

    def read(self) -> Value:
        if self._choice.value is None:
            raise ValueError(pick("Choose an answer first.", "请先选一个答案。"))
        return self._choice.value

    def put(self, value: Value) -> None:
        self._choice.value = value


class _Typed(Fields):
    """A line to type into for each number; Enter in the last one is as good as the button."""

    def __init__(self, form: Number, names: list[tuple[str, str]], submit: Callable[[], None]):
        self._form = form
        self.ones = [text_box("", en, zh, at_once=True) for en, zh in names]
        for one in self.ones:
            one.layout.width = "12em"
            one.placeholder = f"{form.low:g} … {form.high:g}"

        def enter(_: widgets.Widget, content: dict[str, Any], __: Any) -> None:
            if content.get("event") == "submit":
                submit()

        self.ones[-1].on_msg(enter)
        self.view = row(*self.ones, widgets.HTML(pick(*form.unit)))


class _OneNumber(_Typed):
    def __init__(self, form: Number, submit: Callable[[], None]):
        super().__init__(form, [("", "")], submit)

    def read(self) -> Value:
        return self._form.read(self.ones[0].value)

    def put(self, value: Value) -> None:
        self.ones[0].value = f"{value:g}"


class _Numbers(_Typed):
    def __init__(self, form: Curve, submit: Callable[[], None]):
        super().__init__(form.number, [(at, at) for at in form.at], submit)
        axis = pick(*form.axis)
        if axis:
            self.view = widgets.VBox([widgets.HTML(f"{axis}{pick(':', '：')}"), self.view])

    def read(self) -> Value:
        return [self._form.read(one.value) for one in self.ones]

    def put(self, value: Value) -> None:
        for one, number in zip(self.ones, value, strict=True):
            one.value = f"{number:g}"


def fields(form: Form, submit: Callable[[], None]) -> Fields:
    """The widgets for a form; `submit` is what Enter does."""
    if isinstance(form, Choice):
        return _Options(form)
    return _Numbers(form, submit) if isinstance(form, Curve) else _OneNumber(form, submit)
