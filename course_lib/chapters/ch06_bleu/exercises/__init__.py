"""Chapter 06, BLEU: three core exercises, a stretch, a question in words, a quiz."""

from .bootstrap import paired_bootstrap
from .brevity import brevity
from .clipping import clipped
from .corpus import corpus_bleu
from .questions import better, quiz
