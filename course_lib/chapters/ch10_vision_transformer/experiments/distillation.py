"""Distillation: 100 digits have a label; a teacher that learned from these helps a Vision Transformer."""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from course_lib.data.corpora import digits
from course_lib.data.corpora.digits import Pictures
from course_lib.kit import tasks
from course_lib.kit.pictures import BATCH, accuracy, fit, moved
from course_lib.training import Schedule, minimize

from .data_efficiency import made

STUDENT = "vit, patch 4"
SHOWN = ("labelled", "all")  # which pictures the student sees
RATES = (1e-3, 3e-3)  # tried for the student that has no teacher; with one it is the second
SETTINGS = [
    *tasks.grid(teacher=["none"], shown=["labelled"], rate=RATES, seed=range(3)),
    *tasks.grid(teacher=["cnn"], shown=SHOWN, rate=RATES[1:], seed=range(3)),
    *tasks.grid(teacher=["mlp", STUDENT], shown=["all"], rate=RATES[1:], seed=range(3)),
]


def distil(
    student: nn.Module, said: nn.Module, part: Pictures, labelled: int, steps: int, rate: float, seed: int
) -> None:
    """Half of the loss is against the teacher's answer on each picture as the student sees it, shifted; the
    other half against the label, for the first `labelled` pictures alone, which fill half of each batch
    (hard distillation, Touvron et al. 2021, without the second token)."""
    order, most = torch.Generator().manual_seed(seed), len(part.labels)

    def loss_at(step: int) -> Tensor:
        with_label = torch.randint(labelled, (BATCH // 2,), generator=order)
        rows = torch.cat([with_label, torch.randint(most, (BATCH // 2,), generator=order)])
        pixels = moved(part.pixels[rows], order)
        with torch.no_grad():
            answers = said(pixels).argmax(-1)
        logits = student(pixels)
        told = cross_entropy(logits[: BATCH // 2], part.labels[with_label])
        return 0.5 * told + 0.5 * cross_entropy(logits, answers)

    schedule, optimizer = Schedule(rate, cooldown=0.3), torch.optim.Adam(student.parameters())
    for _ in minimize(student, loss_at, steps, schedule, clip=math.inf, optimizer=optimizer):
        pass


def run(
    teacher: str, shown: str, rate: float, seed: int, steps: int = 1500, labelled: int = 100
) -> dict[str, Any]:
    """Train a student -> its accuracy on held-out pictures, and the teacher's.

    Teacher and student train on the first `labelled` pictures with labels, shifted; "all" shows the student
    the other training pictures too, without theirs.
    """
    parts, student = digits.load(), made(STUDENT, seed)
    few, found = parts.train.first(labelled), {}
    if teacher == "none":
        fit(student, few, steps, torch.Generator().manual_seed(seed), rate, shift=True)
    else:
        master = made(teacher, seed + 100)  # the same kind would begin as the student does
        fit(master, few, steps, torch.Generator().manual_seed(seed + 100), shift=True)
        found["teacher test"] = accuracy(master, parts.test)
        distil(student, master, parts.train if shown == "all" else few, labelled, steps, rate, seed)
    return {"valid": accuracy(student, parts.valid), "test": accuracy(student, parts.test)} | found
