"""Lengths: how long an output may get, as the pairs of a training show it."""

from typing import NamedTuple

from torch import Tensor

from course_lib.data.batching import IdPair
from course_lib.models.seq2seq import length_limit

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
