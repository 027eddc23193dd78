"""Chapter 07, attention: three core exercises, a stretch, a question in words, a quiz."""

from .additive import additive_scores
from .causal import causal_self_attention
from .dot import attend
from .masking import masked_softmax
from .questions import all_we_need, quiz
