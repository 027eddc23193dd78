"""The widgets of the memory lab."""

import ipywidgets as widgets

from course_lib.kit.controls import check, choice, named, row, text_box, walk
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from .cards import describe, plot
from .compute import CELLS, EXAMPLE, SIZES, compute, read


class MemoryLab(Lab):
    """Type letters, choose an encoder, and step through its reading, token by token."""

    title = ("memory", "记忆")

    def __init__(self, typed: str = EXAMPLE):
        """`typed` stands there at first; ValueError as `read` raises it."""
        self._first = typed
        end = len(read(typed)) + 1
        self.typed = text_box(typed, "letters, a to j", "字母（a 到 j）", at_once=True)
        self.cell = choice([(name.upper(), name) for name in CELLS], "gru")
        self.hidden = choice([(str(size), size) for size in SIZES], 64)
        self.trained = choice([(pick("trained", "已训练"), True), (pick("untrained", "未训练"), False)], True)
        self.moment = walk(end, end, "read as far as", "读到")
        self.play = widgets.Play(value=end, min=1, max=end, interval=900, show_repeat=False)
        self._link = widgets.jslink((self.play, "value"), (self.moment, "value"))
        self.sort = check(True, "sort the units by their last value", "按最后的取值给单元排序")
        self.out = widgets.HTML()
        self.bench = row(self.moment, self.play, self.sort)
        cell = named("cell", "循环单元", self.cell)
        hidden = named("hidden units", "隐藏单元数", self.hidden)
        self.view = widgets.VBox([row(self.typed, self.trained), row(cell, hidden), self.bench, self.out])
        self.watch(self.show, self.typed, self.cell, self.hidden, self.trained, self.moment, self.sort)
        self.show()

    def picture(self) -> Figure:
        return plot(compute(self._first))

    def draw(self) -> None:
        end = len(read(self.typed.value)) + 1
        at_end = self.moment.value == self.moment.max
        self.moment.max = self.play.max = end
        if at_end:  # who stood there stays there, whatever is typed
            self.moment.value = end
        controls = (self.typed, self.moment, self.cell, self.hidden, self.trained)
        self.out.value = describe(compute(*(control.value for control in controls)), self.sort.value)
