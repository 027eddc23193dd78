"""The lesson lab: one sentence in training, under the coins that decide what the decoder reads."""

from .lab import LessonLab

__all__ = ["LessonLab"]
