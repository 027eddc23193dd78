"""Chapter 04, teacher forcing: three core exercises, a stretch, a question in words, a quiz."""

from .feeding import fed
from .passes import two_pass
from .questions import gpt, quiz
from .schedules import ratio_at
from .tosses import coin_pattern
