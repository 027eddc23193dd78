"""Two axes: positions that know of rows and columns, beside one vector a place, on digits."""

from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data.corpora import digits
from course_lib.kit import tasks
from course_lib.kit.pictures import accuracy, fit
from course_lib.models import VisionTransformer
from course_lib.models.positions import sinusoids
from course_lib.models.seq2seq import seeded

PATCH, HIDDEN, ACROSS = 2, 32, 4
POSITIONS = ("learned", "learned, two axes", "sinusoidal", "sinusoidal, two axes")
SETTINGS = tasks.grid(positions=POSITIONS, count=(100, 1000), seed=range(3))


class Axes(nn.Module):
    """x + a vector for the row + a vector for the column: (B, ACROSS^2, d), row by row -> the same shape."""

    def __init__(self, learned: bool):
        """Learned vectors; or waves, of which the first half of the numbers tells the row."""
        super().__init__()
        self.rows: Tensor
        self.columns: Tensor
        if learned:
            self.rows = nn.Parameter(torch.randn(ACROSS, HIDDEN) * 0.02)
            self.columns = nn.Parameter(torch.randn(ACROSS, HIDDEN) * 0.02)
        else:
            waves, none = sinusoids(ACROSS, HIDDEN // 2), torch.zeros(ACROSS, HIDDEN // 2)
            self.register_buffer("rows", torch.cat([waves, none], 1))
            self.register_buffer("columns", torch.cat([none, waves], 1))

    def forward(self, x: Tensor) -> Tensor:
        return x + (self.rows[:, None] + self.columns).flatten(0, 1)


def build(positions: str, seed: int) -> VisionTransformer:
    """The model of the experiment: no class token, which would have neither row nor column."""
    kind, _, axes = positions.partition(", ")
    model = VisionTransformer(patch=PATCH, hidden=HIDDEN, seed=seed, positions=kind, pooling="mean")
    if axes:
        with seeded(seed):
            model.positions = Axes(kind == "learned")
    return model


def run(positions: str, count: int, seed: int, steps: int = 600) -> dict[str, Any]:
    """Train on the first `count` pictures -> accuracy on held-out ones."""
    parts, model = digits.load(), build(positions, seed)
    fit(model, parts.train.first(count), steps, torch.Generator().manual_seed(seed))
    return {"valid": accuracy(model, parts.valid), "test": accuracy(model, parts.test)}
