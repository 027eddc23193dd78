"""Chapter 02, encoder: three core exercises, a stretch, a question in words, a quiz."""

from .contexts import context, mean_context
from .gates import gru_step
from .questions import bottleneck, quiz
from .states import rnn_states
