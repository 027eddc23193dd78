"""Distillation: a Vision Transformer with 100 labelled digits learns from a teacher (Touvron et al. 2021)."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data.corpora import digits
from course_lib.data.corpora.digits import Pictures
from course_lib.kit import tasks
from course_lib.kit.pictures import accuracy, fit
from course_lib.models import VisionTransformer
from course_lib.models.seq2seq import seeded

from .data_efficiency import cnn

LABELLED = 100
MODES = ("labels alone", "cnn teaches", "cnn teaches, unlabelled", "vit teaches, unlabelled")
RATES = (1e-3, 3e-3, 1e-2)  # tried for every mode; the validation pictures choose
SETTINGS = tasks.grid(mode=MODES, rate=RATES, seed=range(3))


def vit(seed: int) -> VisionTransformer:
    """The student: 26 thousand weights, as many as the CNN."""
    return VisionTransformer(patch=4, hidden=32, seed=seed)


def teacher(kind: str, labelled: Pictures, seed: int, steps: int) -> nn.Module:
    """A model of that kind that learned from the labelled pictures, moved by up to a pixel each time."""
    make: dict[str, Callable[[], nn.Module]] = {"cnn": cnn, "vit": lambda: vit(seed + 100)}
    with seeded(seed + 100):
        model = make[kind]()
    fit(model, labelled, steps, torch.Generator().manual_seed(seed + 100), shift=True)
    return model


@torch.inference_mode()
def named(model: nn.Module, pixels: Tensor) -> Tensor:
    """(N, H, W) -> what the model says that they show, (N,): hard labels."""
    return model(pixels).argmax(-1)


def run(mode: str, rate: float, seed: int, steps: int = 600) -> dict[str, Any]:
    """Train the student -> accuracy, its teacher's (0 where there is none), and how often they agree.

    With a teacher the student learns the teacher's labels, in place of the true ones where these are known
    it learns both: DeiT's hard distillation, with one token for both. "unlabelled": 900 more pictures, of
    which only the teacher says what they show. In every mode pictures are moved by up to a pixel.
    """
    parts = digits.load()
    labelled, student = parts.train.first(LABELLED), vit(seed)
    shown, guide = labelled, None
    if mode != MODES[0]:
        guide = teacher(mode[:3], labelled, seed, steps)
        others = parts.train.pixels[: None if "unlabelled" in mode else LABELLED]
        said = torch.cat([labelled.labels, named(guide, others)])
        shown = Pictures(torch.cat([labelled.pixels, others]), said)
    fit(student, shown, steps, torch.Generator().manual_seed(seed), learning_rate=rate, shift=True)
    alike = (
        0.0
        if guide is None
        else accuracy(student, Pictures(parts.test.pixels, named(guide, parts.test.pixels)))
    )
    return {
        "valid": accuracy(student, parts.valid),
        "test": accuracy(student, parts.test),
        "teacher": 0.0 if guide is None else accuracy(guide, parts.test),
        "alike": alike,
    }
