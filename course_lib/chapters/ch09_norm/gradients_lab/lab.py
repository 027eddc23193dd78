"""The widgets of the gradients lab."""

import ipywidgets as widgets

from course_lib.kit.card import card
from course_lib.kit.controls import WIDE, choice, named, row
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from ..figures import by_layer, label
from . import cards
from .compute import FEWEST, MOST, NORMS, PLACES, RATES, WARMUPS, Start, compute

SEEDS = 8  # as many as were recorded


def plot(start: Start) -> Figure:
    """The bars of both placements."""
    both = sorted((start, start.other), key=lambda one: PLACES.index(one.placement))
    return by_layer({one.placement: [one.gradients] for one in both})


class GradientsLab(Lab):
    """Choose where the norm stands, which it is, and how deep the stack: gradients follow at once."""

    title = ("gradients", "梯度")

    def __init__(self, placement: str = "post", norm: str = "layer", layers: int = 6, seed: int = 0):
        """What stands there at first. ValueError as `compute` raises it."""
        self._first = compute(placement, norm, layers, seed)
        self.placement = choice([(label(name), name) for name in PLACES], placement)
        self.norm = choice([(label(f"{name} norm"), name) for name in NORMS], norm)
        self.layers = _slider(layers, FEWEST, MOST, pick("layers", "层数"))
        self.seed = _slider(seed, 0, max(SEEDS - 1, seed), pick("seed", "种子"))
        self.rate = choice([(f"{rate:g}", rate) for rate in RATES], max(RATES))
        names = {True: pick("warm-up", "有预热"), False: pick("no warm-up", "无预热")}
        self.warmup = choice([(names[steps > 0], steps) for steps in WARMUPS], min(WARMUPS))
        self.out, self.training = widgets.HTML(), widgets.HTML()
        lead = pick(
            "Guess first: what happens to the last bar when the stack grows from 2 to 16 layers? Then move "
            "the slider, in both places of the norm.",
            "先猜：从 2 层加到 16 层，最后一根柱子会怎样？再移动滑块，两种位置都试试。",
        )
        self.view = widgets.VBox(
            [
                widgets.HTML(card(lead)),
                named("norm's place", "归一化的位置", self.placement),
                named("norm", "归一化", self.norm),
                row(self.layers, self.seed),
                self.out,
                named("learning rate", "学习率", self.rate, self.warmup),
                self.training,
            ]
        )
        self.watch(self.show, self.placement, self.norm, self.layers, self.seed, self.rate, self.warmup)
        self.show()

    def picture(self) -> Figure:
        return plot(self._first)

    def draw(self) -> None:
        start = compute(self.placement.value, self.norm.value, self.layers.value, self.seed.value)
        self.out.value = cards.beginning(start)
        self.training.value = cards.training(self.rate.value, self.warmup.value)


def _slider(value: int, least: int, most: int, name: str) -> widgets.IntSlider:
    return widgets.IntSlider(value, least, most, description=name, style=WIDE, continuous_update=False)
