"""Encoder: a recurrent network reads the source; what it leaves behind is the Memory."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from course_lib.data.ranges import choice
from course_lib.data.vocab import PAD

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}  # Elman 1990 (tanh); Cho et al. 2014; Hochreiter 1997


class Memory(NamedTuple):
    """What a decoder may look at. Read only: one source, one row, however many hypotheses share it."""

    outputs: Tensor  # (B, S, M) hidden state h_t of every source position, in source order, zero where padded
    mask: Tensor  # (B, S) True where a real token stands
    final: tuple[Tensor, ...]  # the context: one (B, layers, H) for "rnn" and "gru", (h, c) for "lstm"
    cache: tuple[Any, ...] = ()  # what a decoder works out of the outputs once a sentence, batch first


def select(tensors: Any, rows: Tensor) -> Any:
    """The given rows (N,) of a tensor, of a Memory, of a State: of anything whose tensors are batch first."""
    if isinstance(tensors, Tensor):
        return tensors.index_select(0, rows.to(tensors.device))  # quicker than tensors[rows]
    picked = [select(t, rows) for t in tensors]
    return type(tensors)(*picked) if hasattr(tensors, "_fields") else tuple(picked)


def mask_of(source: Tensor, lengths: Tensor) -> Tensor:
    """source (B, S, ...), lengths (B,) -> (B, S), True where a real token stands."""
    return torch.arange(source.size(1), device=source.device) < lengths.to(source.device)[:, None]


def recurrent(
    cell: str, inputs: int, hidden: int, layers: int, dropout: float, bidirectional: bool = False
) -> nn.RNNBase:
    """A recurrent network, batch first, with dropout between its layers. ValueError for an unknown cell."""
    choice("cell", cell, CELLS)
    between = dropout if layers > 1 else 0.0
    return CELLS[cell](inputs, hidden, layers, batch_first=True, dropout=between, bidirectional=bidirectional)


def batch_first(state: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """PyTorch's recurrent state, (layers, B, H) or an LSTM's pair of them -> a tuple of (B, layers, H)."""
    parts = state if isinstance(state, tuple) else (state,)
    return tuple(part.transpose(0, 1) for part in parts)


def layers_first(state: Sequence[Tensor]) -> Tensor | tuple[Tensor, ...]:
    """The way back: one or two (B, layers, H) -> what PyTorch's recurrent networks take."""
    parts = tuple(part.transpose(0, 1).contiguous() for part in state)
    return parts[0] if len(parts) == 1 else parts


class Encoder(nn.Module):
    """h_t = f(x_t, h_{t-1}), h_0 = 0, context = the state after the last token (Cho et al. 2014).

    The source is packed: the network stops at each row's own last token, so padding can't reach the context.
    """

    def __init__(
        self,
        vocab_size: int,
        embedding: int = 64,
        hidden: int = 128,
        layers: int = 1,
        dropout: float = 0.0,
        cell: str = "gru",
        bidirectional: bool = False,
        reverse: bool = False,
    ):
        """`reverse` reads each source back to front, so that its first words stand close to those of the
        target (Sutskever et al. 2014, section 3.3); the outputs still come in source order.

        `bidirectional` gives each direction `hidden` units, and the outputs M = 2 * hidden. A learned bridge,
        tanh(W [forward; backward] + b), one for all layers, brings the context to `hidden` (after Bahdanau et
        al. 2015, A.2.2, who bridge the backward state alone). Raises ValueError for an unknown cell.
        """
        super().__init__()
        self.reverse = reverse
        self.embedding = nn.Embedding(vocab_size, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(dropout)
        self.rnn = recurrent(cell, embedding, hidden, layers, dropout, bidirectional)
        self.output_size = 2 * hidden if bidirectional else hidden  # M
        parts = (2 if cell == "lstm" else 1) if bidirectional else 0
        self.bridges = nn.ModuleList(nn.Linear(2 * hidden, hidden) for _ in range(parts))

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        """source (B, S) and lengths (B,), each at least 1 -> Memory."""
        mask = mask_of(source, lengths)
        ends = lengths.to(source.device)[:, None]  # (B, 1)
        positions = torch.arange(source.size(1), device=source.device)  # (S,)
        # Where each position is read from; the padding stays behind. Applied twice, it undoes itself.
        order = torch.where(mask, ends - 1 - positions, positions)  # (B, S)
        if self.reverse:
            source = source.gather(1, order)
        embedded = self.dropout(self.embedding(source))  # (B, S, E)
        packed = pack_padded_sequence(embedded, lengths.cpu(), batch_first=True, enforce_sorted=False)
        outputs, state = self.rnn(packed)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=source.size(1))  # (B, S, M)
        if self.reverse:
            outputs = outputs.gather(1, order[:, :, None].expand_as(outputs))
        final = batch_first(state)
        if self.bridges:
            # (B, layers * 2, H), the two directions of a layer side by side -> (B, layers, 2 * H)
            pairs = [part.reshape(len(source), self.rnn.num_layers, -1) for part in final]
            final = tuple(bridge(pair).tanh() for bridge, pair in zip(self.bridges, pairs, strict=True))
        return Memory(outputs, mask, final)
