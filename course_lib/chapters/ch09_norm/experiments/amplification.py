"""Amplification: how far a stack's output moves when every weight takes one equal step (Liu et al. 2020)."""

from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from course_lib.kit import tasks
from course_lib.models.seq2seq import seeded
from course_lib.models.transformer import EncoderStack, init_weights
from course_lib.models.transformer_layers import LayerSettings

DEPTHS, RATES = (2, 4, 8, 16, 32), (1e-4, 1e-3, 3e-3)
SETTINGS = tasks.grid(placement=("post", "pre"), layers=DEPTHS, seed=range(5))
WIDTH, CLASSES, SHAPE = 64, 32, (16, 16)  # 16 rows of 16 tokens


def moved(before: Tensor, after: Tensor) -> float:
    """How far the output has moved, in times of its own size."""
    return ((after - before).norm() / before.norm()).item()


def run(placement: str, layers: int, seed: int) -> dict[str, Any]:
    """Before training: the last W2's gradient; its first step of Adam, for each rate; how far the output of
    the stack moves by that step of all weights, and by steps of the same size with random signs."""
    with seeded(seed):
        stack = EncoderStack(layers, LayerSettings(WIDTH, 4, WIDTH, placement=placement))
        head = nn.Linear(WIDTH, CLASSES)
        init_weights(nn.ModuleList([stack, head]))
        x, labels = torch.randn(*SHAPE, WIDTH), torch.randint(CLASSES, SHAPE)
        signs = [torch.randn(p.shape).sign() for p in stack.parameters()]
    found: dict[str, Any] = {"gradient": 0.0, "step": {}, "adam": {}, "random": {}}
    for rate in RATES:
        name, (one, top) = f"{rate:g}", deepcopy((stack, head))
        before, second = one(x), one.layers[-1].feed_forward[-1].weight
        old = second.detach().clone()
        cross_entropy(top(before).flatten(0, 1), labels.flatten()).backward()
        found["gradient"] = second.grad.norm().item()
        torch.optim.Adam([*one.parameters(), *top.parameters()], lr=rate, betas=(0.9, 0.98)).step()
        other = deepcopy(stack)
        with torch.no_grad():
            for weights, sign in zip(other.parameters(), signs, strict=True):
                weights += rate * sign
            found["step"][name] = (second - old).norm().item()
            found["adam"][name] = moved(before, one(x))
            found["random"][name] = moved(before, other(x))
    return found
