"""Decoder: a recurrent network that writes the target, one token after the other."""

from torch import Tensor, nn

from .encoder import Memory
from .vocab import PAD

State = tuple[Tensor, ...]  # tensors with the batch first, so that picking rows is one index


class Decoder(nn.Module):
    """s_t = f(y_{t-1}, s_{t-1}) with a GRU; s_0 is the encoder's context (Sutskever et al. 2014)."""

    def __init__(
        self, vocab_size: int, embedding: int = 64, hidden: int = 128, layers: int = 1, dropout: float = 0.0
    ):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(dropout)
        self.rnn = nn.GRU(embedding, hidden, layers, batch_first=True, dropout=dropout if layers > 1 else 0.0)

    def start(self, memory: Memory) -> State:
        """The state before the first token: ((B, layers, H),)."""
        return (memory.final,)

    def forward(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State]:
        """Read k given tokens (B, k) -> hidden (B, k, H) after each of them, and the state after the last."""
        embedded = self.dropout(self.embedding(tokens))  # (B, k, E)
        hidden, last = self.rnn(embedded, state[0].transpose(0, 1).contiguous())
        return self.dropout(hidden), (last.transpose(0, 1),)
