"""Shell: the widgets of the gradients lab."""

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, choice, row
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from ..figures import by_layer, label
from . import cards
from .start import FEWEST, MOST, NORMS, PLACES, RATES, WARMUPS, Start, compute

SEEDS = 8  # as many as were recorded


def plot(start: Start) -> Figure:
    """The bars of both placements, and the theorem's levels."""
    both = sorted((start, start.other), key=lambda one: PLACES.index(one.placement))
    return by_layer(
        {one.placement: [one.gradients] for one in both}, {one.placement: one.level for one in both}
    )


class GradientsLab(Lab):
    """Choose where the norm stands, which it is, and how deep the stack: gradients follow at once."""

    title = ("gradients", "梯度")

    def __init__(self, placement: str = "post", norm: str = "layer", layers: int = 6, seed: int = 0):
        """What stands there at first. ValueError as `compute` raises it."""
        self._first = compute(placement, norm, layers, seed)
        named = [(label(name), name) for name in PLACES]
        self.placement = choice(named, placement)
        self.norm = choice([(label(f"{name} norm"), name) for name in NORMS], norm)
        self.layers = self._slider(layers, FEWEST, MOST, pick("layers", "层数"))
        self.seed = self._slider(seed, 0, max(SEEDS - 1, seed), pick("seed", "种子"))
        self.rate = choice([(f"{rate:g}", rate) for rate in RATES], max(RATES))
        warm = [
            (pick("warm-up", "有预热") if steps else pick("no warm-up", "无预热"), steps) for steps in WARMUPS
        ]
        self.warmup = choice(warm, min(WARMUPS))
        self.beginning, self.training = widgets.HTML(), widgets.HTML()
        self.view = widgets.VBox(
            [
                widgets.HTML(cards.legend()),
                row(widgets.HTML(pick("norm's place:", "归一化的位置：")), self.placement),
                row(widgets.HTML(pick("norm:", "归一化：")), self.norm),
                row(self.layers, self.seed),
                self.beginning,
                row(widgets.HTML(pick("learning rate:", "学习率：")), self.rate, self.warmup),
                self.training,
            ]
        )
        for control in (self.placement, self.norm, self.layers, self.seed):
            control.observe(lambda _: self.show(), "value")
        for control in (self.rate, self.warmup):
            control.observe(lambda _: self.show_training(), "value")
        self.show()
        self.show_training()

    @staticmethod
    def _slider(value: int, least: int, most: int, name: str) -> widgets.IntSlider:
        return widgets.IntSlider(
            value=value, min=least, max=most, description=name, style=WIDE, continuous_update=False
        )

    def picture(self) -> Figure:
        return plot(self._first)

    def show(self) -> None:
        """Bring the bars up to date with what the controls say."""
        start = compute(self.placement.value, self.norm.value, self.layers.value, self.seed.value)
        self.beginning.value = cards.beginning(start)

    def show_training(self) -> None:
        """Bring the recorded curves up to date."""
        self.training.value = cards.training(self.rate.value, self.warmup.value)
