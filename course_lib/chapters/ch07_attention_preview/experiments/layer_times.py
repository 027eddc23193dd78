"""Layer times: one recurrent layer against one self-attention layer, over ever longer sequences.

Seconds belong to a machine: all that is kept are ratios to the GRU layer at length UNIT, which is measured in
the same turns. One setting, one process: run it on a quiet machine, alone.
"""

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from course_lib.kit.timing import UNIT, in_turns, ratios

WIDTH, HEADS = 128, 4
LENGTHS = (16, 32, 64, 128, 256, 512, 1024, 2048)
WRITTEN = (16, 32, 64, 128, 256, 512)  # tokens that are written one by one
BATCHES = (1, 4)
SETTINGS = [{"seed": 0}]


class SelfAttention(nn.Module):
    """Every position looks at all that are there (Vaswani et al. 2017, section 3.2.2)."""

    def __init__(self, width: int = WIDTH, heads: int = HEADS):
        super().__init__()
        self.heads = heads
        self.project = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)

    def forward(self, inputs: Tensor, cache: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """inputs (B, n, d) -> outputs (B, n, d), and keys and values (2, B, heads, m, d / heads) to go on
        with. With the `cache` of the m - 1 positions before it, n is 1."""
        batch, n, width = inputs.shape
        parts = self.project(inputs).view(batch, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        query, kept = parts[0], parts[1:]  # (B, heads, n, d / heads), (2, B, heads, n, d / heads)
        if cache is not None:
            kept = torch.cat([cache, kept], 3)
        mixed = scaled_dot_product_attention(query, *kept)
        return self.mix(mixed.transpose(1, 2).reshape(batch, n, width)), kept


def multiplications(kind: str, n: int, d: int = WIDTH) -> int:
    """Of one layer over n positions, forward, in the matrix products: biases and gates are left out.

    A GRU has six d x d matrices a position; self-attention has four, and n * n scores and a mean of d each.
    """
    return 6 * n * d**2 if kind == "gru" else 4 * n * d**2 + 2 * n**2 * d


def waits(kind: str, n: int) -> int:
    """How many times one position must wait for another: n in a row, or all at once."""
    return n if kind == "gru" else 1


def read(layer: nn.Module, inputs: Tensor) -> None:
    """Forward and backward over the whole sequence, as in training."""
    layer.zero_grad()
    layer(inputs)[0].sum().backward()


@torch.inference_mode()
def write(layer: nn.Module, inputs: Tensor) -> None:
    """One position after the other, each with what is kept of those before: as in decoding."""
    kept = None
    for one in inputs.split(1, dim=1):
        _, kept = layer(one, kept)


def run(
    seed: int,
    rounds: int = 5,
    lengths: tuple[int, ...] = LENGTHS,
    written: tuple[int, ...] = WRITTEN,
    batches: tuple[int, ...] = BATCHES,
) -> dict[str, Any]:
    """Times of reading and of writing, in times of the GRU at length UNIT, beside what can be counted."""
    torch.manual_seed(seed)
    layers = {"gru": nn.GRU(WIDTH, WIDTH, batch_first=True), "attention": SelfAttention()}
    found = []
    for batch in batches:
        calls = {
            (way.__name__, kind, n): partial(way, layer, torch.randn(batch, n, WIDTH))
            for way, those in ((read, lengths), (write, written))
            for n in those
            for kind, layer in layers.items()
        }
        taken = in_turns(calls, rounds)
        for way in ("read", "write"):
            same = {key: seconds for key, seconds in taken.items() if key[0] == way}
            for (_, kind, n), time in ratios(same, (way, "gru", UNIT)).items():
                counted = {"multiplications": multiplications(kind, n), "waits": waits(kind, n)}
                if way == "write":  # each token needs the one before it, whatever the layer
                    counted = {"waits": n}
                found.append({"batch": batch, "way": way, "kind": kind, "length": n} | time | counted)
    return {"times": found}
