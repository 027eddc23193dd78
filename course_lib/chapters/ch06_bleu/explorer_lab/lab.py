"""The widgets of the explorer."""

from itertools import zip_longest

import ipywidgets as widgets

from course_lib.kit.controls import button, check, choice, named
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from ..figures import LABELS, explorer, label
from .cards import describe
from .compute import ORDERS, Explored, compute
from .presets import PRESETS

REFERENCES = 3


def cuts() -> dict[str, str]:
    """Ways to cut a line -> what they are called."""
    return {"words": label("cut_words"), "characters": label("cut_characters"), "13a": "13a", "zh": "zh"}


def methods() -> dict[str, str]:
    """Smoothings -> what they are called."""
    return {"none": label("no_smoothing"), "floor": "floor", "add-k": "add-k", "exp": "exp"}


def plot(result: Explored) -> Figure:
    """The sentences with their n-grams, the precisions and the brevity curve."""
    names = [label("candidate")]
    names += [label("reference_number", number=i + 1) for i in range(len(result.references))]
    sentences, marks = [result.candidate, *result.references], [result.said, *result.counted]
    return explorer(list(zip(names, sentences, marks, strict=True)), result.order, result.bleu)


class ExplorerLab(Lab):
    """A candidate beside one to three references; presets show what BLEU sees and what it misses."""

    title = ("BLEU explorer", "拆开看 BLEU")

    def __init__(self, preset: str = "notes"):
        """`preset` is a key of `presets.PRESETS`; ValueError for another."""
        if preset not in PRESETS:
            raise ValueError(f"preset must be one of {', '.join(PRESETS)}, not {preset!r}")
        names = [label("candidate"), *(label("reference_number", number=i + 1) for i in range(REFERENCES))]
        style = {"description_width": "7em"}  # wide enough for each of them, so that the boxes stand in line
        self.candidate, *self.references = (
            widgets.Text(description=name, layout=widgets.Layout(width="98%"), style=style) for name in names
        )
        for box in self.references[1:]:
            box.placeholder = pick("one more, if you like", "可以再加一份")
        self.cut = choice([(text, cut) for cut, text in cuts().items()], "words")
        self.order = choice([(str(n), n) for n in ORDERS], 1)
        self.smooth = choice([(text, method) for method, text in methods().items()], "none")
        self.effective = check(False, *LABELS["effective"])
        self.presets = {
            key: button(pick(*one.name), lambda key=key: self.preset(key)) for key, one in PRESETS.items()
        }
        self.out = widgets.HTML()
        lines = [self.candidate, *self.references]
        self.view = widgets.VBox(
            [
                named(*LABELS["try"], *self.presets.values()),
                *lines,
                named(*LABELS["cut"], self.cut),
                named(*LABELS["show_order"], self.order),
                named(*LABELS["smoothing"], self.smooth, self.effective),
                self.out,
            ]
        )
        self.watch(self.show, *lines, self.cut, self.order, self.smooth, self.effective)
        self.preset(preset)

    def picture(self) -> Figure:
        """The present state, or that of the preset where nothing can be scored."""
        try:
            return plot(self._compute())
        except ValueError:
            one = self._chosen
            return plot(compute(one.candidate, one.references, **one.settings()))

    def preset(self, key: str) -> None:
        """Type and set what the preset has."""
        self._chosen = one = PRESETS[key]
        with self.quiet():
            for box, line in zip_longest(self.references, one.references, fillvalue=""):
                box.value = line
        self.put(candidate=one.candidate, **one.settings())

    def _compute(self) -> Explored:
        controls = self.cut, self.order, self.smooth, self.effective
        lines = [box.value for box in self.references]
        return compute(self.candidate.value, lines, *(control.value for control in controls))

    def _advice(self) -> str:
        """What to look at, as long as the preset's sentences stand there."""
        typed = tuple(box.value for box in self.references if box.value)
        same = (self.candidate.value, typed) == (self._chosen.candidate, self._chosen.references)
        return self._chosen.advice() if same else ""

    def draw(self) -> None:
        self.out.value = describe(self._compute(), self._advice())
