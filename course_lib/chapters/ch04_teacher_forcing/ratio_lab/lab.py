"""The two parts of the ratio lab under one roof, with large type for a projector."""

import ipywidgets as widgets

from course_lib.kit.controls import choice, toggle
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick, set_language

from ..lesson_lab.lab import picture, style
from ..lesson_lab.panel import LessonPanel
from .race_panel import RacePanel
from .trainer import Progress, Trainer

LANGUAGES = (("English", "en"), ("中文", "zh"))
LARGE = ("Projector: large type", "投影模式：大字")


class RatioLab(Lab):
    """Flip coins and see what they teach; guess a race between ratios and watch it; train what is missing."""

    title = ("the ratio", "比率")

    def __init__(self, languages: bool = False, steps: int | None = None):
        """`languages` adds a switch of language, for a page that shows nothing else.

        `steps` shortens live trainings.
        """
        self.trainer = Trainer(self._follow, steps)
        self.large = toggle(False, *LARGE, icon="expand")
        self.language = choice(LANGUAGES, pick("en", "zh"))
        self.lesson, self.race = LessonPanel(), RacePanel(self.trainer)
        self._top = [
            style(),
            widgets.HBox([self.large, self.language] if languages else [self.large]),
        ]
        self.view = widgets.VBox([*self._top, self.lesson.view, self.race.view])
        self.view.add_class("course-ratio")
        self.watch(self._enlarge, self.large)
        self.watch(self._speak, self.language)

    @classmethod
    def alone(cls, languages: bool = False) -> "RatioLab":
        return cls(languages)

    def picture(self) -> Figure:
        """The lesson alone: the race is a guess first."""
        return picture(bars=True)

    def close(self) -> None:
        """Free the widgets; a training that is going on stops."""
        self.trainer.stop()
        super().close()

    def _enlarge(self) -> None:
        self.race.large = self.large.value
        (self.view.add_class if self.large.value else self.view.remove_class)("course-projector")
        self.race.show()

    def _speak(self) -> None:
        """Make both panels anew in another language; what the learner has done stays."""
        set_language(self.language.value)
        self.large.description = pick(*LARGE)
        before = self.lesson, self.race
        self.lesson, self.race = LessonPanel(), RacePanel(self.trainer)
        self.lesson.resume(before[0])
        self.race.resume(before[1])
        self.view.children = [*self._top, self.lesson.view, self.race.view]
        for panel in before:
            panel.close()

    def _follow(self, now: Progress) -> None:
        with self.quiet():  # not while the panels change their language
            self.race.follow(now)
