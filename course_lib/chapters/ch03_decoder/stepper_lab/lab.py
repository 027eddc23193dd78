"""The widgets of the stepper lab: be the decoder's hand: force a token, draw one, go back."""

from collections.abc import Callable
from functools import partial

import ipywidgets as widgets

from course_lib.kit import records
from course_lib.kit.card import card
from course_lib.kit.controls import WIDE, button, fill, picture_box, row, text_box, toggle
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick
from course_lib.training.checkpoint import Bundle

from .cards import bar, describe, plot, token
from .compute import FORCED, Moment, Said, compute, drawn, likeliest

EXAMPLE = "71"
SHOWN = 10  # likely tokens


class StepperLab(Lab):
    """Decode by hand. Every likely token is a button; nothing is final, since every step can be undone."""

    title = ("step by step", "逐步解码")

    def __init__(self, bundle: Bundle, typed: str = EXAMPLE):
        """A recorded model with its vocabularies, and the number to begin with."""
        self._bundle, self._begins_with = bundle, typed
        self.said: tuple[Said, ...] = ()
        self._planted = ""  # what the tree on the page is of
        self.typed = text_box(typed, "a number", "一个数")
        self.next = button(pick("Say the likeliest", "说最可能的"), partial(self._go, likeliest), "primary")
        self.finish = button(pick("Finish greedily", "贪心写完"), partial(self._go, likeliest, True))
        self.undo = button(pick("Undo", "撤销"), lambda: self._say(self.said[:-1]))
        self.again = button(pick("Start again", "重来"), self._restart)
        self.temperature = widgets.FloatSlider(
            1.0, min=0.2, max=2.0, step=0.1, description=pick("temperature", "温度"), style=WIDE
        )
        self.seed = widgets.BoundedIntText(
            0, min=0, max=9999, description=pick("seed", "随机种子"), style=WIDE
        )
        self.draw_one = button(pick("Draw one token", "抽一个词元"), partial(self._go, self._chance))
        self.draw_all = button(pick("Draw to the end", "一直抽到底"), partial(self._go, self._chance, True))
        self.out, self.lead = widgets.HTML(), widgets.HTML()
        self.tokens = [button("", partial(self._force, i)) for i in range(SHOWN)]
        self.bars = [widgets.HTML() for _ in range(SHOWN)]
        for one in self.tokens:
            one.layout.width = "11em"
        lines = [widgets.HBox(line) for line in zip(self.tokens, self.bars, strict=True)]
        self.choices = widgets.VBox([self.lead, *lines])
        self.tree = toggle(False, "a beam of 3 as a tree", "束宽 3 的搜索树")
        self.image = picture_box("900px")
        self.image.layout.align_self = "flex-start"
        self.bench = widgets.VBox([self.choices, self.tree, self.image])
        self.view = widgets.VBox(
            [
                row(self.typed, self.next, self.finish, self.undo, self.again),
                row(self.temperature, self.seed, self.draw_one, self.draw_all),
                self.out,
                self.bench,
            ]
        )
        self.watch(self._restart, self.typed)
        self.watch(self.show, self.temperature, self.tree)
        self.show()

    @classmethod
    def alone(cls, languages: bool = False) -> "StepperLab":
        return cls(records.load("french").model(seed=0))

    def picture(self) -> Figure:
        return plot(self._bundle, self._begins_with)

    @property
    def now(self) -> Moment:
        """Where the decoder stands. ValueError as `compute` raises it."""
        return compute(self._bundle, self.typed.value, self.said, self.temperature.value)

    def _chance(self, moment: Moment) -> Said:
        return drawn(moment, self.seed.value)

    def _go(self, choose: Callable[[Moment], Said], to_the_end: bool = False) -> None:
        """Say the next token, or all until the end, as `choose` says."""
        if self.next.disabled:  # a click that was on its way
            return
        while not (moment := self.now).full:
            self.said += (choose(moment),)
            if not to_the_end:
                break
        self.show()

    def _force(self, rank: int) -> None:
        self._go(lambda moment: Said(moment.best(SHOWN)[rank][0], FORCED))

    def _restart(self) -> None:
        self._say(())

    def _say(self, said: tuple[Said, ...]) -> None:
        self.said = said
        self.show()

    def draw(self) -> None:
        moment = None
        try:
            moment = self.now
        finally:  # without a number there is nothing to press
            self._enable(moment)
        self.out.value = describe(moment)
        for (number, share), one, line in zip(moment.best(SHOWN), self.tokens, self.bars, strict=False):
            one.description, line.value = token(moment, number), bar(share)
        self.lead.value = card(
            pick(
                f"The next token at temperature {self.temperature.value:.1f}: press one to force it. "
                "The temperature stretches or levels the bars; their order never changes.",
                f"温度 {self.temperature.value:.1f} 时的下一个词元：按哪个就强制说哪个。"
                "温度只会拉开或拉平这些柱子，不会改变先后。",
            )
        )
        self._plant(self.typed.value if self.tree.value else "")

    def _enable(self, moment: Moment | None) -> None:
        going = moment is not None and not moment.full
        for one in (self.next, self.finish, self.draw_one, self.draw_all, *self.tokens):
            one.disabled = not going
        self.undo.disabled = self.again.disabled = moment is None or not self.said
        self.choices.layout.display = "" if going else "none"

    def _plant(self, typed: str) -> None:
        """Show the tree of what was typed, or none for nothing; it takes a moment, so only if it is new."""
        if typed != self._planted:
            self._planted = typed
            fill(self.image, plot(self._bundle, typed).png() if typed else b"")
