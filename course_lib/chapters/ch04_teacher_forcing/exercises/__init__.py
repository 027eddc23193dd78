"""Chapter 04, teacher forcing: guesses, something to build and to repair, a stretch, a question, a quiz."""

from .feeding import fed
from .guesses import falling, planted, who_leads
from .mixing import mixed_loss
from .passes import two_pass
from .questions import gpt, quiz
from .scoring import tokens_right
