"""Data efficiency: how many pictures a Vision Transformer needs, beside models that know less or more."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data.corpora import digits
from course_lib.data.corpora.digits import Digits, Pictures
from course_lib.kit import tasks
from course_lib.kit.pictures import accuracy, fit
from course_lib.models import VisionTransformer
from course_lib.models.seq2seq import seeded
from course_lib.models.vit import patches

COUNTS = (50, 100, 200, 500, 1000)  # training pictures; the smaller sets are parts of the larger
PICTURES = ("plain", "shifted", "scrambled")


class PatchGRU(nn.Module):
    """A GRU reads the patches in a row, and its last state is classified: the encoder of chapter 02."""

    def __init__(self, patch: int, hidden: int):
        super().__init__()
        self.patch = patch
        self.gru = nn.GRU(patch * patch, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 10)

    def forward(self, pictures: Tensor) -> Tensor:
        """(B, H, W) -> logits (B, 10)."""
        return self.head(self.gru(patches(pictures, self.patch))[1][-1])


def cnn() -> nn.Module:
    """Two convolutions of 3 x 3 and a pooling: built so that neighbours belong together, everywhere."""
    return nn.Sequential(
        nn.Unflatten(1, (1, 8)),  # (B, 8, 8) -> (B, 1, 8, 8)
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 56, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(56 * 16, 10),
    )


def mlp() -> nn.Module:
    """All pixels at once: each has a weight of its own, and none has neighbours."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10)
    )


MODELS: dict[str, Callable[..., nn.Module]] = {  # all of about 26 thousand weights
    "cnn": cnn,
    "mlp": mlp,
    "gru over patches": partial(PatchGRU, 4, 82),
    "vit, patch 4": partial(VisionTransformer, patch=4, hidden=32),
    "vit, patch 2": partial(VisionTransformer, patch=2, hidden=32),
}
SETTINGS = tasks.grid(kind=MODELS, count=COUNTS, pictures=PICTURES, seed=range(3))


def made(kind: str, seed: int) -> nn.Module:
    """A new model of that kind, its weights by this seed."""
    with seeded(seed):
        if kind.startswith("vit"):
            return MODELS[kind](seed=seed)
        return MODELS[kind]()


def scrambled(part: Pictures) -> Pictures:
    """The same pictures, their pixels put in another order, one for all: nothing is lost but who is whose
    neighbour."""
    order = torch.randperm(64, generator=torch.Generator().manual_seed(0))
    return Pictures(part.pixels.flatten(1)[:, order].view_as(part.pixels), part.labels)


def run(kind: str, count: int, pictures: str, seed: int, steps: int = 600) -> dict[str, Any]:
    """Train on the first `count` pictures -> accuracy on held-out ones.

    pictures: "plain"; "shifted", in training by up to a pixel, anew each time; "scrambled", all of them.
    """
    parts = digits.load()
    if pictures == "scrambled":
        parts = Digits(*map(scrambled, parts))
    model = made(kind, seed)
    order = torch.Generator().manual_seed(seed)
    fit(model, parts.train.first(count), steps, order, shift=pictures == "shifted")
    return {
        "valid": accuracy(model, parts.valid),
        "test": accuracy(model, parts.test),
        "weights": tasks.weights(model),
    }
