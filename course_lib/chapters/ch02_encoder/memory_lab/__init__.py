"""The memory lab: type letters, watch the hidden state fill, and see which can still be read."""

from .lab import MemoryLab

__all__ = ["MemoryLab"]
