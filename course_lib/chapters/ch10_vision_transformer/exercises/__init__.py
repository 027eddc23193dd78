"""Chapter 10, the Vision Transformer: guesses, a page in two parts, a tool, a repair, a stretch, a question,
a quiz."""

from .page_pictures import Encoder, Patches
from .painted import painted_out
from .questions import quiz, who_won
from .repair import to_squares
from .resized import resized_positions
