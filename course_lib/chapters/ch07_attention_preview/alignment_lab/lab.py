"""The widgets of the alignment lab."""

import ipywidgets as widgets
from torch import Tensor

from course_lib.kit.card import card
from course_lib.kit.controls import TokenStrip, button, check, choice, row, text_box, walk
from course_lib.kit.figure import Figure
from course_lib.kit.heat import heat
from course_lib.kit.lab import Lab
from course_lib.kit.tasks import TESTED
from course_lib.kit.typed_input import EXAMPLES, read_numbers, resized
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle

from ..experiments.bottleneck import SCORES
from ..figures import alignment, label
from . import cards
from .compute import OWN, Reading, by_length, compute, matters, read, what_matters

TASKS = {"numbers": ("list of numbers", "数的列表"), "dates": ("date", "日期")}


def plot(reading: Reading) -> Figure:
    """The whole alignment of a source. ValueError without attention."""
    if reading.weights is None:
        raise ValueError(label("none"))
    return alignment(reading.weights, reading.source, reading.output)


class AlignmentLab(Lab):
    """Press an output token, and see where the model looked for it; make the list longer, and compare.

    With a bundle, a model and its vocabularies, that model comes first: a learner's own page, for example.
    """

    title = ("alignment", "对齐")

    def __init__(
        self,
        bundle: Bundle | None = None,
        task: str = "numbers",
        attention: str = "dot",
        typed: str | None = None,
    ):
        """What stands there at first. Raises ValueError, as `compute` does, for what cannot be read, and for
        a model that does not tell where it looks.
        """
        self._bundle = bundle
        tasks = {name: pick(*names) for name, names in TASKS.items()}
        if bundle is not None:
            task, tasks = OWN, {OWN: label(OWN)} | tasks
        self._first = (task, attention, EXAMPLES[task][0] if typed is None else typed)
        if bundle is not None and self._read(*self._first).weights is None:
            raise ValueError(
                pick(
                    "This model does not tell where it looks: it has no `alignment(tokens, memory)`.",
                    "这个模型没有说它看了哪里：它没有 `alignment(tokens, memory)`。",
                )
            )
        self._examples = dict.fromkeys(tasks, 0)
        self.task = choice([(name, key) for key, name in tasks.items()], task)
        self.attention = choice([(label(score), score) for score in SCORES], attention)
        self.typed = text_box(self._first[2], "source", "源序列")
        self.another = button(pick("Another example", "换一个例子"), self._another)
        self.length = walk(1, TESTED, "numbers in the list", "列表中数的个数", readout=True)
        self.strip = TokenStrip("output token", "输出词元")
        self.compare = check(False, "compare with what matters", "对比：换掉哪个词元影响最大")
        self.out, self.looked, self.curve = widgets.HTML(), widgets.HTML(), widgets.HTML()
        lead = pick(
            "Press a token of the output (keys: Tab, then Enter), or walk with the slider: "
            "where did the model look for it?",
            "点一个输出词元（键盘：Tab 移过去，再按回车），或用滑块逐个走：写它的时候，模型看了哪里？",
        )
        self.bench = widgets.VBox(
            [
                widgets.HTML(card(lead)),
                self.strip.buttons,
                row(self.strip.slider, self.compare),
                self.looked,
                self.curve,
            ]
        )
        self.scores = row(self.attention)
        lines = [row(self.task, self.typed, self.another), self.scores, self.length]
        self.view = widgets.VBox([*lines, self.out, self.bench])
        self.watch(self._example, self.task)
        self.watch(self._resize, self.length)
        self.watch(self.show, self.attention, self.typed, self.strip.slider, self.compare)
        self.show()

    def picture(self) -> Figure:
        return plot(self._read(*self._first))

    @property
    def now(self) -> Reading:
        """What the chosen model makes of what was typed. ValueError as `compute` raises it."""
        return self._read(self.task.value, self.attention.value, self.typed.value)

    def _read(self, task: str, attention: str, typed: str) -> Reading:
        if task != OWN or self._bundle is None:
            return compute(task, attention, typed)
        return read(self._bundle, OWN, OWN, typed)

    def _another(self) -> None:
        self._examples[self.task.value] += 1
        self._example()

    def _example(self) -> None:
        task = self.task.value
        self.put(typed=EXAMPLES[task][self._examples[task] % len(EXAMPLES[task])])

    def _resize(self) -> None:
        self.put(typed=resized(self.typed.value, self.length.value))

    def draw(self) -> None:
        task, attention, typed = settings = self.task.value, self.attention.value, self.typed.value
        listed = task == "numbers"
        for one in (self.length, self.curve):
            one.layout.display = "" if listed else "none"
        self.scores.layout.display = "none" if task == OWN else ""
        reading = self.now
        # of the recorded models the one without attention always stands beside
        beside = [] if task == OWN or attention == "none" else [compute(task, "none", typed)]
        self.strip.show(reading.output, [not right for right in reading.right])
        self.out.value = card(cards.answers([*beside, reading]))
        mattered = None
        if self.compare.value:
            own = task == OWN and self._bundle is not None
            mattered = (what_matters(self._bundle, reading) if own else matters(*settings))[self.strip.at]
        self.looked.value = self._where(reading, mattered)
        if listed:
            self.length.value = len(read_numbers(typed))
            found = {score: by_length(score) for score in SCORES}
            self.curve.value = cards.curve(found, self.length.value, attention)

    def _where(self, reading: Reading, mattered: Tensor | None) -> str:
        """Where the model looked for the chosen output token."""
        at, shown = self.strip.at, cards.looked(reading, self.strip.at, mattered)
        if reading.weights is not None:
            names = label("source_token"), label("output_token")
            shown += heat(reading.weights, reading.source, reading.output, at, names)
        return card(shown)
