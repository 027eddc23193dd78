"""Sampling: from logits to one token drawn by chance, with the usual ways to cut off the unlikely."""

import torch
from torch import Tensor


def probabilities_of(
    logits: Tensor, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> Tensor:
    """logits (B, V) -> probabilities (B, V) to sample from: softmax(logits / temperature), then the two cuts.

    top_k keeps the k likeliest tokens (Fan et al. 2018); top_p keeps the smallest set of likeliest tokens
    whose mass is at least p (the nucleus of Holtzman et al. 2020), measured after top_k. Ties go to the
    smaller id; what is left is scaled to sum to 1. Raises ValueError for a temperature not above 0, for k
    below 1 and for p outside (0, 1].
    """
    if temperature <= 0 or (top_k is not None and top_k < 1) or (top_p is not None and not 0 < top_p <= 1):
        raise ValueError(
            "temperature must be above 0, top_k at least 1 and top_p above 0 and at most 1, "
            f"not {temperature}, {top_k} and {top_p}"
        )
    probabilities = (logits / temperature).softmax(-1)
    if top_k is None and top_p is None:
        return probabilities
    falling, ids = probabilities.sort(dim=-1, descending=True, stable=True)
    if top_k is not None:
        falling[:, top_k:] = 0
        falling = falling / falling.sum(-1, keepdim=True)
    if top_p is not None and top_p < 1:
        before = falling.cumsum(-1) - falling  # mass of the likelier tokens
        falling = falling.masked_fill(before >= top_p, 0)
        falling = falling / falling.sum(-1, keepdim=True)
    return torch.zeros_like(falling).scatter(-1, ids, falling)


def draw(probabilities: Tensor, noise: Tensor) -> Tensor:
    """probabilities (B, V) and one uniform number in [0, 1) a row, noise (B,) -> a token (B,) from each row.

    The token is where the cumulative mass passes the number (inverse transform sampling): the same number
    gives the same token, on any device and in any order of work. A token of probability 0 never comes.
    """
    cumulative = probabilities.cumsum(-1)
    total = cumulative[:, -1:]
    passed = cumulative <= noise[:, None].to(total.dtype) * total
    return (passed & (cumulative < total)).sum(-1)  # the second half: rounding must not pass the last token
