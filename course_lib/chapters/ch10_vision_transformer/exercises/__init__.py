"""Chapter 10, the Vision Transformer: three core exercises, a stretch, a question in words, a quiz."""

from .questions import quiz, who_won
from .resized import resized_positions
from .tokens import as_convolution, cut_patches, first_sequence
