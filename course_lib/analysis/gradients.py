"""Gradients: how large they are in each layer before training has begun (after Xiong et al. 2020)."""

import math
from collections.abc import Iterable
from typing import cast

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from course_lib.models.transformer import EncoderStack, init_weights
from course_lib.models.transformer_layers import EncoderLayer, LayerSettings

CLASSES = 32  # of the head on top


def by_layer(
    placement: str,
    norm: str = "layer",
    layers: int = 6,
    width: int = 64,
    heads: int = 4,
    seed: int = 0,
    tokens: int = 16,
    draws: int = 16,
) -> list[float]:
    """Frobenius norm of the gradient by W2, the second feed-forward matrix, from first to last layer.

    Setting of the paper's section 3.3: inputs N(0, 1), Xavier matrices, feed-forward as wide as the rest, and
    the loss of one token, cross-entropy to a random label by a linear head; here a mean over `draws` inputs
    of `tokens` tokens. Other than in its theorem there are `heads` heads, and queries and keys are not zero.
    Raises ValueError as `Residual` does.
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        stack = EncoderStack(layers, LayerSettings(width, heads, width, placement=placement, norm=norm))
        head = nn.Linear(width, CLASSES)
        init_weights(nn.ModuleList([stack, head]))
        inputs, labels = torch.randn(draws, 1, tokens, width), torch.randint(CLASSES, (draws, 1))
    layers_of = cast(Iterable[EncoderLayer], stack.layers)
    matrices = [cast(nn.Linear, layer.feed_forward[-1]).weight for layer in layers_of]
    sums = torch.zeros(layers)
    with torch.enable_grad():
        for one, label in zip(inputs, labels, strict=True):
            loss = cross_entropy(head(stack(one)[:, 0]), label)
            sums += torch.stack([grad.norm() for grad in torch.autograd.grad(loss, matrices)])
    return (sums / draws).tolist()


def theorem(placement: str, layers: int, width: int) -> float:
    """How Theorem 1 lets the last layer's gradient grow: sqrt(ln d) for "post", sqrt(ln d / L) for "pre".

    Its factor d, which is the same for both, and its constant are left out: only ratios mean something.
    """
    return math.sqrt(math.log(width) / (layers if placement == "pre" else 1))
