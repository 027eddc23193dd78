"""Reading: what a recorded Vision Transformer makes of a picture, its patches in order or shuffled."""

from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from course_lib.data.corpora import digits
from course_lib.data.corpora.digits import SIDE, Pictures
from course_lib.kit import records
from course_lib.models import VisionTransformer
from course_lib.models.vit import patches

from ..experiments import patching

PATCHES = (2, 4, 8)  # pixels
POSITIONS = ("learned", "none")


@dataclass(frozen=True)
class Reading:
    """One picture through one model."""

    pixels: Tensor  # (8, 8)
    patch: int
    positions: str
    order: list[int]  # place k of the sequence holds patch order[k] of the picture, both from 0
    probabilities: list[float]  # of the ten digits
    attention: list[Tensor]  # a layer: (heads, 1 + N), what the class token takes, first from itself

    @property
    def said(self) -> int:
        """The likeliest digit."""
        return max(range(10), key=self.probabilities.__getitem__)

    @property
    def shuffled(self) -> bool:
        return self.order != sorted(self.order)

    def squares(self) -> Tensor:
        """(N, P, P): the patches as they stand in the sequence."""
        return patches(self.pixels[None], self.patch)[0, self.order].view(-1, self.patch, self.patch)

    def shares(self, layer: int, head: int | None) -> tuple[float, list[float]]:
        """What the class token takes from itself, and from each patch of the picture where it belongs; of one
        head, or of their mean. It all sums to 1."""
        weights = self.attention[layer]
        own, *places = (weights.mean(0) if head is None else weights[head]).tolist()
        back = sorted(range(len(places)), key=self.order.__getitem__)  # patch n of the picture -> its place
        return own, [places[k] for k in back]


@cache
def model(patch: int, positions: str) -> VisionTransformer:
    """The recorded one. ValueError for a patch or positions that were not kept."""
    if patch not in PATCHES or positions not in POSITIONS:
        raise ValueError(f"no model of patch {patch!r} with positions {positions!r} was recorded")
    settings = {"patch": patch, "positions": positions, "pooling": "class", "seed": 0}
    return records.load("patching").fill(patching.build(**settings), **settings)


@cache
def asked() -> Pictures:
    """The pictures that no model was trained on."""
    return digits.load().test


def order_of(patch: int, shuffle: int) -> list[int]:
    """The order of the patches: 0 leaves them as they are, each other number shuffles them, and not as the
    number before it. One patch has one order."""
    count = (SIDE // patch) ** 2
    order = calm = list(range(count))
    for seed in range(1, shuffle + 1 if count > 1 else 1):
        last, chance = order, torch.Generator().manual_seed(seed)
        while order in (calm, last):
            order = torch.randperm(count, generator=chance).tolist()
    return order


@torch.inference_mode()
def compute(pixels: Tensor, patch: int = 4, positions: str = "learned", shuffle: int = 0) -> Reading:
    """pixels (8, 8), 0 is paper and 1 ink. ValueError as `model` raises it."""
    reader, order = model(patch, positions), order_of(patch, shuffle)
    weights: list[Tensor] = []
    logits = reader.read(patches(pixels[None], patch)[:, order], weights)
    attention = [layer[0, :, 0] for layer in weights]
    return Reading(pixels, patch, positions, order, logits[0].softmax(-1).tolist(), attention)


@cache
@torch.inference_mode()
def said(patch: int, positions: str, shuffle: int = 0) -> Tensor:
    """What the model says of every test picture, all shuffled in the same way -> (500,) digits."""
    squares = patches(asked().pixels, patch)[:, order_of(patch, shuffle)]
    return model(patch, positions).read(squares).argmax(-1)


def accuracy(patch: int, positions: str, shuffle: int = 0) -> float:
    """The share of the test pictures that is named rightly, 0 to 1."""
    return (said(patch, positions, shuffle) == asked().labels).double().mean().item()


def changed(patch: int, positions: str, shuffle: int) -> int:
    """How many of the test pictures get another answer when all are shuffled in this way."""
    return int((said(patch, positions, shuffle) != said(patch, positions)).sum())
