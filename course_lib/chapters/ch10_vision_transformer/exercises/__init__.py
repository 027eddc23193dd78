"""Chapter 10, the Vision Transformer: guesses, a page in two parts, a tool, a repair, a stretch, a question,
a quiz."""

from .guesses import brightest, mostly_wrong, never_seen, two_tasks, who_leads
from .page_pictures import Encoder, Patches
from .painted import painted_out
from .questions import quiz, what_it_knows
from .repair import to_squares
from .resized import resized_positions
