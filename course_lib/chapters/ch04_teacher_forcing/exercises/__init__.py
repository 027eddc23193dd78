"""Chapter 04, teacher forcing: three core exercises, a stretch, a question in words, a quiz."""

from .feeding import fed
from .passes import two_pass
from .schedules import ratio_at
from .tosses import coin_pattern
from .words import gpt, quiz

__all__ = ["coin_pattern", "fed", "gpt", "quiz", "ratio_at", "two_pass"]
