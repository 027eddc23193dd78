"""Chapter 06, BLEU: guesses; exercises, one to build, one to repair; a question in words, a quiz."""

from .bootstrap import paired_bootstrap
from .clipping import clipped
from .corpus import corpus_bleu
from .guesses import ahead, by_characters, one_digit, seven_of_ten
from .questions import better, quiz
from .report import report
