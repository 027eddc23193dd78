"""Start: the gradients of a stack before its first step, live; and the recorded trainings beside them."""

from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import mean

import torch

from course_lib.analysis.gradients import by_layer, theorem
from course_lib.kit import records

from ..experiments import placement as depth
from ..experiments import warmup as training

PLACES = ("post", "pre")  # in the order in which they were thought of
NORMS = ("layer", "rms", "batch", "power-v")  # PN divides by batches before: at the start there are none
FEWEST, MOST, WIDTH = 2, 16, 64  # layers, and numbers a token
RATES, WARMUPS, EVERY = training.RATES, training.WARMUPS, training.EVERY
Series = list[list[float]]  # a row a seed


@dataclass(frozen=True)
class Start:
    """A stack that was just initialized."""

    placement: str
    norm: str
    layers: int
    seed: int
    gradients: tuple[float, ...]  # Frobenius norm of the gradient of W2, first layer to last

    @property
    def slope(self) -> float:
        """The first layer's gradient in times of the last one's."""
        return self.gradients[0] / self.gradients[-1]

    @property
    def shallow(self) -> float:
        """The last layer's gradient of the same stack with the fewest layers: what ratios are taken to."""
        return compute(self.placement, self.norm, FEWEST, self.seed).gradients[-1]

    @property
    def ratio(self) -> float:
        """The last layer's gradient in times of that of the shallow stack."""
        return self.gradients[-1] / self.shallow

    @property
    def other(self) -> "Start":
        """The same stack with the norm in the other place."""
        (placement,) = (one for one in PLACES if one != self.placement)
        return compute(placement, self.norm, self.layers, self.seed)


@lru_cache(maxsize=512)
def compute(placement: str = "post", norm: str = "layer", layers: int = 6, seed: int = 0) -> Start:
    """Gradients before training, by layer. ValueError for another placement, norm, or number of layers."""
    if not FEWEST <= layers <= MOST:
        raise ValueError(f"layers must be from {FEWEST} to {MOST}, not {layers}")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small that a second thread only waits
    try:
        found = by_layer(placement, norm, layers, WIDTH, seed=seed)
    finally:
        torch.set_num_threads(threads)
    return Start(placement, norm, layers, seed, tuple(found))


@cache
def recorded() -> dict[str, dict[int, list[float]]]:
    """placement -> layers -> the last layer's gradient in times of that of the shallow stack, one a seed."""
    record, found = records.load("placement"), {}
    for where in PLACES:
        rows = {n: record.values("gradients", placement=where, layers=n) for n in depth.DEPTHS}
        first = mean(row[-1] for row in rows[FEWEST])
        found[where] = {n: [row[-1] / first for row in rows[n]] for n in depth.DEPTHS}
    return found


def law(placement: str, layers: int) -> float:
    """Theorem 1 as a ratio: the last layer's gradient in times of that of the shallow stack. A bound leaves
    its constant open, so that the height itself means nothing."""
    return theorem(placement, layers, WIDTH) / theorem(placement, FEWEST, WIDTH)


@dataclass(frozen=True)
class Trained:
    """Recorded trainings of one placement at one learning rate, with or without warm-up, a row a seed."""

    placement: str
    losses: Series  # nats per token, means of EVERY steps
    held_out: list[float]  # nats per token, at the end


@cache
def trained(rate: float, warmup: int) -> dict[str, Trained]:
    """placement -> its trainings. ValueError for a rate or a warm-up that was not recorded."""
    record = records.load("warmup")
    found = {}
    for where in PLACES:
        chosen = {"placement": where, "learning_rate": rate, "warmup": warmup}
        found[where] = Trained(where, record.values("losses", **chosen), record.values("held_out", **chosen))
    return found
