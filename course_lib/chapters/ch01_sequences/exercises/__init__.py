"""Chapter 01, sequences: guesses; exercises, one to repair, one to build; a question, a quiz."""

from .guesses import cost, dearer, padding
from .ids import encode_line, text_of
from .questions import average, quiz
from .sorting import by_length, token_budget
