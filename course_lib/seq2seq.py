"""Seq2Seq: encoder and decoder behind the four verbs that everything else is written against."""

import torch
from torch import Tensor, nn

from .decoder import Decoder, State
from .encoder import Encoder, Memory


class Seq2Seq(nn.Module):
    """p(y | x) = prod_t p(y_t | y_<t, x) (Sutskever et al. 2014), behind encode, start, advance and project.

    One decoding step advances by k = 1 token, teacher forcing by all T at once: the same call.
    """

    def __init__(
        self,
        source_size: int,
        target_size: int,
        embedding: int = 64,
        hidden: int = 128,
        layers: int = 1,
        dropout: float = 0.0,
        seed: int = 0,
    ):
        """source_size and target_size are vocabulary sizes. Initial weights depend on `seed` alone."""
        super().__init__()
        with torch.random.fork_rng(devices=[]):  # leaves the process's own random numbers untouched
            torch.manual_seed(seed)
            self.encoder = Encoder(source_size, embedding, hidden, layers, dropout)
            self.decoder = Decoder(target_size, embedding, hidden, layers, dropout)
            self.output = nn.Linear(hidden, target_size)

    def encode(self, source: Tensor, lengths: Tensor) -> Memory:
        """source (B, S), lengths (B,) -> Memory of B rows."""
        return self.encoder(source, lengths)

    def start(self, memory: Memory) -> State:
        """The decoder's state before it has read any token."""
        return self.decoder.start(memory)

    def advance(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State]:
        """Read tokens (B, k) -> hidden (B, k, H), and the state after the last of them."""
        return self.decoder(tokens, state, memory)

    def project(self, hidden: Tensor) -> Tensor:
        """hidden (..., H) -> logits (..., target_size)."""
        return self.output(hidden)
