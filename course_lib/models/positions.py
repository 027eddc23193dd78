"""Positions: attention does not know the order of its tokens, so each place adds a vector of its own."""

import math

import torch
from torch import Tensor, nn

from course_lib.data.ranges import choice

POSITIONS = ("sinusoidal", "learned", "none")


def sinusoids(length: int, width: int) -> Tensor:
    """(length, width): sin(t / 10000^(2i / d)) at 2i, its cos at 2i + 1 (Vaswani et al. 2017, 3.5)."""
    rates = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000) / width))  # (d / 2,) radians a place
    angles = torch.arange(length)[:, None] * rates  # (length, d / 2)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)[:, :width]


class Positions(nn.Module):
    """x + a vector for each place: fixed waves, a learned table, or nothing at all."""

    def __init__(self, kind: str, width: int, longest: int = 512):
        """`longest` is how many places a learned table has; waves go on. ValueError for another kind."""
        super().__init__()
        choice("positions", kind, POSITIONS)
        self.table: Tensor
        self.kind, self.longest = kind, longest
        if kind == "learned":
            self.table = nn.Parameter(torch.randn(longest, width) * 0.02)
        if kind == "sinusoidal":
            self.register_buffer("table", sinusoids(longest, width), persistent=False)

    def forward(self, x: Tensor, start: int = 0) -> Tensor:
        """x (B, k, d), its first token at place `start` -> (B, k, d). ValueError beyond a learned table."""
        end = start + x.size(1)
        if self.kind == "none":
            return x
        if end > self.longest and self.kind == "learned":
            raise ValueError(f"only {self.longest} places were learned, and this is place {end}")
        if end > len(self.table):  # waves: twice as many, so that this happens seldom
            self.table = sinusoids(2 * end, x.size(-1)).to(self.table)
        return x + self.table[start:end]
