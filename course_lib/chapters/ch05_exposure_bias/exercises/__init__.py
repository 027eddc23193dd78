"""Chapter 05, exposure bias: guesses, three core exercises, a stretch, a question in words, a quiz."""

from .alignment import aligned
from .first import first_error
from .gap import own_minus_gold
from .guesses import after_error, after_gold, gap_left, what_it_said
from .questions import first_wrong, quiz
from .repair import errors_a_row
