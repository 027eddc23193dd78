"""Chapter 07, attention: guesses, a page to build in four parts, a repair, a stretch, a question, a quiz."""

from .causal import causal_self_attention
from .guesses import one_context, pointed, shuffled
from .masking import masked_softmax
from .page_attention import Attention
from .page_decoder import Decoder
from .page_parts import Encoder, Seq2Seq
from .questions import all_we_need, quiz
from .repair import look_back
