"""Settled: a module with weights that depend on their names alone, so that answers can be compared."""

import zlib
from typing import TypeVar

import torch
from torch import nn

from ..practice.exercise import tenths

Module = TypeVar("Module", bound=nn.Module)


def settle(module: Module) -> Module:
    """The module with such weights; the row of PAD in an embedding is zero."""
    with torch.no_grad():
        for name, weights in module.named_parameters():
            weights.copy_(tenths(zlib.crc32(name.encode()), *weights.shape))
            if name.endswith("embedding.weight"):
                weights[0] = 0
    return module
