"""Chapter 05, exposure bias: three core exercises, a stretch, a question in words, a quiz."""

from .alignment import aligned
from .distance import by_distance
from .first import first_error
from .risk import excess_error
from .words import first_wrong, quiz

__all__ = ["aligned", "by_distance", "excess_error", "first_error", "first_wrong", "quiz"]
