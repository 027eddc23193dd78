"""Chapter 05, exposure bias: three core exercises, a stretch, a question in words, a quiz."""

from .alignment import aligned
from .distance import by_distance
from .first import first_error
from .questions import first_wrong, quiz
from .risk import excess_error
