"""The stepper lab: be the decoder's hand: force a token, draw one, go back, and see what follows."""

import html

import ipywidgets as widgets

from course_lib.decoding.beam_tree import beam_tree
from course_lib.kit import records
from course_lib.kit.card import card
from course_lib.kit.controls import button, fill, picture_box
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle

from ..figures import beam_picture
from .stepping import FORCED, Moment, Said, compute, drawn, likeliest
from .written import bar, describe, token

EXAMPLE = "71"
SHOWN, BEAM = 10, 3


def plot(bundle: Bundle, typed: str) -> Figure:
    """A beam of 3 over what was typed, as a tree. ValueError as `compute` raises it."""
    moment = compute(bundle, typed)
    source = bundle.source_vocab.encode(" ".join(word for word, _ in moment.words))
    return beam_picture(beam_tree(bundle.model, source, BEAM), moment.names, BEAM)


class StepperLab(Lab):
    """Decode by hand. Every likely token is a button; nothing is final, since every step can be undone."""

    title = ("step by step", "逐步解码")

    def __init__(self, bundle: Bundle, typed: str = EXAMPLE):
        """A recorded model with its vocabularies, and the number to begin with."""
        self._bundle, self._said = bundle, ()
        plain = {"style": {"description_width": "initial"}}
        self.typed = widgets.Text(
            typed, description=pick("a number", "一个数"), continuous_update=False, **plain
        )
        self.next = button(pick("Say the likeliest", "说最可能的"), lambda: self._go(likeliest), "primary")
        self.finish = button(
            pick("Finish greedily", "贪心写完"), lambda: self._go(likeliest, to_the_end=True)
        )
        self.undo = button(pick("Undo", "撤销"), lambda: self._set(self._said[:-1]))
        self.again = button(pick("Start again", "重来"), lambda: self._set(()))
        self.temperature = widgets.FloatSlider(
            1.0, min=0.2, max=2.0, step=0.1, description=pick("temperature", "温度"), **plain
        )
        self.seed = widgets.BoundedIntText(0, min=0, max=9999, description=pick("seed", "随机种子"), **plain)
        self.draw = button(pick("Draw one token", "抽一个词元"), lambda: self._go(self._chance))
        self.draw_all = button(
            pick("Draw to the end", "一直抽到底"), lambda: self._go(self._chance, to_the_end=True)
        )
        self.tree = widgets.ToggleButton(
            False,
            description=pick("a beam of 3 as a tree", "束宽 3 的搜索树"),
            layout=widgets.Layout(width="auto", align_self="flex-start"),
        )
        self.out, self.image = widgets.HTML(), picture_box("900px")
        self.image.layout.align_self = "flex-start"
        self.tokens = [button("", lambda i=i: self._force(i)) for i in range(SHOWN)]
        self.bars = [widgets.HTML() for _ in range(SHOWN)]
        for one in self.tokens:
            one.layout.width = "11em"
        self.choices = widgets.VBox([widgets.HBox(row) for row in zip(self.tokens, self.bars, strict=True)])
        self.lead = widgets.HTML()
        rows = [
            [self.typed, self.next, self.finish, self.undo, self.again],
            [self.temperature, self.seed, self.draw, self.draw_all],
        ]
        flow = widgets.Layout(flex_flow="row wrap")
        boxes = [widgets.HBox(row, layout=flow) for row in rows]
        self.view = widgets.VBox([*boxes, self.out, self.lead, self.choices, self.tree, self.image])
        self.typed.observe(lambda _: self._set(()), "value")
        self.temperature.observe(lambda _: self._show(), "value")
        self.tree.observe(lambda _: self._draw_tree(), "value")
        self._show()

    @classmethod
    def alone(cls) -> "StepperLab":
        return cls(records.load("french").model(seed=0))

    def picture(self) -> Figure:
        return plot(self._bundle, EXAMPLE)

    def _now(self) -> Moment:
        return compute(self._bundle, self.typed.value, self._said, self.temperature.value)

    def _chance(self, moment: Moment) -> Said:
        return drawn(moment, self.seed.value)

    def _go(self, choose, to_the_end: bool = False) -> None:
        """Say the next token, or all until the end, as `choose` says."""
        try:
            moment = self._now()
            while not moment.full:
                self._said += (choose(moment),)
                moment = self._now()
                if not to_the_end:
                    break
        except ValueError:  # what was typed is no number: the line on the card says so
            return
        self._show()

    def _force(self, rank: int) -> None:
        self._set((*self._said, Said(self._shown[rank], FORCED)))

    def _set(self, said: tuple[Said, ...]) -> None:
        changed = said == () and bool(self.tree.value)
        self._said = said
        self._show()
        if changed:
            self._draw_tree()

    def _show(self) -> None:
        """Bring every widget up to date with what was typed and said."""
        try:
            moment = self._now()
        except ValueError as problem:
            self.out.value, self.lead.value = card(html.escape(str(problem))), ""
            self._enable(None)
            return
        self.out.value = describe(moment)
        best = moment.best(SHOWN)
        self._shown = [number for number, _ in best]
        for (number, share), one, line in zip(best, self.tokens, self.bars, strict=False):
            one.description, line.value = token(moment, number), bar(share)
        self.lead.value = card(
            pick(
                f"The next token at temperature {self.temperature.value:.1f}: press one to force it. "
                "The temperature stretches or levels the bars; their order never changes.",
                f"温度 {self.temperature.value:.1f} 时的下一个词元：按哪个就强制说哪个。"
                "温度只会拉开或拉平这些柱子，不会改变先后。",
            )
        )
        self._enable(moment)

    def _enable(self, moment: Moment | None) -> None:
        going = moment is not None and not moment.full
        for one in (self.next, self.finish, self.draw, self.draw_all, *self.tokens):
            one.disabled = not going
        self.undo.disabled = self.again.disabled = moment is None or not self._said
        self.choices.layout.display = self.lead.layout.display = "" if going else "none"

    def _draw_tree(self) -> None:
        try:
            fill(self.image, plot(self._bundle, self.typed.value).png() if self.tree.value else b"")
        except ValueError:
            fill(self.image, b"")
