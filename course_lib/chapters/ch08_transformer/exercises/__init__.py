"""Chapter 08, the Transformer: guesses, a page in five parts, a repair, a stretch, a question, a quiz."""

from .cached import cached_step
from .guesses import longer, who_copies, without_places
from .page_heads import MultiHeadAttention
from .page_layers import DecoderLayer, EncoderLayer
from .page_parts import Embedding, Seq2Seq
from .questions import quiz, what_is_left
from .repair import look_left
