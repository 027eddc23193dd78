"""The ratio lab: what a teacher-forcing ratio teaches, and a race between ratios."""

from .lab import RatioLab

__all__ = ["RatioLab"]
