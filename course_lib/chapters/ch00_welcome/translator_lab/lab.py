"""The widgets of the translator lab: digits appear one after the other."""

from collections.abc import Iterator
from functools import partial

import ipywidgets as widgets

from course_lib.data.vocab import Vocab
from course_lib.kit.controls import button, fill, menu, named, picture_box, row, text_box
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.kit.painter import Painter
from course_lib.kit.typed_input import EXAMPLE
from course_lib.language import pick
from course_lib.models.protocol import Model

from .cards import LABELS, POSITIONS, PRESETS, describe, label, plot
from .compute import Translation, compute, language_of


class TranslatorLab(Lab):
    """Type a number, press Translate, and watch; plant a wrong digit, or break it in one of three ways."""

    def __init__(self, model: Model, source_vocab: Vocab, target_vocab: Vocab, pause: float = 0.3):
        """`pause` is the time in seconds between two digits; 0 shows the whole answer at once."""
        self._parts = (model, source_vocab, target_vocab)
        self.painter = Painter(self._paint, pause)
        self.typed = text_box(EXAMPLE, *LABELS["number"])
        places = [(label("no_plant"), -1), *((str(i + 1), i) for i in range(POSITIONS))]
        self.position = menu(places, -1, *LABELS["plant_at"])
        self.digit = menu("0123456789", "9", *LABELS["digit"])
        self.digit.disabled = True
        self.go = button(pick("Translate", "翻译"), self.show, "primary")
        reads = language_of(source_vocab)
        self.presets = {
            key: button(label(key), partial(self.preset, *one[reads])) for key, one in PRESETS.items()
        }
        self.out, self.image = widgets.HTML(), picture_box("680px")
        self.bench = widgets.VBox([self.image])
        self.view = widgets.VBox(
            [
                row(self.typed, self.go),
                row(self.position, self.digit),
                named(*LABELS["break"], *self.presets.values()),
                self.out,
                self.bench,
            ]
        )
        self.watch(self.show, self.typed, self.position, self.digit)
        self._paint(self._frame(compute(*self._parts, EXAMPLE)))

    def picture(self) -> Figure:
        return plot(compute(*self._parts, EXAMPLE))

    def preset(self, typed: str, position: int = -1) -> None:
        """Fill in the controls and start."""
        self.put(typed=typed, position=position, digit="9")

    def draw(self) -> None:
        """Translate what the controls say, digit by digit; what was shown before ends."""
        self.painter.stop()
        self.digit.disabled = self.position.value < 0
        plant = None if self.digit.disabled else (self.position.value, self.digit.value)
        self.painter.ask(self._frames(compute(*self._parts, self.typed.value, plant)))

    def _frames(self, result: Translation) -> Iterator[tuple[str, bytes]]:
        steps = len(result.said)
        for shown in range(1, steps + 1) if self.painter.pause else [steps]:
            yield self._frame(result, shown)

    def _frame(self, result: Translation, shown: int | None = None) -> tuple[str, bytes]:
        return describe(result, shown), plot(result, shown).png()

    def _paint(self, frame: tuple[str, bytes]) -> None:
        self.out.value, png = frame
        fill(self.image, png)
