"""Multi-head attention: h small attentions side by side over the same positions (Vaswani et al. 2017)."""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from .dropout import Dropout

KeysValues = tuple[Tensor, Tensor]  # (B, h, S, d / h) each


class MultiHeadAttention(nn.Module):
    """softmax(Q K^T / sqrt(d / h)) V in each of h heads, joined by a matrix (equations 1 and 4 of the paper).

    Beams share the memory: rows b*K to b*K + K-1 of the queries belong to row b of keys and values. They are
    folded into the query axis, so that keys and values are never copied, whatever K.
    """

    def __init__(self, width: int, heads: int, dropout: float = 0.0):
        """`width` is d, and a multiple of `heads`; dropout falls on the weights. ValueError if it is not."""
        super().__init__()
        if heads < 1 or width % heads:
            raise ValueError(f"the width must be a multiple of the heads, not {width} of {heads}")
        self.heads, self.dropout = heads, Dropout(dropout)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def keys_values(self, x: Tensor) -> KeysValues:
        """x (B, S, d) -> its keys and values, (B, h, S, d / h) each: worked out once, used at every step."""
        return self._split(self.key(x)), self._split(self.value(x))

    def forward(
        self,
        x: Tensor,
        seen: KeysValues,
        mask: Tensor | None = None,
        weights: list[Tensor] | None = None,
    ) -> Tensor:
        """x (B*K, k, d) asks, `seen` (B, h, S, d / h) answers -> (B*K, k, d).

        `mask` is True where a query may look, (B, 1, S) or (k, S), each query somewhere; None hides nothing.
        A (k, S) mask is for K = 1. A list given as `weights` gets the weights (B*K, h, k, S) appended, before
        dropout.
        """
        query, hidden = self._fold(self._split(self.query(x)), seen), _to_heads(mask)
        if weights is None and not (self.training and self.dropout.p):
            found = scaled_dot_product_attention(query, *seen, hidden)  # fused, but draws no quick masks
        else:
            shares = attention_weights(query, seen[0], hidden)
            found = self.dropout(shares) @ seen[1]
            if weights is not None:
                weights.append(self._unfold(shares, x))
        return self.out(self._unfold(found, x).transpose(1, 2).flatten(2))  # (B*K, k, d)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, S, d) -> (B, h, S, d / h)

    def _fold(self, query: Tensor, seen: KeysValues) -> Tensor:
        """(B*K, h, k, d / h) -> (B, h, K*k, d / h): all beams of a sentence ask side by side."""
        rows, owners = len(query), len(seen[0])
        if rows % owners:
            raise ValueError(f"{rows} rows of queries do not share {owners} rows of memory evenly")
        if rows == owners:
            return query
        return query.unflatten(0, (owners, -1)).transpose(1, 2).flatten(2, 3)

    def _unfold(self, folded: Tensor, x: Tensor) -> Tensor:
        """(B, h, K*k, ...) -> (B*K, h, k, ...)."""
        if len(folded) == len(x):
            return folded
        return folded.unflatten(2, (-1, x.size(1))).transpose(1, 2).flatten(0, 1)


def attention_weights(query: Tensor, key: Tensor, mask: Tensor | None = None) -> Tensor:
    """softmax(Q K^T / sqrt(d_k)): query (..., k, d_k), key (..., S, d_k) -> (..., k, S), rows that sum to 1.

    `mask` is True where a query may look; other weights are exactly 0.
    """
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.size(-1))
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return scores.softmax(-1)


def causal_mask(queries: int, keys: int, device: torch.device | str = "cpu") -> Tensor | None:
    """(queries, keys), True where a key is not later than its query, the queries being the last positions.

    None where that hides nothing: one query after all its keys.
    """
    if queries == 1:
        return None
    return torch.ones(queries, keys, dtype=torch.bool, device=device).tril(keys - queries)


def _to_heads(mask: Tensor | None) -> Tensor | None:
    return mask if mask is None or mask.dim() == 2 else mask[:, None]  # (B, 1, S) -> (B, 1, 1, S)
