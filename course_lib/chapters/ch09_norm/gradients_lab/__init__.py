"""The gradients lab: where the norm stands, what it does to gradients before training, and to training."""

from .lab import GradientsLab

__all__ = ["GradientsLab"]
