"""Index: the labs on one page, one at a time, in either language; for a projector or a study group.

The translator of chapter 00 is not among them: it needs the model that the learner trains there.
"""

from collections.abc import Callable

import ipywidgets as widgets

from course_lib.kit import records
from course_lib.kit.card import paper
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab, choice, row
from course_lib.language import pick, set_language

from . import labs

# name: (chapter, title in English and in Chinese, what makes it); a lab is imported when it is first shown
LABS: dict[str, tuple[str, tuple[str, str], Callable[[], Lab]]] = {
    "tokens": ("01", ("tokens", "词元"), lambda: _lab("TokensLab")()),
    "memory": ("02", ("memory", "记忆"), lambda: _lab("MemoryLab")()),
    "stepper": (
        "03",
        ("step by step", "逐步解码"),
        lambda: _lab("StepperLab")(records.load("french").model(seed=0)),
    ),
    "ratio": ("04", ("the ratio", "比率"), lambda: _lab("RatioLab")()),
    "cascade": ("05", ("cascade", "连锁"), lambda: _lab("CascadeLab")()),
    "explorer": ("06", ("BLEU explorer", "拆开看 BLEU"), lambda: _lab("ExplorerLab")()),
    "alignment": ("07", ("alignment", "对齐"), lambda: _lab("AlignmentLab")()),
    "heads": ("08", ("heads", "注意力头"), lambda: _lab("HeadsLab")()),
    "gradients": ("09", ("gradients", "梯度"), lambda: _lab("GradientsLab")()),
    "patches": ("10", ("patches", "图像块"), lambda: _lab("PatchesLab")()),
}
LANGUAGES = (("English", "en"), ("中文", "zh"))


def _lab(name: str) -> type[Lab]:
    return getattr(labs, name)


def alone(name: str) -> Lab:
    """The lab that a page shows by itself, with a switch of language if it has one. KeyError if unknown."""
    return _lab("RatioLab")(languages=True) if name == "ratio" else LABS[name][2]()


class Index(Lab):
    """A button for each lab; what was done in a lab stays while others are shown, in each language apart."""

    def __init__(self, name: str = "ratio"):
        """`name` is the lab shown first. KeyError for an unknown one."""
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
            self._made[key] = LABS[self.name][2]()
        return self._made[key]

    def picture(self) -> Figure:
        return self.shown.picture()

    def _speak(self, language: str) -> None:
        set_language(language)
        self._lay()

    def _lay(self) -> None:
        """The buttons in the language of the labels, and the lab."""
        titles = [(f"{chapter} {pick(*title)}", name) for name, (chapter, title, _) in LABS.items()]
        self.labs = choice(titles, self.name)
        self.labs.observe(lambda change: self._open(change["new"]), "value")
        words = pick("Labs of the course, by chapter:", "课程的实验台，按章节：")
        self.top.children = [widgets.HTML(paper(words)), row(self.labs)]
        self.place.children = [self.shown.view]

    def _open(self, name: str) -> None:
        self.name = name
        self.place.children = [self.shown.view]
