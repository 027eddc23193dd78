"""Parallel: one training in several processes, each with its own rows of every batch (data parallel).

`torchrun` and `accelerate launch` start the processes, and tell each its RANK, the WORLD_SIZE and where to
meet. The first process, rank 0, reads and writes; the others get the model from it. In a single process all
this does nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from course_lib.data.vocab import PAD


class Lost(ValueError):
    """Another process of this training has ended, and none can go on without it."""


@contextmanager
def joined(device: str = "cpu") -> Iterator[int]:
    """Meet the other processes, and yield this one's rank: 0 where there is one process only.

    An error that leaves the block is marked `told` where another process has said one first: they end
    together, and one line is enough. Raises ValueError where the launcher did not say where to meet.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield 0
        return
    from torch.distributed.rendezvous import rendezvous  # some builds of PyTorch have none

    store, rank, world = next(rendezvous("env://"))
    if device == "cuda":
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")) % torch.cuda.device_count())
    dist.init_process_group("gloo", store=store, rank=rank, world_size=world)
    try:
        yield rank
    except BaseException as problem:
        problem.told = not _speaks(store, rank)  # type: ignore[attr-defined]
        raise
    finally:
        dist.destroy_process_group()


def shared(value: Any = None) -> Any:
    """The first process's value, in every process."""
    values = [value]
    if size() > 1:
        with _losing():
            dist.broadcast_object_list(values)
    return values[0]


def mine(gold: Tensor) -> tuple[slice, float]:
    """gold (B, T) -> the rows of this process, and the share of the batch's tokens in them.

    A mean over rows, times that share, adds up to the mean over all tokens. Rows of similar length, which
    stand together, go to different processes.
    """
    if size() == 1:
        return slice(None), 1.0
    rows = slice(dist.get_rank(), None, size())
    if rows.start >= len(gold):  # fewer rows than processes: work on one for nothing
        return slice(0, 1), 0.0
    real = gold != PAD
    return rows, int(real[rows].sum()) / int(real.sum())


def gathered(model: nn.Module, loss: Tensor) -> Tensor:
    """The sum of the loss over all processes; so are the model's gradients, in place. Raises Lost."""
    if size() == 1:
        return loss
    loss = loss.detach()
    parts = [loss, *(weight.grad for weight in model.parameters() if weight.grad is not None)]
    vector = parameters_to_vector(parts)
    with _losing():
        dist.all_reduce(vector)
    vector_to_parameters(vector, parts)
    return loss


def noise_of(seed: int) -> int:
    """The seed of this process's dropout: equal ones would leave out the same units of different rows."""
    return seed + dist.get_rank() if size() > 1 else seed


def size() -> int:
    """How many processes train together."""
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


@contextmanager
def _losing() -> Iterator[None]:
    try:
        yield
    except RuntimeError as problem:  # what gloo raises when a connection breaks
        raise Lost("another process of this training has ended") from problem


def _speaks(store: Any, rank: int) -> bool:
    """Whether this process is the first to tell of trouble. Without a launcher the store ends with rank 0."""
    try:
        return store.add("told", 1) == 1
    except RuntimeError:
        return rank == 1
