"""Shell: the widgets of the heads lab."""

import html

import ipywidgets as widgets
from torch import Tensor

from course_lib.kit.card import paper
from course_lib.kit.figure import Figure
from course_lib.kit.heat import heat, largest
from course_lib.kit.lab import WIDE, Lab, button, choice, row
from course_lib.kit.typed_list import EXAMPLES
from course_lib.language import pick

from ..figures import heads, label
from . import cards
from .reading import PADDINGS, PADS, PARTS, Reading, bundle, compute


def plot(typed: str, part: str = "source") -> Figure:
    """All heads of a part on a list of numbers. ValueError as `compute` raises it."""
    reading = compute(typed)
    return heads(reading.weights[part], *reading.axes(part), part)


class HeadsLab(Lab):
    """Choose a head, and see where it looks; take a mask away, and see what it was for."""

    def __init__(self, typed: str = EXAMPLES["numbers"][0], part: str = "source"):
        """What stands there at first. ValueError as `compute` raises it."""
        self._first = (typed, part)
        self._reading: Reading | None = None
        self._at, self._quiet, self._example = 0, False, 0
        config = bundle().model.config
        self.typed = widgets.Text(
            typed, description=pick("numbers", "数"), continuous_update=False, style=WIDE
        )
        self.another = button(pick("Another example", "换一个例子"), self._another)
        self.part = choice([(label(f"{name}_part"), name) for name in PARTS], part)
        self.layer = choice([(str(i + 1), i) for i in range(config["layers"])], 0)
        self.head = choice([(str(i + 1), i) for i in range(config["heads"])], 0)
        beside = (
            pick("the sentence alone", "只有这一句"),
            pick(f"{PADS} PADs, masked", f"{PADS} 个 PAD，有掩码"),
            pick(f"{PADS} PADs, no mask", f"{PADS} 个 PAD，没有掩码"),
        )
        self.padding = choice(list(zip(beside, PADDINGS, strict=True)), PADDINGS[0])
        self.causal = choice([(pick("causal mask", "有因果掩码"), True), (pick("none", "没有"), False)], True)
        self.token = widgets.IntSlider(
            value=1, min=1, max=1, description=pick("token", "词元"), readout=False, style=WIDE
        )
        self.token.layout.width = "28em"
        self.answer, self.all, self.looked = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.tokens = widgets.HBox([], layout=widgets.Layout(flex_flow="row wrap"))
        self._buttons: list[widgets.Button] = []
        lead = pick(
            "Press a token, or walk with the slider: where does this head look for it?",
            "点一个词元，或用滑块逐个走：这个头为它看哪里？",
        )
        self.bench = widgets.VBox(
            [
                self.part,
                row(
                    *self._named(pick("layer", "层"), self.layer), *self._named(pick("head", "头"), self.head)
                ),
                self.all,
                widgets.HTML(paper(lead)),
                self.tokens,
                self.token,
                self.looked,
            ]
        )
        self.view = widgets.VBox(
            [
                row(self.typed, self.another),
                row(*self._named(pick("in the batch", "批"), self.padding)),
                row(*self._named(pick("decoder", "解码器"), self.causal)),
                self.answer,
                self.bench,
            ]
        )
        for control in (self.typed, self.padding, self.causal):
            control.observe(lambda _: self.show(), "value")
        self.part.observe(lambda _: self._choose(), "value")
        for control in (self.layer, self.head):
            control.observe(lambda _: self._draw(), "value")
        self.token.observe(lambda _: self._look(self.token.value - 1), "value")
        self.show()

    def picture(self) -> Figure:
        return plot(*self._first)

    @staticmethod
    def _named(name: str, control: widgets.Widget) -> tuple[widgets.Widget, widgets.Widget]:
        return widgets.HTML(f"{name}{pick(':', '：')}"), control

    def _another(self) -> None:
        self._example = (self._example + 1) % len(EXAMPLES["numbers"])
        self.typed.value = EXAMPLES["numbers"][self._example]

    def show(self) -> None:
        """Bring every widget up to date with what the controls say."""
        self._reading = None
        try:
            trained = compute(self.typed.value)
            reading = compute(self.typed.value, self.padding.value, self.causal.value)
        except ValueError as problem:
            self.answer.value = paper(html.escape(str(problem)))
            self.looked.value = self.all.value = ""
            self.bench.layout.display = "none"
            return
        self.bench.layout.display = ""
        self._reading = reading
        self.answer.value = paper(cards.answer(reading, trained, self.causal.value))
        self._choose()

    @property
    def weights(self) -> Tensor:
        """(T, S) of the chosen head."""
        return self._reading.weights[self.part.value][self.layer.value][self.head.value]

    def _choose(self) -> None:
        """A button for every row of the chosen part; there are as many as were ever needed."""
        if self._reading is None:
            return
        _, rows = self._reading.axes(self.part.value)
        while len(self._buttons) < len(rows):
            at = len(self._buttons)
            self._buttons.append(button("", lambda at=at: self._look(at)))
        self.tokens.children = self._buttons[: len(rows)]
        self._quiet = True
        self.token.max = len(rows)
        self._quiet = False
        self._at = min(self._at, len(rows) - 1)
        self._draw()

    def _draw(self) -> None:
        """All heads small, the chosen one framed; then its row."""
        if self._reading is None:
            return
        part = self.part.value
        columns, _ = self._reading.axes(part)
        layers = self._reading.weights[part]
        self.all.value = paper(cards.small(layers, columns, part, self.layer.value, self.head.value))
        self._look(self._at)

    def _look(self, at: int) -> None:
        """Show where the chosen head looks for row `at`."""
        if self._reading is None or self._quiet:
            return
        self._at, part = at, self.part.value
        columns, rows = self._reading.axes(part)
        for i, (one, name) in enumerate(zip(self._buttons, rows, strict=False)):
            one.description = ("▶ " if i == at else "") + name
            one.button_style = "info" if i == at else ""
        self._quiet = True
        self.token.value = at + 1
        self._quiet = False
        names = label("token_seen"), label("token_looks" if part == "encoder" else "next_token")
        alt = label("alignment_alt", looks=largest(self.weights, columns, rows))
        shown = cards.looked(self.weights, columns, rows, part, at)
        self.looked.value = paper(shown + heat(self.weights, columns, rows, at, names, alt))
