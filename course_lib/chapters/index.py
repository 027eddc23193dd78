"""Index: the labs on one page, one at a time, in either language; for a projector or a study group.

A lab is on it if it has a title. The translator of chapter 00 has none: it needs the model that the learner
trains there.
"""

import ipywidgets as widgets

from course_lib.kit.card import card
from course_lib.kit.chapter import Chapter
from course_lib.kit.controls import choice, row
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick, set_language

from . import lab_modules, labs

LANGUAGES = (("English", "en"), ("中文", "zh"))


def on_the_page() -> dict[str, type[Lab]]:
    """Short names of the labs that have a title, such as "ratio" -> their classes, in the chapters' order."""
    found = {name.removesuffix("Lab").lower(): getattr(labs, name) for name in lab_modules()}
    return {name: lab for name, lab in found.items() if lab.title}


def alone(name: str) -> Lab:
    """The lab that a page shows by itself, with a switch of language if it has one. KeyError if unknown."""
    return on_the_page()[name].alone(languages=True)


class Index(Lab):
    """A button for each lab; what was done in a lab stays while others are shown, in each language apart."""

    def __init__(self, name: str = "ratio"):
        """`name` is the lab shown first. ValueError, with what there is, for an unknown one."""
        self._labs = on_the_page()
        if name not in self._labs:
            raise ValueError(f"no lab {name!r} on the page; there are {', '.join(self._labs)}")
        self._made: dict[tuple[str, str], Lab] = {}  # (lab, language) -> the lab
        self.name = name
        self.language = choice(LANGUAGES, pick("en", "zh"))
        self.language.observe(lambda change: self._speak(change["new"]), "value")
        self.place, self.top = widgets.VBox(), widgets.VBox()
        self.view = widgets.VBox([self.language, self.top, self.place])
        self._lay()

    @property
    def shown(self) -> Lab:
        """The lab that is on the page."""
        key = self.name, pick("en", "zh")
        if key not in self._made:
            self._made[key] = self._labs[self.name].alone()
        return self._made[key]

    def picture(self) -> Figure:
        return self.shown.picture()

    def _speak(self, language: str) -> None:
        set_language(language)
        self._lay()

    def _lay(self) -> None:
        """The buttons in the language of the labels, and the lab."""
        titles = [
            (f"{Chapter.of(lab.__module__).number} {pick(*lab.title)}", name)
            for name, lab in self._labs.items()
        ]
        self.labs = choice(titles, self.name)
        self.labs.observe(lambda change: self._open(change["new"]), "value")
        words = pick("Labs of the course, by chapter:", "课程的实验台，按章节：")
        self.top.children = [widgets.HTML(card(words)), row(self.labs)]
        self.place.children = [self.shown.view]

    def _open(self, name: str) -> None:
        self.name = name
        self.place.children = [self.shown.view]
