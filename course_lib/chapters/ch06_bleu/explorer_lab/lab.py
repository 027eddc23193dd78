"""Shell: type a candidate and its references, and see what BLEU counts, key by key."""

import html

import ipywidgets as widgets

from course_lib.kit.card import paper
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab, button, choice, row
from course_lib.language import pick

from ..figures import explorer, label
from .cards import card
from .counting import CUTS, ORDERS, Explored, compute
from .presets import PRESETS

REFERENCES = 3
CUT_NAMES = {
    "words": ("words", "按空格切词"),
    "characters": ("characters", "逐字符"),
    "13a": ("13a", "13a"),
    "zh": ("zh", "zh"),
}


def plot(result: Explored) -> Figure:
    """The sentences with their n-grams, the precisions and the brevity curve."""
    names = [label("candidate")]
    names += [label("reference_number", number=i + 1) for i in range(len(result.references))]
    sentences, marks = [result.candidate, *result.references], [result.said, *result.counted]
    return explorer(list(zip(names, sentences, marks, strict=True)), result.order, result.bleu)


class ExplorerLab(Lab):
    """A candidate beside one to three references; presets show what BLEU sees and what it misses."""

    def __init__(self, preset: str = "notes"):
        """`preset` is a key of `presets.PRESETS`; ValueError for another."""
        if preset not in PRESETS:
            raise ValueError(f"preset must be one of {', '.join(PRESETS)}, not {preset!r}")
        self._chosen = PRESETS[preset]
        self._quiet = False  # while many controls change at once
        self._make()
        self.presets = {
            key: button(pick(*one.name), lambda key=key: self.preset(key)) for key, one in PRESETS.items()
        }
        self.out = widgets.HTML()
        self.view = widgets.VBox(
            [
                row(widgets.HTML(pick("Try:", "试一试：")), *self.presets.values()),
                self.candidate,
                *self.references,
                row(widgets.HTML(pick("cut into:", "切分方式：")), self.cut),
                row(widgets.HTML(pick("show n-grams of order:", "显示几元语法：")), self.order),
                row(widgets.HTML(pick("smoothing:", "平滑：")), self.smooth, self.effective),
                self.out,
            ]
        )
        for control in (self.candidate, *self.references, self.cut, self.order, self.smooth, self.effective):
            control.observe(lambda _: self.show(), "value")
        self.preset(preset)

    def _make(self) -> None:
        """The controls, still empty."""
        wide, auto = widgets.Layout(width="98%"), widgets.Layout(width="auto")
        names = [label("candidate"), *(label("reference_number", number=i + 1) for i in range(REFERENCES))]
        style = {"description_width": "7em"}  # wide enough for each of them, so that the boxes stand in line
        self.candidate, *self.references = (
            widgets.Text(description=name, layout=wide, style=style) for name in names
        )
        for box in self.references[1:]:
            box.placeholder = pick("one more, if you like", "可以再加一份")
        self.cut = choice([(pick(*CUT_NAMES[cut]), cut) for cut in CUTS], "words")
        self.order = choice([(str(n), n) for n in ORDERS], 1)
        self.smooth = choice(
            [(pick("none", "不平滑"), "none"), *((key, key) for key in ("floor", "add-k", "exp"))], "none"
        )
        self.effective = widgets.Checkbox(
            description=pick(
                "effective order: leave out orders without n-grams", "有效阶数：没有 n元语法的阶不计"
            ),
            indent=False,
            layout=auto,
        )

    def picture(self) -> Figure:
        """The present state, or that of the preset where nothing can be scored."""
        try:
            return plot(self._compute())
        except ValueError:
            one = self._chosen
            return plot(compute(one.candidate, one.references, **one.settings()))

    def preset(self, key: str) -> None:
        """Type and set what the preset has."""
        self._chosen = PRESETS[key]
        self._quiet = True
        try:
            self.candidate.value = self._chosen.candidate
            for i, box in enumerate(self.references):
                box.value = "".join(self._chosen.references[i : i + 1])
            for name, value in self._chosen.settings().items():
                getattr(self, name).value = value
        finally:
            self._quiet = False
        self.show()

    def _compute(self) -> Explored:
        lines = [box.value for box in self.references]
        settings = self.cut.value, self.order.value, self.smooth.value, self.effective.value
        return compute(self.candidate.value, lines, *settings)

    def _advice(self) -> str:
        """What to look at, as long as the preset's sentences stand there."""
        typed = tuple(box.value for box in self.references if box.value)
        same = (self.candidate.value, typed) == (self._chosen.candidate, self._chosen.references)
        return self._chosen.advice() if same else ""

    def show(self) -> None:
        """Redraw what the controls say."""
        if self._quiet:
            return
        try:
            self.out.value = card(self._compute(), self._advice())
        except ValueError as problem:
            self.out.value = paper(html.escape(str(problem)))
        except Exception:
            self.out.value = ""  # rather nothing than an old picture beside new words
            raise
