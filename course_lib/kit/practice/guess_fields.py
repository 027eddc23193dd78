"""Fields of a guess: the widgets into which a learner guesses, for each form (see guess_forms)."""

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
    """A line to type into for each number.

    What is typed reaches the kernel when a line is left: key by key, a press of a button could overtake it.
    """

    def __init__(self, form: Number, names: list[str]):
        self._form = form
        self.ones = [text_box("", name, name) for name in names]
        for one in self.ones:
            one.layout.width = "12em"
            one.placeholder = f"{form.low:g} … {form.high:g}"
        self.view = row(*self.ones, widgets.HTML(pick(*form.unit)))


class _OneNumber(_Typed):
    def __init__(self, form: Number):
        super().__init__(form, [""])

    def read(self) -> Value:
        return self._form.read(self.ones[0].value)

    def put(self, value: Value) -> None:
        self.ones[0].value = f"{value:g}"


class _Numbers(_Typed):
    def __init__(self, form: Curve):
        super().__init__(form.number, form.at)
        axis = pick(*form.axis)
        if axis:
            self.view = widgets.VBox([widgets.HTML(f"{axis}{pick(':', '：')}"), self.view])

    def read(self) -> Value:
        return [self._form.read(one.value) for one in self.ones]

    def put(self, value: Value) -> None:
        for one, number in zip(self.ones, value, strict=True):
            one.value = f"{number:g}"


def fields(form: Form) -> Fields:
    """The widgets for a form."""
    if isinstance(form, Choice):
        return _Options(form)
    return _Numbers(form) if isinstance(form, Curve) else _OneNumber(form)
