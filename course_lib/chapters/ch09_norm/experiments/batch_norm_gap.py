"""Batch norm between training and use: with and without length buckets, mean and variance apart."""

from typing import Any

import torch
from torch import Tensor, nn

from course_lib.kit import tasks
from course_lib.models import EncoderDecoder
from course_lib.models.normalization import BatchNorm, tokens_of
from course_lib.training import evaluate, forced_loss

SETTINGS = tasks.grid(buckets=(True, False), seed=range(3))
POOLS = {True: 50, False: 1}  # batches that are sorted by length together: one alone is not sorted at all
OWN = {"running": (), "own mean": ("mean",), "own variance": ("variance",), "own": ("mean", "variance")}


def in_use(model: EncoderDecoder, pairs: list, own: tuple[str, ...]) -> float:
    """The forced loss in use, where the named statistics are those of the batch and not the running ones."""
    kept = {name: buffer.clone() for name, buffer in model.named_buffers()}

    def hook(norm: nn.Module, given: tuple[Tensor, Tensor | None]) -> None:
        real = tokens_of(*given)
        found = {"mean": real.mean(0), "variance": real.var(0, correction=0)}
        for name in own:
            getattr(norm, name).copy_(found[name])

    hooks = [m.register_forward_pre_hook(hook) for m in model.modules() if isinstance(m, BatchNorm)]
    loss = forced_loss(model, pairs, batch_size=64)  # of one length, as in buckets
    for one in hooks:
        one.remove()
    with torch.no_grad():
        for name, buffer in model.named_buffers():
            buffer.copy_(kept[name])
    return loss


def run(buckets: bool, seed: int, steps: int = 800) -> dict[str, Any]:
    """The batch norm of `norms`, trained with or without buckets -> exact match, and the loss in use by whose
    statistics are taken."""
    task = tasks.corpus("numbers-en-fr")
    model = task.model(architecture="transformer", hidden=64, layers=2, norm="batch", seed=seed)
    tasks.through(model, task.train, steps, warmup=100, seed=seed, pool=POOLS[buckets])
    losses = {name: in_use(model, task.valid, own) for name, own in OWN.items()}
    return {"exact": evaluate(model, task.valid)["exact_match"], "loss": losses}
