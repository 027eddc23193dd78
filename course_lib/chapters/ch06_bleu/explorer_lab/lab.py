"""The widgets of the explorer."""

from itertools import zip_longest

import ipywidgets as widgets

from course_lib.kit.controls import button, check, choice, named
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import label, pick

from ..figures import explorer
from .cards import describe
from .compute import ORDERS, Explored, compute
from .presets import PRESETS

REFERENCES = 3


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
        cuts = [(pick("words", "按空格切词"), "words"), (pick("characters", "逐字符"), "characters")]
        self.cut = choice([*cuts, ("13a", "13a"), ("zh", "zh")], "words")
        self.order = choice([(str(n), n) for n in ORDERS], 1)
        methods = [(pick("none", "不平滑"), "none"), *((name, name) for name in ("floor", "add-k", "exp"))]
        self.smooth = choice(methods, "none")
        self.effective = check(
            False, "effective order: leave out orders without n-grams", "有效阶数：没有 n元语法的阶不计"
        )
        self.presets = {
            key: button(pick(*one.name), lambda key=key: self.preset(key)) for key, one in PRESETS.items()
        }
        self.out = widgets.HTML()
        lines = [self.candidate, *self.references]
        self.view = widgets.VBox(
            [
                named("Try", "试一试", *self.presets.values()),
                *lines,
                named("cut into", "切分方式", self.cut),
                named("show n-grams of order", "显示几元语法", self.order),
                named("smoothing", "平滑", self.smooth, self.effective),
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
