"""Chapter 11, applications: guesses, frames in stacks, padding that must not count, a repair, a stretch, a
question, a quiz."""

from .guesses import eight_digits, noise, synthesiser
from .padding import centred
from .questions import few_errors, quiz
from .repair import held_out
from .stacks import stack_frames
from .warping import warped_distance
