"""The translator lab: type a number, watch its digits appear, then break it."""

from .lab import TranslatorLab

__all__ = ["TranslatorLab"]
