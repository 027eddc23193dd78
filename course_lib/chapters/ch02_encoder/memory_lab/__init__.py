"""The lab of this chapter."""

from .lab import MemoryLab

__all__ = ["MemoryLab"]
