"""Models: the architectures by name, so that a model folder can say which one it holds."""

from typing import Any

from course_lib.data.ranges import choice

from .seq2seq import EncoderDecoder, Seq2Seq
from .transformer import Transformer

ARCHITECTURES: dict[str, type[EncoderDecoder]] = {"recurrent": Seq2Seq, "transformer": Transformer}


def build(architecture: str = "recurrent", **config: Any) -> EncoderDecoder:
    """A new model. ValueError for an unknown architecture, and as its class raises it."""
    choice("architecture", architecture, ARCHITECTURES)
    return ARCHITECTURES[architecture](**config)


def architecture_of(model: EncoderDecoder) -> str:
    """The name of the model's architecture."""
    return next(name for name, made in ARCHITECTURES.items() if type(model) is made)
