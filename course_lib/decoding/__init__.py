"""Decoding: from a model to token ids: the likeliest token, a drawn one, or a beam of hypotheses."""

from .beam import beam_search
from .decode import decode_pairs, greedy, sample, trace, translate

__all__ = ["beam_search", "decode_pairs", "greedy", "sample", "trace", "translate"]
