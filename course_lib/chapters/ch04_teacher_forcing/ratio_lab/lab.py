"""Shell: the two parts of the ratio lab under one roof, with large type for a projector."""

import ipywidgets as widgets

from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick, set_language

from .. import figures
from . import cards
from .lesson import SENTENCES, coins, compute, tosses
from .lesson_panel import LessonPanel, LessonState
from .race_panel import RacePanel
from .race_state import RaceState
from .trainer import Progress, Trainer

LANGUAGES = (("English", "en"), ("中文", "zh"))


class RatioLab(Lab):
    """Flip coins and see what they teach; guess a race between ratios and watch it; train what is missing."""

    title = ("the ratio", "比率")

    def __init__(self, languages: bool = False, steps: int | None = None):
        """`languages` adds a switch of language, for a page that shows nothing else.

        `steps` shortens live trainings.
        """
        self._languages = languages
        self.lesson_state, self.race_state = LessonState(), RaceState()
        self.trainer = Trainer(self._follow, steps)
        self.view = widgets.VBox()
        self.view.add_class("course-ratio")
        self.build()

    def build(self) -> None:
        """Make all widgets in the language of the labels; what the learner has done stays."""
        name = pick("Projector: large type", "投影模式：大字")
        self.large = widgets.ToggleButton(
            self.race_state.large, description=name, icon="expand", layout=widgets.Layout(width="auto")
        )
        self.large.observe(lambda change: self._enlarge(change["new"]), "value")
        language = pick("en", "zh")
        self.language = widgets.ToggleButtons(
            options=LANGUAGES, value=language, style={"button_width": "auto"}
        )
        self.language.observe(lambda change: self._speak(change["new"]), "value")
        self.lesson = LessonPanel(self.lesson_state)
        self.race = RacePanel(self.race_state, self.trainer)
        top = widgets.HBox([self.large, self.language] if self._languages else [self.large])
        style = widgets.HTML(cards.STYLE, layout=widgets.Layout(display="none"))
        self.view.children = [style, top, self.lesson.view, self.race.view]

    def picture(self) -> Figure:
        """The lesson alone: the race is a guess first."""
        sentence = SENTENCES[0]
        shown = compute(sentence, coins(tosses(sentence.text), 0.5))
        return figures.lesson(shown.fed, shown.asked, shown.says, shown.gold, shown.wrong)

    def _enlarge(self, large: bool) -> None:
        self.race_state.large = large
        (self.view.add_class if large else self.view.remove_class)("course-projector")
        self.race.show()

    def _speak(self, language: str) -> None:
        set_language(language)
        self.build()

    def _follow(self, now: Progress) -> None:
        self.race_state.progress(now)
        self.race.follow(now)
