"""The lesson lab: what the decoder is fed, coin by coin, and what that asks it to learn."""

import ipywidgets as widgets

from course_lib.kit.figure import Figure

from . import drawing
from .cards import PLANTED, STYLE
from .compute import answers, coins, compute, sentences, tosses
from .glosses import gloss
from .panel import LessonPanel


class LessonLab(LessonPanel):
    """The panel by itself, at the top of the chapter; `RatioLab` has it with its bars, beside the race."""

    def __init__(self) -> None:
        super().__init__(bars=False)  # they answer what the chapter asks its readers to guess
        self.view = widgets.VBox([style(), self.view])
        self.view.add_class("course-ratio")
        self.put(ratio=1.0)  # no frame yet

    def picture(self) -> Figure:
        return picture(bars=False)


def style() -> widgets.HTML:
    return widgets.HTML(STYLE, layout=widgets.Layout(display="none"))


def picture(bars: bool) -> Figure:
    """Coins and frames of the first sentence with every coin at "own"; with `bars`, what that teaches."""
    sentence = sentences()[0]
    shown = compute(sentence, coins(tosses(sentence), 0.0))
    meanings = [gloss(token, sentence) for token in shown.asked]
    if not bars:
        return drawing.draw(shown, meanings)
    language = sentence.language or ""
    return drawing.draw(shown, meanings, answers(language), [*PLANTED[language].names.values()])
