"""Chapter 02, encoder: three core exercises, a stretch, a question in words, a quiz."""

from .ends import context
from .gates import gru_step
from .means import mean_context
from .states import rnn_states
from .words import bottleneck, quiz

__all__ = ["bottleneck", "context", "gru_step", "mean_context", "quiz", "rnn_states"]
