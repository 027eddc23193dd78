"""Chapter 08, the Transformer: three core exercises, a stretch, a question in words, a quiz."""

from .cached import cached_step
from .heads import split_heads
from .smoothing import smoothed_loss
from .waves import waves
from .words import quiz, what_is_left

__all__ = ["cached_step", "quiz", "smoothed_loss", "split_heads", "waves", "what_is_left"]
