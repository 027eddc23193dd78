"""Transformer layers: attention and feed-forward, each in a residual sum, with a norm before or after."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from course_lib.data.ranges import choice

from . import normalization
from .dropout import Dropout
from .multi_head import KeysValues, MultiHeadAttention, causal_mask

PLACEMENTS = ("pre", "post")
ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU}


@dataclass(frozen=True)
class LayerSettings:
    """What all layers of a Transformer have in common."""

    width: int  # d, of every vector between layers
    heads: int  # a divisor of d
    d_ff: int  # width inside feed-forward
    dropout: float = 0.0
    placement: str = "pre"  # of the norm: one of PLACEMENTS
    norm: str = "layer"  # one of `normalization.NORMS`
    activation: str = "relu"  # one of ACTIVATIONS
    eps: float = 1e-5  # what the norms add to a variance


class FeedForward(nn.Sequential):
    """W2 f(W1 x + b1) + b2, on each token alone (Vaswani et al. 2017, 3.3)."""

    def __init__(self, width: int, d_ff: int, activation: str = "relu", dropout: float = 0.0):
        choice("activation", activation, ACTIVATIONS)
        super().__init__(
            nn.Linear(width, d_ff), ACTIVATIONS[activation](), Dropout(dropout), nn.Linear(d_ff, width)
        )


class Residual(nn.Module):
    """What stands around every sub-layer F.

    "post"  norm(x + F(x))   (Vaswani et al. 2017)
    "pre"   x + F(norm(x))   (Xiong et al. 2020; a stack of these needs one more norm at its end)
    """

    def __init__(
        self, width: int, placement: str, norm: str = "layer", dropout: float = 0.0, eps: float = 1e-5
    ):
        """`norm` is one of `normalization.NORMS`. Raises ValueError for another norm or placement."""
        super().__init__()
        choice("placement", placement, PLACEMENTS)
        self.placement = placement
        self.norm = normalization.norm(norm, width, eps)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor], mask: Tensor | None = None) -> Tensor:
        """x (B, k, d), mask (B, k) of real tokens, for norms that look at the batch -> (B, k, d)."""
        if self.placement == "pre":
            return x + self.dropout(sublayer(self.norm(x, mask)))
        return self.norm(x + self.dropout(sublayer(x)), mask)


def residuals(count: int, settings: LayerSettings) -> nn.ModuleList:
    """One `Residual` for each of a layer's sub-layers."""
    one = (settings.width, settings.placement, settings.norm, settings.dropout, settings.eps)
    return nn.ModuleList(Residual(*one) for _ in range(count))


def final_norm(settings: LayerSettings) -> nn.Module | None:
    """The norm that ends a Pre-LN stack, whose residual sum nothing has normalized; None for Post-LN."""
    if settings.placement == "post":
        return None
    return normalization.norm(settings.norm, settings.width, settings.eps)


class EncoderLayer(nn.Module):
    """Self-attention, then feed-forward: every token looks at every real token."""

    def __init__(self, settings: LayerSettings):
        super().__init__()
        width, dropout = settings.width, settings.dropout
        self.attention = MultiHeadAttention(width, settings.heads, dropout)
        self.feed_forward = FeedForward(width, settings.d_ff, settings.activation, dropout)
        self.residuals = residuals(2, settings)

    def forward(self, x: Tensor, mask: Tensor | None = None, weights: list[Tensor] | None = None) -> Tensor:
        """x (B, S, d), mask (B, S) True where a token is real -> (B, S, d).

        A list given as `weights` gets the attention weights (B, h, S, S) appended.
        """
        hidden = None if mask is None else mask[:, None]  # (B, 1, S)

        def attend(x: Tensor) -> Tensor:
            return self.attention(x, self.attention.keys_values(x), hidden, weights)

        x = self.residuals[0](x, attend, mask)
        return self.residuals[1](x, self.feed_forward, mask)


class DecoderLayer(nn.Module):
    """Self-attention to what was said so far, attention to the memory, feed-forward."""

    def __init__(self, settings: LayerSettings):
        super().__init__()
        width, dropout = settings.width, settings.dropout
        self.attention = MultiHeadAttention(width, settings.heads, dropout)
        self.cross = MultiHeadAttention(width, settings.heads, dropout)
        self.feed_forward = FeedForward(width, settings.d_ff, settings.activation, dropout)
        self.residuals = residuals(3, settings)

    def forward(
        self,
        x: Tensor,
        past: KeysValues,
        memory: KeysValues,
        memory_mask: Tensor,
        mask: Tensor | None = None,
        weights: list[Tensor] | None = None,
        causal: bool = True,
    ) -> tuple[Tensor, KeysValues]:
        """x (B*K, k, d) after the t tokens of `past` (B*K, h, t, d / h) -> (B*K, k, d), past and x.

        memory (B, h, S, d / h) and memory_mask (B, S) belong to the source; mask (B*K, k) is of real tokens,
        for norms that look at the batch. A list given as `weights` gets two tensors appended: those of the
        self-attention (B*K, h, k, t + k), then those of the attention to the source (B*K, h, k, S). With
        `causal` False each token also looks at the later ones of x.
        """
        kept = past

        def attend(x: Tensor) -> Tensor:
            nonlocal kept
            new = self.attention.keys_values(x)
            kept = torch.cat([past[0], new[0]], 2), torch.cat([past[1], new[1]], 2)
            hidden = causal_mask(x.size(1), kept[0].size(2), x.device) if causal else None
            return self.attention(x, kept, hidden, weights)

        def attend_source(x: Tensor) -> Tensor:
            return self.cross(x, memory, memory_mask[:, None], weights)

        x = self.residuals[0](x, attend, mask)
        x = self.residuals[1](x, attend_source, mask)
        return self.residuals[2](x, self.feed_forward, mask), kept
