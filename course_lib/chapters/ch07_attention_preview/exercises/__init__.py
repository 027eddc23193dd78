"""Chapter 07, attention: three core exercises, a stretch, a question in words, a quiz."""

from .additive import additive_scores
from .causal import causal_self_attention
from .dot import attend
from .masking import masked_softmax
from .words import all_we_need, quiz

__all__ = ["additive_scores", "all_we_need", "attend", "causal_self_attention", "masked_softmax", "quiz"]
