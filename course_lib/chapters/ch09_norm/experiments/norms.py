"""Norms: the same small Transformer with each of five norms, in training and in use."""

from typing import Any

import torch

from course_lib.data.batching import collate
from course_lib.kit import tasks
from course_lib.models import EncoderDecoder
from course_lib.models.normalization import NORMS
from course_lib.training import evaluate, loss_of
from course_lib.training.teacher_forcing import unroll

SETTINGS = tasks.grid(norm=NORMS, seed=range(3))


@torch.no_grad()
def loss_in_training_mode(model: EncoderDecoder, pairs: list, batch_size: int = 64) -> float:
    """The forced loss with the statistics of each batch, as training sees it; running ones are put back."""
    kept = {name: buffer.clone() for name, buffer in model.named_buffers()}
    model.train()
    losses = []
    for k in range(0, len(pairs) - batch_size + 1, batch_size):
        batch = collate(pairs[k : k + batch_size])
        losses.append(loss_of(model, batch, unroll(model, batch, 1.0)).item())
    model.eval()
    for name, buffer in model.named_buffers():
        buffer.copy_(kept[name])
    return sum(losses) / len(losses)


def run(norm: str, seed: int, steps: int = 800) -> dict[str, Any]:
    """Train 2 + 2 layers of width 64, Pre-LN, on numbers to French; held-out losses and exact match."""
    task = tasks.corpus("numbers-en-fr")
    model = task.model(architecture="transformer", hidden=64, layers=2, norm=norm, seed=seed)
    tasks.through(model, task.train, steps, warmup=100, seed=seed)
    ordered = sorted(task.valid, key=lambda pair: len(pair[0]))  # as buckets would have them
    return evaluate(model, task.valid) | {"training_mode": loss_in_training_mode(model, ordered)}
