"""Transformer: the encoder and the decoder of Vaswani et al. 2017, behind the same four verbs."""

import math
from collections.abc import Iterable
from typing import cast

import torch
from torch import Tensor, nn

from course_lib.data.ranges import whole
from course_lib.data.vocab import PAD

from .decoder import State
from .dropout import Dropout
from .encoder import Memory, mask_of
from .positions import Positions
from .seq2seq import EncoderDecoder, checked, evaluating, seeded
from .transformer_layers import DecoderLayer, EncoderLayer, LayerSettings, final_norm


class TokenEmbedding(nn.Module):
    """sqrt(d) * E[token] + position, with dropout (sections 3.4 and 3.5)."""

    def __init__(self, vocab_size: int, width: int, dropout: float, positions: str):
        super().__init__()
        self.table = nn.Embedding(vocab_size, width, padding_idx=PAD)
        self.scale = math.sqrt(width)
        self.positions = Positions(positions, width)
        self.dropout = Dropout(dropout)

    def forward(self, tokens: Tensor, start: int = 0) -> Tensor:
        """tokens (B, k), the first at place `start` -> (B, k, d)."""
        return self.dropout(self.positions(self.table(tokens) * self.scale, start))


class EncoderStack(nn.Module):
    """Encoder layers on any sequence of vectors: embedded words here, patches of a picture in `vit`."""

    def __init__(self, layers: int, settings: LayerSettings):
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(settings) for _ in range(layers))
        self.final = final_norm(settings)

    def forward(self, x: Tensor, mask: Tensor | None = None, weights: list[Tensor] | None = None) -> Tensor:
        """x (B, S, d), mask (B, S) of real places -> (B, S, d). A list given as `weights` gets the attention
        weights (B, h, S, S) of each layer appended."""
        for layer in self.layers:
            x = layer(x, mask, weights)
        return x if self.final is None else self.final(x, mask)


class TransformerEncoder(nn.Module):
    """Tokens to Memory: each output has looked at the whole source."""

    def __init__(self, vocab_size: int, layers: int, positions: str, settings: LayerSettings):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, settings.width, settings.dropout, positions)
        self.stack = EncoderStack(layers, settings)

    def forward(self, source: Tensor, lengths: Tensor, weights: list[Tensor] | None = None) -> Memory:
        """source (B, S), lengths (B,) -> Memory without a context: `final` is empty."""
        mask = mask_of(source, lengths)
        outputs = self.stack(self.embedding(source), mask, weights)  # (B, S, d)
        return Memory(outputs.masked_fill(~mask[:, :, None], 0.0), mask, ())


class TransformerDecoder(nn.Module):
    """What was said so far and the Memory, to the vector that says the next token.

    The State is the keys and values of what was said, (B*K, h, t, d / h) twice a layer: no prefix is ever
    computed anew. Tokens and state may have K rows for each row of the memory.
    """

    def __init__(self, vocab_size: int, layers: int, positions: str, settings: LayerSettings):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, settings.width, settings.dropout, positions)
        self.layers = nn.ModuleList(DecoderLayer(settings) for _ in range(layers))
        self.final = final_norm(settings)

    def prepare(self, memory: Memory) -> Memory:
        """The memory with each layer's keys and values of the source, worked out once a sentence."""
        layers = cast(Iterable[DecoderLayer], self.layers)
        return memory._replace(cache=tuple(layer.cross.keys_values(memory.outputs) for layer in layers))

    def start(self, memory: Memory) -> State:
        """Keys and values of no token yet: (B, h, 0, d / h), twice a layer."""
        return tuple(part[:, :, :0] for pair in memory.cache for part in pair)

    def forward(
        self,
        tokens: Tensor,
        state: State,
        memory: Memory,
        weights: list[Tensor] | None = None,
        causal: bool = True,
    ) -> tuple[Tensor, State]:
        """Read k given tokens (B*K, k) -> hidden (B*K, k, d) after each, and the state with them added.

        `weights` and `causal` are those of `DecoderLayer`: two tensors of weights for each layer.
        """
        mask = tokens != PAD  # (B*K, k)
        x = self.embedding(tokens, start=state[0].size(2))
        kept: list[Tensor] = []
        pasts = zip(state[::2], state[1::2], strict=True)  # keys and values of a layer
        for layer, past, source in zip(self.layers, pasts, memory.cache, strict=True):
            x, now = layer(x, past, source, memory.mask, mask, weights, causal)
            kept += now
        return (x if self.final is None else self.final(x, mask)), tuple(kept)

    def read(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State, Tensor]:
        """As `forward`, with the last layer's weights on the source, the mean of its heads (B*K, k, S)."""
        weights: list[Tensor] = []
        hidden, state = self(tokens, state, memory, weights)
        return hidden, state, weights[-1].mean(1)


class Transformer(EncoderDecoder):
    """ "Seq2Seq minus RNN": only attention carries anything from one place to another (Vaswani et al. 2017).

    Training reads all places at once; decoding still says one token after the other.
    """

    def __init__(
        self,
        source_size: int,
        target_size: int,
        hidden: int = 128,
        layers: int = 2,
        dropout: float = 0.0,
        seed: int = 0,
        *,
        heads: int = 4,
        d_ff: int | None = None,
        placement: str = "pre",
        norm: str = "layer",
        positions: str = "sinusoidal",
    ):
        """`hidden` is d, the width everywhere; `d_ff` that inside feed-forward, by default 4 d. `layers` on
        each side. placement is "pre" or "post" (the paper's), norm one of `normalization.NORMS`, positions
        "sinusoidal", "learned" or "none". Matrices begin as Xavier draws (Glorot and Bengio 2010). Initial
        weights depend on the arguments alone. Raises ValueError for a value out of its range.
        """
        super().__init__()
        d_ff = 4 * whole("hidden", hidden) if d_ff is None else d_ff
        self._config = checked(locals())
        settings = LayerSettings(hidden, heads, d_ff, dropout, placement, norm)
        with seeded(seed):
            self.encoder = TransformerEncoder(source_size, layers, positions, settings)
            self.decoder = TransformerDecoder(target_size, layers, positions, settings)
            self.output = nn.Linear(hidden, target_size)
            init_weights(self)

    @torch.no_grad()
    def attention_weights(
        self, source: Tensor, lengths: Tensor, inputs: Tensor, causal: bool = True
    ) -> dict[str, list[Tensor]]:
        """All attention weights, a tensor a layer: source (B, S), lengths (B,), inputs (B, T), BOS first ->

        "encoder" (B, h, S, S), "decoder" (B, h, T, T), "source" (B, h, T, S). [b, h, i, j] is how much place
        i takes from place j. Dropout is off. With `causal` False the decoder's places see later ones too.
        """
        encoder: list[Tensor] = []
        decoder: list[Tensor] = []
        with evaluating(self):
            memory = self.decoder.prepare(self.encoder(source, lengths, encoder))
            self.decoder(inputs, self.start(memory), memory, decoder, causal)
        return {"encoder": encoder, "decoder": decoder[::2], "source": decoder[1::2]}


def init_weights(model: nn.Module) -> None:
    """First weights: Xavier for matrices, 0 for biases, N(0, 1 / d) for embeddings, scaled in use."""
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=module.embedding_dim**-0.5)
            with torch.no_grad():
                module.weight[PAD] = 0
