"""Drawn: small random tensors for the cases of checks, the same in every run and quick to read."""

import torch
from torch import Tensor


def tenths(seed: int, *shape: int) -> Tensor:
    """Numbers from -0.9 to 0.9 with one decimal, float32 whatever torch's default is."""
    return torch.randint(-9, 10, shape, generator=torch.Generator().manual_seed(seed)).float() / 10
