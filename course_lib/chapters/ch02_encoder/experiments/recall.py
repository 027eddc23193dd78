"""Recall: one letter, then a long wait. No bottleneck here, one letter is little: only memory can fail."""

import random
import string
from typing import Any

import torch
from torch import nn

from course_lib.kit import tasks
from course_lib.training import evaluate

OPEN = "lstm, forget gate open"
LETTERS = string.ascii_lowercase[:10]
SETTINGS = tasks.grid(cell=("rnn", "gru", "lstm", OPEN), distance=(5, 10, 20, 40), seed=range(3))


def pairs(distance: int, count: int, seed: int) -> list[tuple[str, str]]:
    """Random strings of `distance` + 1 letters, each with its first letter as the target."""
    rng = random.Random(seed)
    texts = ["".join(rng.choices(LETTERS, k=distance + 1)) for _ in range(count)]
    return [(text, text[0]) for text in texts]


def open_forget_gate(lstm: nn.LSTM, bias: float = 2.0) -> None:
    """Add to the bias of the forget gate, so that an LSTM starts by keeping (Gers et al. 2000)."""
    hidden = lstm.hidden_size
    with torch.no_grad():
        lstm.bias_ih_l0[hidden : 2 * hidden] += bias  # PyTorch's order: input, forget, cell, output


def run(cell: str, distance: int, seed: int, steps: int = 800) -> dict[str, Any]:
    """The share of held-out strings whose first letter the model still knows; a guess would know 0.1."""
    task = tasks.task(pairs(distance, 20_000, 0), pairs(distance, 1000, 1))
    model = task.model(embedding=32, hidden=64, cell=cell.split(",")[0], seed=seed)
    if cell == OPEN:
        open_forget_gate(model.encoder.rnn)
    tasks.through(model, task.train, steps, seed=seed)
    return {"right": evaluate(model, task.valid)["exact_match"]}
