"""Decoder: a recurrent network that writes the target, one token after the other."""

import torch
from torch import Tensor, nn

from course_lib.data.ranges import choice
from course_lib.data.vocab import PAD

from .attention import Attention
from .encoder import Memory, batch_first, layers_first, recurrent

CONTEXTS = ("initial", "every step")

State = tuple[Tensor, ...]  # tensors with the batch first, so that picking rows is one index


class Decoder(nn.Module):
    """s_t = f(y_{t-1}, s_{t-1}); s_0 is the encoder's context (Sutskever et al. 2014).

    Tokens and state may have K rows for each row of the memory: hypotheses of one sentence, side by side.
    """

    def __init__(
        self,
        vocab_size: int,
        embedding: int = 64,
        hidden: int = 128,
        layers: int = 1,
        dropout: float = 0.0,
        cell: str = "gru",
        context: str = "initial",
        attention: str | None = None,
        memory_size: int | None = None,
        input_feeding: bool = False,
    ):
        """`context`: "initial" hands the context over as s_0 and no more; "every step" also appends its top
        layer to each input (Cho et al. 2014, whose output layer sees it as well; here that sees s_t alone).

        `attention`: a score of `Attention`, or None. It comes after the network, as in Luong et al. 2015: the
        hidden vector is tanh(W [context; s_t]) (equation 5), so that all tokens of a call attend together.
        `input_feeding` appends that vector to the next input (their section 3.3), and so takes token by
        token. `memory_size` is M of the encoder's outputs, by default `hidden`. Raises ValueError for an
        unknown value, and for values that do not fit together.
        """
        super().__init__()
        choice("context", context, CONTEXTS)
        if input_feeding and attention is None:
            raise ValueError("input_feeding feeds back what attention made: choose an attention")
        memory_size = memory_size or hidden
        self.context, self.input_feeding = context, input_feeding
        self.embedding = nn.Embedding(vocab_size, embedding, padding_idx=PAD)
        self.dropout = nn.Dropout(dropout)
        width = embedding + hidden * (context == "every step") + hidden * input_feeding
        self.rnn = recurrent(cell, width, hidden, layers, dropout)
        self.attention = Attention(attention, hidden, memory_size) if attention is not None else None
        if attention is not None:
            self.combine = nn.Linear(memory_size + hidden, hidden, bias=False)

    def prepare(self, memory: Memory) -> Memory:
        """The memory with the attention's keys, worked out once a sentence and not once a step."""
        if self.attention is None or self.attention.score == "dot":  # the keys of "dot" are the outputs
            return memory
        return memory._replace(cache=(self.attention.keys(memory.outputs),))

    def start(self, memory: Memory) -> State:
        """The state before the first token: the context, and for input feeding a (B, H) of zeros after it."""
        if not self.input_feeding:
            return memory.final
        return (*memory.final, torch.zeros_like(memory.final[0][:, 0]))

    def forward(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State]:
        """Read k given tokens (B*K, k) -> hidden (B*K, k, H) after each, and the state after the last."""
        hidden, state, _ = self.read(tokens, state, memory)
        return hidden, state

    def read(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State, Tensor | None]:
        """As `forward`, with the attention's weights (B*K, k, S), or None without attention."""
        inputs = self.dropout(self.embedding(tokens))  # (B*K, k, E)
        if self.context == "every step":
            inputs = self._append_context(inputs, memory)  # (B*K, k, E + H)
        if self.input_feeding:
            return self._read_one_by_one(inputs, state, memory)
        hidden, last = self.rnn(inputs, layers_first(state))
        if self.attention is None:
            return self.dropout(hidden), batch_first(last), None
        hidden, weights = self._attend(hidden, memory)
        return hidden, batch_first(last), weights

    def _append_context(self, inputs: Tensor, memory: Memory) -> Tensor:
        folded = inputs.reshape(len(memory.mask), -1, inputs.size(-1))  # (B, K*k, E)
        context = memory.final[0][:, -1:].expand(-1, folded.size(1), -1)  # (B, K*k, H): a view
        return torch.cat([folded, context], -1).view(*inputs.shape[:2], -1)

    def _attend(self, hidden: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        assert self.attention is not None  # whoever calls has looked, or feeds back what attention makes
        keys = memory.cache[0] if memory.cache else None
        context, weights = self.attention(hidden, memory.outputs, memory.mask, keys)
        return self.dropout(self.combine(torch.cat([context, hidden], -1)).tanh()), weights

    def _read_one_by_one(self, inputs: Tensor, state: State, memory: Memory) -> tuple[Tensor, State, Tensor]:
        fed = state[-1][:, None]  # (B*K, 1, H) the attentional vector of the token before
        inner = layers_first(state[:-1])
        steps = []
        for one in inputs.split(1, dim=1):  # (B*K, 1, E)
            hidden, inner = self.rnn(torch.cat([one, fed], -1), inner)
            fed, weights = self._attend(hidden, memory)
            steps.append((fed, weights))
        hidden, weights = (torch.cat(parts, 1) for parts in zip(*steps, strict=True))
        return hidden, (*batch_first(inner), fed[:, 0]), weights
