"""Chapter 02, encoder: guesses; exercises, one to repair, one to build; a question in words, a quiz."""

from .contexts import backward_context, max_context
from .gates import lstm_step
from .guesses import alone, cells, kept, learned_by
from .questions import bottleneck, quiz
from .states import rnn_states
