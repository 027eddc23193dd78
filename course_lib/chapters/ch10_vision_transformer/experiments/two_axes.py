"""Two axes: a place as row and column, one learned vector a place, or none; few pictures, task "where"."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from course_lib.kit import tasks
from course_lib.kit.pictures import accuracy, fit
from course_lib.models.seq2seq import seeded

from ..world import world
from .two_tasks import STEPS, TASKS, PageViT, parts

KINDS = ("one vector a place", "row and column", "none")
COUNTS = (100,)
RATES = (2e-3, 4e-3)  # tried for every kind; the validation pictures choose
SETTINGS = tasks.grid(places=KINDS, count=COUNTS, rate=RATES, seed=range(3))


class Axes(nn.Module):
    """(2 n, H) vectors of n rows and n columns -> (n * n, H): of each place the sum of its two."""

    def forward(self, both: Tensor) -> Tensor:
        rows, columns = both.chunk(2)
        return (rows[:, None] + columns).flatten(0, 1)


def build(places: str, seed: int) -> PageViT:
    """The encoder of 4_pictures.py with these places; all else begins alike."""
    page = world()
    with seeded(seed):
        model = PageViT(TASKS["where"])
        embedding = model.encoder.embedding
        if places == "none":
            embedding.places.requires_grad_(False).zero_()
        elif places == "row and column":
            both = torch.randn(2 * page.SIDE // page.PATCH, embedding.places.size(1)) * 0.02 / 2**0.5
            embedding.places = nn.Parameter(both)
            parametrize.register_parametrization(embedding, "places", Axes(), unsafe=True)  # another shape
    return model


def run(places: str, count: int, rate: float, seed: int, steps: int = STEPS["where"]) -> dict[str, Any]:
    """Train on `count` pictures -> accuracy on held-out ones."""
    model, data = build(places, seed), parts("where")
    fit(model, data["train"].first(count), steps, torch.Generator().manual_seed(seed), learning_rate=rate)
    return {name: accuracy(model, data[name]) for name in ("valid", "test")}
