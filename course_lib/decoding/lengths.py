"""Lengths: how long an output may get, as the pairs of a training show it."""

from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.data.batching import IdPair
from course_lib.data.ranges import whole

SPARE = 10  # tokens more than training has shown: an unseen sentence may need them


class Lengths(NamedTuple):
    """How long the targets of a training were, in tokens, EOS among them."""

    longest: int  # target
    ratio: float  # the largest of a target's length to its source's

    @classmethod
    def of(cls, pairs: list[IdPair]) -> "Lengths":
        """The lengths of some pairs, at least one."""
        sizes = [(len(source) + 1, len(target) + 1) for source, target in pairs]
        return cls(max(t for _, t in sizes), max(t / s for s, t in sizes))

    def limits(self, lengths: Tensor) -> Tensor:
        """Source lengths (B,) -> tokens (B,) after which decoding gives up, for `max_length`.

        No pair of the training is longer, by `SPARE` tokens; and never below `length_limit`'s own.
        """
        shown = (lengths.double() * self.ratio).ceil().long().clamp(max=self.longest)
        return length_limit(lengths).maximum(shown + SPARE)


def length_limit(lengths: Tensor, max_length: int | Tensor | None = None) -> Tensor:
    """Where decoding gives up if no EOS comes, for each of the source lengths (B,) -> tokens (B,).

    By default twice the length and ten more: a row's own, so that its neighbours don't matter. `max_length`
    is one limit for all, or (B,) one a row. Raises ValueError for a max_length below 1, and where there is
    nothing to decode.
    """
    if not len(lengths):
        raise ValueError("there is nothing to decode: no rows")
    if max_length is None:
        return 2 * lengths + 10
    if not isinstance(max_length, Tensor) or not max_length.dim():
        return torch.full_like(lengths, whole("max_length", max_length))
    if max_length.shape != lengths.shape or max_length.dtype not in (torch.int64, torch.int32):
        raise ValueError(f"max_length must be one whole number, or one for each of the {len(lengths)} rows")
    if (max_length < 1).any():
        raise ValueError(f"max_length must be at least 1, not {int(max_length.min())}")
    return max_length.to(lengths)
