"""Chapter 09, where the norm goes: three core exercises, a stretch, a question in words, guesses, a quiz."""

from .batch import batch_norm, power_norm
from .guesses import from_frequencies, last_gradient, left_behind, moves, what_became, which_learns
from .layer import layer_twice, pre_ln_stack
from .questions import after_each_layer, quiz
