"""Patching: a small Vision Transformer on digits: how large a patch, with places or without, what is read."""

from typing import Any

import torch

from course_lib.data.corpora import digits
from course_lib.kit import tasks
from course_lib.kit.pictures import accuracy, fit
from course_lib.models import VisionTransformer

KEPT = {(patch, positions) for patch in (2, 4, 8) for positions in ("learned", "none")}  # for the lab
SETTINGS = [
    *tasks.grid(patch=(1, 2, 4, 8), positions=["learned"], pooling=["class"], seed=range(3)),
    *tasks.grid(patch=(2, 4, 8), positions=["none"], pooling=["class"], seed=range(3)),
    *tasks.grid(patch=(2, 4), positions=["sinusoidal"], pooling=["class"], seed=range(3)),
    *tasks.grid(patch=(2, 4), positions=["learned"], pooling=["mean"], seed=range(3)),
]


def build(patch: int, positions: str = "learned", pooling: str = "class", seed: int = 0) -> VisionTransformer:
    """The model of the experiment: width 32, 2 layers of 4 heads."""
    return VisionTransformer(patch=patch, hidden=32, seed=seed, positions=positions, pooling=pooling)


def run(patch: int, positions: str, pooling: str, seed: int, steps: int = 600) -> dict[str, Any]:
    """Train on 1000 pictures -> accuracy on held-out ones; some of seed 0 are kept."""
    parts = digits.load()
    model = build(patch, positions, pooling, seed)
    fit(model, parts.train, steps, torch.Generator().manual_seed(seed))
    found: dict[str, Any] = {
        "valid": accuracy(model, parts.valid),
        "test": accuracy(model, parts.test),
        "weights": tasks.weights(model),
    }
    if seed == 0 and pooling == "class" and (patch, positions) in KEPT:
        found["model"] = model
    return found
