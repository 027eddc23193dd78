"""The alignment lab: where attention looks for each token, whether that matters, and what length does."""

from .lab import AlignmentLab

__all__ = ["AlignmentLab"]
