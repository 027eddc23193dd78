"""Chapter 10, the Vision Transformer: three core exercises, a stretch, a question in words, a quiz."""

from .convolution import as_convolution
from .cut import cut_patches
from .resized import resized_positions
from .sequence import first_sequence
from .words import quiz, who_won

__all__ = ["as_convolution", "cut_patches", "first_sequence", "quiz", "resized_positions", "who_won"]
