"""Transformer layers: attention and feed-forward, each in a residual sum, with a norm before or after."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from course_lib.data.ranges import choice

from .dropout import Dropout
from .multi_head import KeysValues, MultiHeadAttention, causal_mask
from .normalization import norm

PLACEMENTS = ("pre", "post")
ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU}


class FeedForward(nn.Sequential):
    """W2 f(W1 x + b1) + b2, on each token alone (Vaswani et al. 2017, 3.3)."""

    def __init__(self, width: int, inner: int, activation: str = "relu", dropout: float = 0.0):
        choice("activation", activation, ACTIVATIONS)
        super().__init__(
            nn.Linear(width, inner), ACTIVATIONS[activation](), Dropout(dropout), nn.Linear(inner, width)
        )


class Residual(nn.Module):
    """What stands around every sub-layer F.

    "post"  norm(x + F(x))   (Vaswani et al. 2017)
    "pre"   x + F(norm(x))   (Xiong et al. 2020; a stack of these needs one more norm at its end)
    """

    def __init__(self, width: int, placement: str, kind: str = "layer", dropout: float = 0.0):
        """`kind` is a norm of `normalization`. Raises ValueError for another kind or placement."""
        super().__init__()
        choice("placement", placement, PLACEMENTS)
        self.placement = placement
        self.norm = norm(kind, width)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, sublayer: Callable[[Tensor], Tensor], mask: Tensor | None = None) -> Tensor:
        """x (B, k, d), mask (B, k) of real tokens, for norms that look at the batch -> (B, k, d)."""
        if self.placement == "pre":
            return x + self.dropout(sublayer(self.norm(x, mask)))
        return self.norm(x + self.dropout(sublayer(x)), mask)


class EncoderLayer(nn.Module):
    """Self-attention, then feed-forward: every token looks at every real token."""

    def __init__(
        self,
        width: int,
        heads: int,
        inner: int,
        dropout: float = 0.0,
        placement: str = "pre",
        kind: str = "layer",
        activation: str = "relu",
    ):
        super().__init__()
        self.attention = MultiHeadAttention(width, heads, dropout)
        self.feed_forward = FeedForward(width, inner, activation, dropout)
        self.residuals = nn.ModuleList(Residual(width, placement, kind, dropout) for _ in range(2))

    def forward(self, x: Tensor, mask: Tensor | None = None, look: list[Tensor] | None = None) -> Tensor:
        """x (B, S, d), mask (B, S) True where a token is real -> (B, S, d).

        A list given as `look` gets the weights (B, h, S, S) appended.
        """
        hidden = None if mask is None else mask[:, None]  # (B, 1, S)

        def attend(x: Tensor) -> Tensor:
            seen = self.attention.keys_values(x)
            return _attend(self.attention, x, seen, hidden, look)

        x = self.residuals[0](x, attend, mask)
        return self.residuals[1](x, self.feed_forward, mask)


class DecoderLayer(nn.Module):
    """Self-attention to what was said so far, attention to the memory, feed-forward."""

    def __init__(
        self,
        width: int,
        heads: int,
        inner: int,
        dropout: float = 0.0,
        placement: str = "pre",
        kind: str = "layer",
    ):
        super().__init__()
        self.attention = MultiHeadAttention(width, heads, dropout)
        self.cross = MultiHeadAttention(width, heads, dropout)
        self.feed_forward = FeedForward(width, inner, "relu", dropout)
        self.residuals = nn.ModuleList(Residual(width, placement, kind, dropout) for _ in range(3))

    def forward(
        self,
        x: Tensor,
        past: KeysValues,
        memory: KeysValues,
        memory_mask: Tensor,
        mask: Tensor | None = None,
        look: tuple[list[Tensor], list[Tensor]] | None = None,
    ) -> tuple[Tensor, KeysValues]:
        """x (B*K, k, d) after the t tokens of `past` (B*K, h, t, d / h) -> (B*K, k, d), past and x.

        memory (B, h, S, d / h) and memory_mask (B, S) belong to the source; mask (B*K, k) is of real tokens,
        for norms that look at the batch. Lists given as `look` get the weights (B*K, h, k, t + k) of the
        self-attention and (B*K, h, k, S) of the attention to the source.
        """
        own, source = look or (None, None)
        kept = past

        def attend(x: Tensor) -> Tensor:
            nonlocal kept
            new = self.attention.keys_values(x)
            kept = tuple(torch.cat(pair, 2) for pair in zip(past, new, strict=True))
            causal = causal_mask(x.size(1), kept[0].size(2), x.device)
            return _attend(self.attention, x, kept, causal, own)

        def attend_source(x: Tensor) -> Tensor:
            return _attend(self.cross, x, memory, memory_mask[:, None], source)

        x = self.residuals[0](x, attend, mask)
        x = self.residuals[1](x, attend_source, mask)
        return self.residuals[2](x, self.feed_forward, mask), kept


def _attend(
    attention: MultiHeadAttention, x: Tensor, seen: KeysValues, mask: Tensor | None, look: list[Tensor] | None
) -> Tensor:
    if look is None:
        return attention(x, seen, mask)
    found, weights = attention.look(x, seen, mask)
    look.append(weights)
    return found
