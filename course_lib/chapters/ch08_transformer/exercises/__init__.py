"""Chapter 08, the Transformer: three core exercises, a stretch, a question in words, a quiz."""

from .attention import cached_step, split_heads
from .questions import quiz, what_is_left
from .smoothing import smoothed_loss
from .waves import waves
