"""The widgets of the heads lab."""

import ipywidgets as widgets

from course_lib.kit.card import card
from course_lib.kit.controls import TokenStrip, button, choice, named, row, text_box
from course_lib.kit.figure import Figure
from course_lib.kit.heat import heat
from course_lib.kit.lab import Lab
from course_lib.kit.typed_input import EXAMPLES
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle

from ..figures import heads, label
from . import cards
from .compute import PADDINGS, PADS, PARTS, Reading, compute, read


def plot(typed: str, part: str = "source", bundle: Bundle | None = None) -> Figure:
    """All heads of a part on a list of numbers. ValueError as `compute` and `read` raise it."""
    reading = compute(typed) if bundle is None else read(bundle, typed)
    return heads(reading.weights[part], *reading.axes(part), part)


class HeadsLab(Lab):
    """Choose a head, and see where it looks; take a mask away, and see what it was for.

    With a bundle it is that model's heads, a learner's own page for example: its masks stay.
    """

    title = ("heads", "注意力头")

    def __init__(self, typed: str | None = None, part: str = "source", bundle: Bundle | None = None):
        """What stands there at first. ValueError as `compute` and `read` raise it."""
        self._bundle, self._example = bundle, 0
        self._examples = EXAMPLES["numbers" if bundle is None else "own"]
        typed = self._examples[0] if typed is None else typed
        self._first = (typed, part)
        shape = self._read(typed).weights["encoder"]
        self.typed = text_box(typed, "numbers", "数")
        self.another = button(pick("Another example", "换一个例子"), self._another)
        self.part = choice([(label(f"{name}_part"), name) for name in PARTS], part)
        self.layer = choice([(str(i + 1), i) for i in range(len(shape))], 0)
        self.head = choice([(str(i + 1), i) for i in range(len(shape[0]))], 0)
        beside = (
            pick("the sentence alone", "只有这一句"),
            pick(f"{PADS} PADs, masked", f"{PADS} 个 PAD，有掩码"),
            pick(f"{PADS} PADs, no mask", f"{PADS} 个 PAD，没有掩码"),
        )
        self.padding = choice(list(zip(beside, PADDINGS, strict=True)), PADDINGS[0])
        self.causal = choice([(pick("causal mask", "有因果掩码"), True), (pick("none", "没有"), False)], True)
        self.strip = TokenStrip("token", "词元")
        self.out, self.all, self.looked = widgets.HTML(), widgets.HTML(), widgets.HTML()
        lead = pick(
            "Press a token, or walk with the slider: where does this head look for it?",
            "点一个词元，或用滑块逐个走：这个头为它看哪里？",
        )
        self.bench = widgets.VBox(
            [
                self.part,
                row(named("layer", "层", self.layer), named("head", "头", self.head)),
                self.all,
                widgets.HTML(card(lead)),
                self.strip.buttons,
                self.strip.slider,
                self.looked,
            ]
        )
        masks = [named("in the batch", "批", self.padding), named("decoder", "解码器", self.causal)]
        masks = masks if bundle is None else []
        self.view = widgets.VBox([row(self.typed, self.another), *masks, self.out, self.bench])
        controls = self.typed, self.padding, self.causal, self.part, self.layer, self.head
        self.watch(self.show, *controls, self.strip.slider)
        self.show()

    def picture(self) -> Figure:
        return plot(*self._first, self._bundle)

    def _read(self, typed: str) -> Reading:
        """With all masks."""
        return compute(typed) if self._bundle is None else read(self._bundle, typed)

    def _another(self) -> None:
        self._example = (self._example + 1) % len(self._examples)
        self.put(typed=self._examples[self._example])

    def draw(self) -> None:
        reading = trained = self._read(self.typed.value)
        if self._bundle is None:
            reading = compute(self.typed.value, self.padding.value, self.causal.value)
        part, layer, head = self.part.value, self.layer.value, self.head.value
        columns, rows = reading.axes(part)
        self.strip.show(rows)
        self.out.value = card(cards.answer(reading, trained, self.causal.value))
        self.all.value = card(cards.small(reading.weights[part], columns, part, layer, head))
        self.looked.value = self._where(reading, columns, rows)

    def _where(self, reading: Reading, columns: list[str], rows: list[str]) -> str:
        """Where the chosen head looks for the chosen token."""
        part, at = self.part.value, self.strip.at
        weights = reading.weights[part][self.layer.value][self.head.value]
        names = label("token_seen"), label("token_looks" if part == "encoder" else "next_token")
        shown = cards.looked(weights, columns, rows, part, at)
        return card(shown + heat(weights, columns, rows, at, names))
