"""SpeechReader: Seq2Seq whose source is not tokens but vectors, several frames of sound each."""

import torch
from torch import Tensor, nn

from .decoder import Decoder
from .encoder import Encoder
from .seq2seq import EncoderDecoder, checked, seeded


def stacked(frames: Tensor, count: int) -> Tensor:
    """(T, F) -> (ceil(T / count), count * F): `count` frames side by side, zeros after the last."""
    missing = -len(frames) % count
    return torch.cat([frames, frames.new_zeros(missing, frames.size(1))]).reshape(-1, count * frames.size(1))


class FrameEncoder(Encoder):
    """Encoder with a matrix where it had a table of tokens: the vectors x_i in R^F are given."""

    def __init__(self, features: int, embedding: int, hidden: int):
        super().__init__(1, embedding, hidden, bidirectional=True)
        self.embedding = nn.Linear(features, embedding)  # type: ignore[assignment]


class SpeechReader(EncoderDecoder):
    """A bidirectional GRU over frames (B, S, F), additive attention, a GRU that writes tokens."""

    def __init__(self, features: int, target_size: int, embedding: int = 64, hidden: int = 96, seed: int = 0):
        """`features` is F. Initial weights depend on the arguments alone. ValueError for no size."""
        super().__init__()
        self._config = checked(locals() | {"dropout": 0.0})
        del self._config["dropout"]
        with seeded(seed):
            self.encoder = FrameEncoder(features, embedding, hidden)
            self.decoder = Decoder(
                target_size, embedding, hidden, attention="additive", memory_size=self.encoder.output_size
            )
            self.output = nn.Linear(hidden, target_size)
