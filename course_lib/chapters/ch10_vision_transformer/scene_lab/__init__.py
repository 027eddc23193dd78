"""The scene lab: place two things, read the caption, see where the model looks, paint something out."""

from .lab import SceneLab

__all__ = ["SceneLab"]
