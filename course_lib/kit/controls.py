"""Controls: the widgets that labs are made of, as wide as their text and with words in both languages."""

from collections.abc import Callable, Sequence
from functools import partial

import ipywidgets as widgets

from course_lib.language import pick

WIDE = {"description_width": "initial"}  # the style under which a description is not cut
# For radio buttons in a box of the class course-options: long options wrap, as ipywidgets' own style does not
# let them, and the circle stands by their first line.
OPTIONS_STYLE = """<style>
.course-options .widget-radio-box label {white-space: normal; height: auto; line-height: 1.5;
  overflow: visible; display: flex; flex-direction: row-reverse; justify-content: flex-end;
  align-items: flex-start}
.course-options .widget-radio-box input {flex: none; margin-top: 0}
.course-options .widget-radio-box {height: auto; margin: 0} .course-options .widget-radio {height: auto}
</style>"""


def button(text: str, action: Callable[[], None] | None = None, style: str = "") -> widgets.Button:
    """A button as wide as its text that calls `action` without arguments."""
    made = widgets.Button(description=text, button_style=style, layout=widgets.Layout(width="auto"))
    if action:
        made.on_click(lambda _: action())
    return made


def choice(options: Sequence[tuple[str, object]], value: object) -> widgets.ToggleButtons:
    """One of several values, each a button as wide as its text."""
    return widgets.ToggleButtons(
        options=options, value=value, style={"button_width": "auto"}, layout=widgets.Layout(width="auto")
    )


def menu(options: Sequence, value: object, en: str, zh: str) -> widgets.Dropdown:
    """A drop-down list as wide as it needs, with its description in both languages."""
    layout = widgets.Layout(width="auto", max_width="100%", align_self="flex-start")
    return widgets.Dropdown(options=options, value=value, description=pick(en, zh), style=WIDE, layout=layout)


def text_box(value: str, en: str, zh: str, at_once: bool = False) -> widgets.Text:
    """A line to type into; it answers when the learner is done, or to every key with `at_once`."""
    layout = widgets.Layout(max_width="100%")
    return widgets.Text(value, description=pick(en, zh), continuous_update=at_once, style=WIDE, layout=layout)


def check(value: bool, en: str, zh: str) -> widgets.Checkbox:
    """Yes or no: a box to tick, as wide as its text."""
    layout = widgets.Layout(width="auto")
    return widgets.Checkbox(value, description=pick(en, zh), indent=False, layout=layout)


def toggle(value: bool, en: str, zh: str, icon: str = "") -> widgets.ToggleButton:
    """On or off: a button as wide as its text that stays pressed."""
    layout = widgets.Layout(width="auto", align_self="flex-start")
    return widgets.ToggleButton(value, description=pick(en, zh), icon=icon, layout=layout)


def walk(value: int, most: int, en: str, zh: str, readout: bool = False) -> widgets.IntSlider:
    """A long slider from 1 to `most`, as wide as the page lets it be."""
    layout = widgets.Layout(width="28em", max_width="calc(100% - 4px)")  # beside its margins, on a phone
    name = pick(en, zh)
    return widgets.IntSlider(
        value=value, min=1, max=most, description=name, readout=readout, style=WIDE, layout=layout
    )


def row(*parts: widgets.Widget) -> widgets.HBox:
    """Widgets side by side; they wrap where the page is narrow."""
    return widgets.HBox(
        parts, layout=widgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="0 12px")
    )


def named(en: str, zh: str, *controls: widgets.Widget) -> widgets.HBox:
    """Controls after the words that name them."""
    return row(widgets.HTML(pick(f"{en}:", f"{zh}：")), *controls)


def picture_box(width: str) -> widgets.Image:
    """A place for a picture at most that wide; while it is empty it does not show."""
    return widgets.Image(format="png", layout=widgets.Layout(max_width=width, display="none"))


def fill(box: widgets.Image, png: bytes) -> None:
    """Put a picture into its box, or take it away with b""."""
    box.value = png
    box.layout.display = "" if png else "none"


class TokenStrip:
    """A button for each token, and a slider that walks along them: one token is the chosen one."""

    def __init__(self, en: str, zh: str):
        """The slider's name in both languages. Watch `slider`: the buttons move it too."""
        self.buttons = widgets.HBox([], layout=widgets.Layout(flex_flow="row wrap"))
        self.slider = walk(1, 1, en, zh)
        self._made: list[widgets.Button] = []

    @property
    def at(self) -> int:
        """The chosen token, from 0."""
        return self.slider.value - 1

    def show(self, names: Sequence[str], wrong: Sequence[bool] = ()) -> None:
        """These tokens, some marked wrong. Call it inside `quiet`, since it may move the slider."""
        while len(self._made) < len(names):  # as many as were ever needed: a button keeps its focus
            self._made.append(button("", partial(self._press, len(self._made))))
        self.buttons.children = self._made[: len(names)]
        self.slider.max = len(names)
        for i, (one, name) in enumerate(zip(self._made, names, strict=False)):
            bad = bool(wrong) and wrong[i]
            one.description = ("▶ " if i == self.at else "") + name + (" ✗" if bad else "")
            one.button_style = "info" if i == self.at else "warning" if bad else ""

    def _press(self, at: int) -> None:
        self.slider.value = at + 1
