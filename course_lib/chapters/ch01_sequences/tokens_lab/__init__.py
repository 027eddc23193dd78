"""The tokens lab: type sentences, and see them become tokens, ids, and one padded batch."""

from .lab import TokensLab

__all__ = ["TokensLab"]
