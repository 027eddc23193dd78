"""Models: everything behind the four verbs; `build` makes one by the name of its architecture."""

from typing import Any

from course_lib.data.ranges import choice

from .seq2seq import EncoderDecoder, Seq2Seq
from .transformer import Transformer
from .vit import VisionTransformer

__all__ = ["EncoderDecoder", "Seq2Seq", "Transformer", "VisionTransformer", "architecture_of", "build"]

ARCHITECTURES: dict[str, type[EncoderDecoder]] = {"recurrent": Seq2Seq, "transformer": Transformer}


def build(architecture: str = "recurrent", **config: Any) -> EncoderDecoder:
    """A new model. ValueError for an unknown architecture, and as its class raises it."""
    choice("architecture", architecture, ARCHITECTURES)
    return ARCHITECTURES[architecture](**config)


def architecture_of(model: EncoderDecoder) -> str:
    """The name of the model's architecture."""
    return next(name for name, made in ARCHITECTURES.items() if type(model) is made)
