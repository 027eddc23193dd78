"""Chapter 02, encoder: three core exercises, a stretch, a question in words, a quiz."""

from .ends import context
from .gates import gru_step
from .means import mean_context
from .questions import bottleneck, quiz
from .states import rnn_states
