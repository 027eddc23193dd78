"""Models: everything behind the four verbs; `build` makes one by the name of its architecture."""

from .registry import architecture_of, build
from .seq2seq import EncoderDecoder, Seq2Seq
from .transformer import Transformer
from .vit import VisionTransformer

__all__ = ["EncoderDecoder", "Seq2Seq", "Transformer", "VisionTransformer", "architecture_of", "build"]
