"""Encoder: a recurrent network reads the source; what it leaves behind is the Memory."""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from .vocab import PAD


class Memory(NamedTuple):
    """What a decoder may look at. Read only: one source, one row, however many hypotheses share it."""

    outputs: Tensor  # (B, S, H) hidden state h_t of every source position, zero where padded
    mask: Tensor  # (B, S) True where a real token stands
    final: Tensor  # (B, layers, H) hidden state after the last real token: the context vector


def select(tensors: Any, rows: Tensor) -> Any:
    """The given rows of a tensor, of a Memory, of a State: of anything whose tensors are batch first."""
    if isinstance(tensors, Tensor):
        return tensors[rows.to(tensors.device)]
    picked = [select(t, rows) for t in tensors]
    return type(tensors)(*picked) if hasattr(tensors, "_fields") else tuple(picked)


class Encoder(nn.Module):
    """h_t = f(x_t, h_{t-1}) with a GRU (Cho et al. 2014, in PyTorch's variant), h_0 = 0, context = h_S.

    The source is packed: the network stops at each row's own last token, so padding can't reach the context.
    """

    def __init__(
        self, vocab_size: int, embedding: int = 64, hidden: int = 128, layers: int = 1, dropout: float = 0.0
    ):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(dropout)
        self.rnn = nn.GRU(embedding, hidden, layers, batch_first=True, dropout=dropout if layers > 1 else 0.0)

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        """source (B, S) and lengths (B,), each at least 1 -> Memory."""
        embedded = self.dropout(self.embedding(source))  # (B, S, E)
        packed = pack_padded_sequence(embedded, lengths.cpu(), batch_first=True, enforce_sorted=False)
        outputs, final = self.rnn(packed)  # final (layers, B, H)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=source.size(1))
        positions = torch.arange(source.size(1), device=source.device)
        mask = positions < lengths.to(source.device)[:, None]
        return Memory(outputs, mask, final.transpose(0, 1))
