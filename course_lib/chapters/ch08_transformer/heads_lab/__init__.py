"""The heads lab: where each head of a Transformer looks, and what the two masks are for."""

from .lab import HeadsLab

__all__ = ["HeadsLab"]
