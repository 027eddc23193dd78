"""Sampling: from logits to one token drawn by chance, with the usual ways to cut off the unlikely."""

import torch
from torch import Tensor

from course_lib.data.ranges import real, whole


def probabilities_of(
    logits: Tensor, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> Tensor:
    """logits (B, V) -> probabilities (B, V) to sample from: softmax(logits / temperature), then the two cuts.

    top_k keeps the k likeliest tokens (Fan et al. 2018); top_p keeps the smallest set of likeliest tokens
    whose mass is at least p (the nucleus of Holtzman et al. 2020), measured after top_k. Ties go to the
    smaller id; what is left is scaled to sum to 1. Raises ValueError for a temperature outside of 1e-20 to
    1e20 (beyond, float32 has no room for the quotients), for a k below 1 and for a p outside of 1e-20 to 1.
    """
    temperature = real("temperature", temperature, 1e-20, 1e20)
    top_k = None if top_k is None else whole("top_k", top_k)
    top_p = None if top_p is None else real("top_p", top_p, 1e-20, 1)
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
