"""Shell: the widgets of the alignment lab."""

import html

import ipywidgets as widgets

from course_lib.kit.card import paper
from course_lib.kit.figure import Figure
from course_lib.kit.heat import heat, largest
from course_lib.kit.lab import WIDE, Lab, button, choice, row
from course_lib.kit.number_lists import TESTED
from course_lib.kit.typed_list import EXAMPLES, read_numbers, resized
from course_lib.language import pick

from ..experiments.bottleneck import SCORES
from ..figures import alignment, label
from . import cards, drawings
from .reading import Reading, by_length, compute, matters

TASKS = {"numbers": ("list of numbers", "数的列表"), "dates": ("date", "日期")}


def plot(task: str, attention: str, typed: str) -> Figure:
    """The whole alignment of a source. ValueError as `compute` raises it, and without attention."""
    reading = compute(task, attention, typed)
    if reading.weights is None:
        raise ValueError(label("none"))
    return alignment(reading.weights, reading.source, reading.output)


class AlignmentLab(Lab):
    """Press an output token, and see where the model looked for it; make the list longer, and compare."""

    def __init__(self, task: str = "numbers", attention: str = "general", typed: str | None = None):
        """What stands there at first. Raises ValueError, as `compute` does, for what cannot be read."""
        self._first = (task, attention, EXAMPLES[task][0] if typed is None else typed)
        self._reading: Reading | None = None
        self._at, self._quiet, self._examples = 0, False, dict.fromkeys(TASKS, 0)
        self.task = choice([(pick(*names), name) for name, names in TASKS.items()], task)
        self.attention = choice([(label(score), score) for score in SCORES], attention)
        self.typed = widgets.Text(
            self._first[2], description=pick("source", "源序列"), continuous_update=False, style=WIDE
        )
        self.another = button(pick("Another example", "换一个例子"), self._another)
        self.length = widgets.IntSlider(
            value=1, min=1, max=TESTED, description=label("numbers_listed"), style=WIDE
        )
        self.length.layout = widgets.Layout(width="28em", max_width="100%")
        self.token = widgets.IntSlider(
            value=1, min=1, max=1, description=pick("output token", "输出词元"), readout=False, style=WIDE
        )
        self.token.layout = widgets.Layout(width="28em", max_width="100%")
        self.compare = widgets.Checkbox(
            value=False,
            description=pick("compare with what matters", "对比：换掉哪个词元影响最大"),
            indent=False,
            layout=widgets.Layout(width="auto"),
        )
        self.answer, self.looked, self.curve = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.tokens = widgets.HBox([], layout=widgets.Layout(flex_flow="row wrap"))
        self._buttons: list[widgets.Button] = []
        lead = widgets.HTML(
            paper(
                pick(
                    "Press a token of the output (keys: Tab, then Enter), or walk with the slider: "
                    "where did the model look for it?",
                    "点一个输出词元（键盘：Tab 移过去，再按回车），或用滑块逐个走："
                    "写它的时候，模型看了哪里？",
                )
            )
        )
        self.bench = widgets.VBox([lead, self.tokens, row(self.token, self.compare), self.looked])
        self.view = widgets.VBox(
            [
                row(self.task, self.typed, self.another),
                row(self.attention),
                self.length,
                self.answer,
                self.bench,
                self.curve,
            ]
        )
        self.task.observe(lambda _: self._retask(), "value")
        self.attention.observe(lambda _: self.show(), "value")
        self.typed.observe(lambda _: self.show(), "value")
        self.length.observe(lambda _: self._resize(), "value")
        self.token.observe(lambda _: self._look(self.token.value - 1), "value")
        self.compare.observe(lambda _: self._look(self._at), "value")
        self.show()

    def picture(self) -> Figure:
        return plot(*self._first)

    def _another(self) -> None:
        task = self.task.value
        self._examples[task] = (self._examples[task] + 1) % len(EXAMPLES[task])
        self.typed.value = EXAMPLES[task][self._examples[task]]

    def _retask(self) -> None:
        task = self.task.value
        self.typed.value = EXAMPLES[task][self._examples[task]]

    def _resize(self) -> None:
        if not self._quiet:
            self.typed.value = resized(self.typed.value, self.length.value)

    def show(self) -> None:
        """Bring every widget up to date with what the controls say."""
        self._reading = None
        task, attention, typed = self.task.value, self.attention.value, self.typed.value
        listed = task == "numbers"
        self.length.layout.display = "" if listed else "none"
        try:
            names = dict.fromkeys(["none", attention])  # the model without attention always stands beside
            readings = [compute(task, name, typed) for name in names]
        except ValueError as problem:
            self.answer.value = paper(html.escape(str(problem)))
            self.looked.value = self.curve.value = ""
            self.bench.layout.display = "none"
            return
        self.bench.layout.display = ""
        self._reading = readings[-1]
        self.answer.value = paper(cards.answers(readings))
        self.curve.value = self._drawn_lengths(typed) if listed else ""
        self._fill(self._reading)
        self._look(min(self._at, len(self._reading.output) - 1))

    def _drawn_lengths(self, typed: str) -> str:
        count = len(read_numbers(typed))
        self._quiet = True  # the slider follows what was typed, and does not write it anew
        self.length.value = count
        self._quiet = False
        found = {score: by_length(score) for score in SCORES}
        words = pick(
            f"Held-out lists of {count}: the share that each model writes without a mistake; mean and range "
            "over 3 seeds.",
            f"{count} 个数的留出列表：各模型写得全对的比例，3 个随机种子的均值和范围。",
        )
        return paper(words + drawings.lengths(found, count, self.attention.value))

    def _fill(self, reading: Reading) -> None:
        """A button for every output token; there are as many as were ever needed."""
        while len(self._buttons) < len(reading.output):
            at = len(self._buttons)
            self._buttons.append(button("", lambda at=at: self._look(at)))
        self.tokens.children = self._buttons[: len(reading.output)]
        self._quiet = True
        self.token.max = len(reading.output)
        self._quiet = False

    def _look(self, at: int) -> None:
        """Show where the model looked for output token `at`."""
        reading = self._reading
        if reading is None or self._quiet:
            return
        self._at = at
        for i, (one, name, right) in enumerate(
            zip(self._buttons, reading.output, reading.right, strict=False)
        ):
            one.description = ("▶ " if i == at else "") + name + ("" if right else " ✗")
            one.button_style = "info" if i == at else "" if right else "warning"
        self.token.value = at + 1
        settings = (reading.task, reading.attention, self.typed.value)
        mattered = matters(*settings)[at] if self.compare.value else None
        shown = cards.looked(reading, at, mattered)
        if reading.weights is not None:
            looks = largest(reading.weights, reading.source, reading.output)
            names = label("source_token"), label("output_token")
            alt = label("alignment_alt", looks=looks)
            shown += heat(reading.weights, reading.source, reading.output, at, names, alt)
        self.looked.value = paper(shown)
