"""The widgets of the patches lab."""

import ipywidgets as widgets
import torch

from course_lib.data.corpora.digits import SIDE
from course_lib.kit.card import card
from course_lib.kit.controls import button, choice, named, row
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from ..figures import looked_at
from . import cards
from .compute import PATCHES, POSITIONS, Reading, asked, compute, said

INKS = ((1.0, ("ink", "墨")), (0.5, ("grey", "灰")), (0.0, ("paper", "纸")))
CELL = "26px"
MEAN = -1  # of the heads: None would leave its button unmarked


def plot(reading: Reading, truth: int) -> Figure:
    """Where the class token looks in the last layer, and what the model thinks."""
    _, shares = reading.shares(-1, None)
    return looked_at(reading.pixels, shares, reading.probabilities, truth)


class PatchesLab(Lab):
    """Pick or draw a digit, cut it up, shuffle the pieces: what the model thinks follows at once."""

    title = ("patches", "图像块")

    def __init__(self, digit: int = 3, patch: int = 4, positions: str = "learned"):
        """What stands there at first. ValueError for what is not there."""
        if digit not in range(10):
            raise ValueError(f"digit must be from 0 to 9, not {digit!r}")
        self._shuffle, self._truth = 0, digit
        self._row = self._rows(digit)[0]  # of the test pictures
        self.pixels = asked().pixels[self._row]  # (8, 8), what stands in the grid
        self._first = compute(self.pixels, patch, positions), digit
        self.digit = choice([(str(n), n) for n in range(10)], digit)
        self.another = button(pick("another one", "换一张"), self._another)
        self.wrong = button(pick("one that it gets wrong", "来一张它认错的"), self._wrong)
        self.brush = choice([(pick(*name), ink) for ink, name in INKS], 1.0)
        self.clear = button(pick("clear", "清空"), lambda: self._sketch(torch.zeros(SIDE, SIDE)))
        self.back = button(pick("back to the picture", "还原图片"), lambda: self._take(self._row))
        self.cells = [self._cell(i, j) for i in range(SIDE) for j in range(SIDE)]
        grid = widgets.Layout(grid_template_columns=f"repeat({SIDE}, {CELL})", grid_gap="1px", padding="2px")
        self.patch = choice([(f"{size} × {size}", size) for size in PATCHES], patch)
        known = {"learned": pick("with positions", "有位置"), "none": pick("without", "没有位置")}
        self.positions = choice([(known[kind], kind) for kind in POSITIONS], positions)
        self.layer = choice([("1", 0), ("2", 1)], 1)
        self.head = choice([(pick("mean", "平均"), MEAN), *((str(n + 1), n) for n in range(4))], MEAN)
        self.shuffle = button(
            pick("shuffle the patches", "打乱图像块"), lambda: self._mix(self._shuffle + 1), "info"
        )
        self.unshuffle = button(pick("put them back", "放回去"), lambda: self._mix(0))
        self.sequence, self.out, self.worth = widgets.HTML(), widgets.HTML(), widgets.HTML()
        lead = pick(
            "Guess first: will it notice when you shuffle the patches? With positions, and without? Then "
            "press the button. Pixels can be changed: choose a brush, and press them.",
            "先猜：把图像块打乱，它会察觉吗？有位置时呢，没有位置时呢？再按按钮。像素可以改：选一支笔，点格子。",
        )
        beside = [
            named("brush", "笔", self.brush),
            row(self.clear, self.back),
            named("patch", "图像块", self.patch),
            named("model", "模型", self.positions),
            row(self.shuffle, self.unshuffle),
        ]
        self.view = widgets.VBox(
            [
                widgets.HTML(card(lead)),
                named("digit", "数字", self.digit, self.another, self.wrong),
                row(widgets.GridBox(self.cells, layout=grid), widgets.VBox(beside)),
                self.sequence,
                row(named("layer", "层", self.layer), named("head", "头", self.head)),
                self.out,
                self.worth,
            ]
        )
        self.watch(lambda: self._take(self._rows(self.digit.value)[0]), self.digit)
        self.watch(self.show, self.patch, self.positions, self.layer, self.head)
        self.show()

    def picture(self) -> Figure:
        return plot(*self._first)

    @staticmethod
    def _rows(digit: int) -> list[int]:
        """The test pictures that show a digit."""
        return (asked().labels == digit).nonzero().flatten().tolist()

    def _cell(self, i: int, j: int) -> widgets.Button:
        place = pick(f"row {i + 1}, column {j + 1}", f"第 {i + 1} 行第 {j + 1} 列")
        layout = widgets.Layout(width=CELL, height=CELL, margin="0", padding="0", border="1px solid #999")
        made = widgets.Button(tooltip=place, layout=layout)
        made.on_click(lambda _: self._dab(i, j))
        return made

    def _dab(self, i: int, j: int) -> None:
        """One pixel takes the ink of the brush."""
        if self.pixels[i, j] != self.brush.value:
            pixels = self.pixels.clone()
            pixels[i, j] = self.brush.value
            self._sketch(pixels)

    def _sketch(self, pixels: torch.Tensor) -> None:
        """Pixels (8, 8) of the learner's own into the grid."""
        self.pixels, self._truth = pixels, None
        self.show()

    def _take(self, at: int) -> None:
        """Test picture number `at` into the grid."""
        self._row, self.pixels, self._truth = at, asked().pixels[at], int(asked().labels[at])
        self.put(digit=self._truth)

    def _next(self, rows: list[int]) -> None:
        """The first of these pictures that comes after the present one, from the start again at the end."""
        self._take(next((at for at in rows if at > self._row), rows[0]))

    def _another(self) -> None:
        self._next(self._rows(self.digit.value))

    def _wrong(self) -> None:
        found = said(self.patch.value, self.positions.value, self._shuffle) != asked().labels
        self._next(found.nonzero().flatten().tolist())

    def _mix(self, shuffle: int) -> None:
        self._shuffle = shuffle
        self.show()

    def draw(self) -> None:
        patch, positions = self.patch.value, self.positions.value
        calm, reading = (compute(self.pixels, patch, positions, n) for n in (0, self._shuffle))
        head = None if self.head.value == MEAN else self.head.value
        for cell, ink in zip(self.cells, self.pixels.flatten().tolist(), strict=True):
            cell.style.button_color = cards.grey(ink)
        self.sequence.value = cards.sequence(reading)
        self.out.value = cards.answer(reading, calm, self._truth, self.layer.value, head)
        self.worth.value = cards.worth(patch, positions, self._shuffle)
        self.shuffle.disabled = len(reading.order) == 1
        self.unshuffle.disabled = not reading.shuffled
