"""Shell: what every lab shares: it shows widgets where a kernel runs, and a picture where none does."""

from collections.abc import Callable, Sequence

import ipywidgets as widgets

from course_lib.language import pick

from .figure import Figure

WIDE = {"description_width": "initial"}  # the style under which a description is not cut


def button(text: str, action: Callable[[], None], style: str = "") -> widgets.Button:
    """A button as wide as its text that calls `action` without arguments."""
    made = widgets.Button(description=text, button_style=style, layout=widgets.Layout(width="auto"))
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


def row(*parts: widgets.Widget) -> widgets.HBox:
    """Widgets side by side; they wrap where the page is narrow."""
    return widgets.HBox(
        parts, layout=widgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="0 12px")
    )


def picture_box(width: str) -> widgets.Image:
    """A place for a picture at most that wide; while it is empty it does not show."""
    return widgets.Image(format="png", layout=widgets.Layout(max_width=width, display="none"))


def fill(box: widgets.Image, png: bytes) -> None:
    """Put a picture into its box, or take it away with b""."""
    box.value = png
    box.layout.display = "" if png else "none"


class Lab:
    """A lab keeps its widgets in `view` and draws its picture in `picture()`."""

    view: widgets.Widget

    def picture(self) -> Figure:
        """What a reader sees where no kernel runs: on a website, or when a saved notebook is opened."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self.picture().alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = self.picture()._repr_mimebundle_()
        return self.view._repr_mimebundle_() | data, metadata
