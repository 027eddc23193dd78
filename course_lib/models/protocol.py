"""Protocol: the four verbs behind which every model stands, this library's and a learner's own."""

from typing import Any, Protocol

import torch
from torch import Tensor

from .encoder import select

VERBS = {
    "encode": "encode(source, lengths) -> memory",
    "start": "start(memory) -> state",
    "advance": "advance(tokens, state, memory) -> hidden, state",
    "project": "project(hidden) -> logits",
}


class Model(Protocol):
    """What decoding and the labs ask of a model; an nn.Module or not.

    Memory and state are tensors, or tuples of them at any depth, with the batch first: rows are picked from
    both. With k = 1 token a call it decodes, with all T at once it is teacher forcing: the same call. A model
    with `shares_memory` true takes K rows of tokens and state for each row of the memory; for any other, a
    beam search hands each of its K hypotheses a memory row of its own.
    """

    def encode(self, source: Tensor, lengths: Tensor) -> Any:
        """source (B, S), lengths (B,) -> memory of B rows. It is read only."""

    def start(self, memory: Any) -> Any:
        """The state before any token is read."""

    def advance(self, tokens: Tensor, state: Any, memory: Any) -> tuple[Tensor, Any]:
        """tokens (B, k) -> hidden (B, k, H), and the state after the last of them."""

    def project(self, hidden: Tensor) -> Tensor:
        """hidden (..., H) -> logits (..., V)."""


def accept(model: Model) -> None:
    """ValueError, in one line that says which, for an object that lacks one of the four verbs."""
    missing = [call for verb, call in VERBS.items() if not callable(getattr(model, verb, None))]
    if missing:
        raise ValueError(f"this {type(model).__name__} is no model yet: it lacks {'; '.join(missing)}")


def spread(model: Model, memory: Any, tokens: Tensor) -> Any:
    """The memory as `advance` may read it with these tokens (B * K, k), K rows for each row of the memory."""
    rows = first(memory).size(0)
    if getattr(model, "shares_memory", False) or rows == len(tokens):
        return memory
    return select(memory, torch.arange(rows, device=tokens.device).repeat_interleave(len(tokens) // rows))


def first(tensors: Any) -> Tensor:
    """The first tensor of a memory or a state."""
    return tensors if isinstance(tensors, Tensor) else first(tensors[0])


def device_of(model: Model) -> torch.device:
    """Where the model computes: where its first weights are; the CPU if it has none."""
    weights = model.parameters() if isinstance(model, torch.nn.Module) else iter(())
    return next((one.device for one in weights), torch.device("cpu"))
