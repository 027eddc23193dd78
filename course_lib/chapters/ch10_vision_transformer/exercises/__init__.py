"""Chapter 10, the Vision Transformer: three core exercises, a stretch, a question in words, a quiz."""

from .convolution import as_convolution
from .cut import cut_patches
from .questions import quiz, who_won
from .resized import resized_positions
from .sequence import first_sequence
