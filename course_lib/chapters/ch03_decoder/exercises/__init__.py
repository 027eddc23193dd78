"""Chapter 03, decoder: three core exercises, a stretch, a question in words, a quiz."""

from .greedy import count_on, greedy_batch, spell
from .loss import masked_loss
from .questions import quiz, three_inputs
from .sampling import sample_token
from .shift import inputs_and_gold
