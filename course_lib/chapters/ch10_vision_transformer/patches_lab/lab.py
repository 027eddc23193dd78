"""Shell: the widgets of the patches lab."""

import ipywidgets as widgets
import torch
from torch import Tensor

from course_lib.data.corpora.digits import SIDE
from course_lib.kit.controls import button, choice, row
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from ..figures import looked_at
from . import cards
from .reading import PATCHES, POSITIONS, Reading, asked, compute, said

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
        self._row = self._rows(digit)[0]  # of the test pictures
        self._pixels = asked().pixels[self._row].clone()
        self._first = compute(self._pixels.clone(), patch, positions), digit
        self._truth: int | None = digit
        self._shuffle, self._quiet = 0, False
        self.digit = choice([(str(n), n) for n in range(10)], digit)
        self.another = button(pick("another one", "换一张"), self._another)
        self.wrong = button(pick("one that it gets wrong", "来一张它认错的"), self._wrong)
        self.brush = choice([(pick(*name), ink) for ink, name in INKS], 1.0)
        self.clear = button(pick("clear", "清空"), self._clear)
        self.back = button(pick("back to the picture", "还原图片"), self._restore)
        self.cells = [self._cell(i, j) for i in range(SIDE) for j in range(SIDE)]
        grid = widgets.Layout(grid_template_columns=f"repeat({SIDE}, {CELL})", grid_gap="1px", padding="2px")
        self.grid = widgets.GridBox(self.cells, layout=grid)
        self.patch = choice([(f"{size} × {size}", size) for size in PATCHES], patch)
        known = {"learned": pick("with positions", "有位置"), "none": pick("without", "没有位置")}
        self.positions = choice([(known[kind], kind) for kind in POSITIONS], positions)
        self.layer = choice([("1", 0), ("2", 1)], 1)
        heads = [(pick("mean", "平均"), MEAN), *((str(n + 1), n) for n in range(4))]
        self.head = choice(heads, MEAN)
        self.shuffle = button(pick("shuffle the patches", "打乱图像块"), self._mix, "info")
        self.unshuffle = button(pick("put them back", "放回去"), self._unmix)
        self.sequence, self.answer, self.worth = widgets.HTML(), widgets.HTML(), widgets.HTML()
        colon = pick(":", "：")
        self.view = widgets.VBox(
            [
                widgets.HTML(cards.legend()),
                row(widgets.HTML(pick("digit", "数字") + colon), self.digit, self.another, self.wrong),
                row(
                    self.grid,
                    widgets.VBox(
                        [
                            row(widgets.HTML(pick("brush", "笔") + colon), self.brush),
                            row(self.clear, self.back),
                            row(widgets.HTML(pick("patch", "图像块") + colon), self.patch),
                            row(widgets.HTML(pick("model", "模型") + colon), self.positions),
                            row(self.shuffle, self.unshuffle),
                        ]
                    ),
                ),
                self.sequence,
                row(
                    widgets.HTML(pick("layer", "层") + colon),
                    self.layer,
                    widgets.HTML(pick("head", "头") + colon),
                    self.head,
                ),
                self.answer,
                self.worth,
            ]
        )
        self.digit.observe(lambda change: self._take(self._rows(change["new"])[0]), "value")
        for control in (self.patch, self.positions):
            control.observe(lambda _: self.show(), "value")
        for control in (self.layer, self.head):
            control.observe(lambda _: self.show_answer(), "value")
        self._paint()
        self.show()

    def picture(self) -> Figure:
        return plot(*self._first)

    @property
    def pixels(self) -> Tensor:
        """(8, 8), what stands in the grid: a copy."""
        return self._pixels.clone()

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

    def _paint(self) -> None:
        """Bring the grid up to date with the pixels."""
        for cell, ink in zip(self.cells, self._pixels.flatten().tolist(), strict=True):
            cell.style.button_color = "#" + f"{round(255 * (1 - ink)):02x}" * 3

    def _dab(self, i: int, j: int) -> None:
        """One pixel takes the ink of the brush."""
        if self._pixels[i, j] != self.brush.value:
            self._pixels[i, j], self._truth = self.brush.value, None
            self._paint()
            self.show()

    def _take(self, at: int) -> None:
        """Test picture number `at` into the grid."""
        if self._quiet:
            return
        self._row, self._truth = at, int(asked().labels[at])
        self._pixels = asked().pixels[at].clone()
        self._quiet = True
        self.digit.value = self._truth
        self._quiet = False
        self._paint()
        self.show()

    def _next(self, rows: list[int]) -> int:
        """The first of these rows that comes after the present one, from the start again at the end."""
        return next((at for at in rows if at > self._row), rows[0])

    def _another(self) -> None:
        self._take(self._next(self._rows(self.digit.value)))

    def _wrong(self) -> None:
        found = said(self.patch.value, self.positions.value, self._shuffle) != asked().labels
        self._take(self._next(found.nonzero().flatten().tolist()))

    def _clear(self) -> None:
        self._pixels, self._truth = torch.zeros(SIDE, SIDE), None
        self._paint()
        self.show()

    def _restore(self) -> None:
        self._take(self._row)

    def _mix(self) -> None:
        self._shuffle += 1
        self.show()

    def _unmix(self) -> None:
        self._shuffle = 0
        self.show()

    def show(self) -> None:
        """Bring all that is shown up to date with the grid and the controls."""
        reading = self._reading(self._shuffle)
        self.sequence.value = cards.sequence(reading)
        self.worth.value = cards.worth(self.patch.value, self.positions.value, self._shuffle)
        self.shuffle.disabled = len(reading.order) == 1
        self.unshuffle.disabled = not reading.shuffled
        self.show_answer()

    def show_answer(self) -> None:
        """Bring shares, bars and sentences up to date."""
        reading, calm = self._reading(self._shuffle), self._reading(0)
        head = None if self.head.value == MEAN else self.head.value
        self.answer.value = cards.answer(reading, calm, self._truth, self.layer.value, head)

    def _reading(self, shuffle: int) -> Reading:
        return compute(self._pixels, self.patch.value, self.positions.value, shuffle)
