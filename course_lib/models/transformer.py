"""Transformer: the encoder and the decoder of Vaswani et al. 2017, behind the same four verbs."""

import math

import torch
from torch import Tensor, nn

from course_lib.data.vocab import PAD

from .decoder import State
from .dropout import Dropout
from .encoder import Memory
from .normalization import norm
from .positions import Positions
from .seq2seq import EncoderDecoder, check_sizes, evaluating
from .transformer_layers import DecoderLayer, EncoderLayer


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

    def __init__(self, width: int, layers: int, heads: int, inner: int, dropout: float = 0.0, **kinds: str):
        """`kinds`: placement, norm and activation of `transformer_layers`."""
        super().__init__()
        self.layers = nn.ModuleList(
            EncoderLayer(width, heads, inner, dropout, **kinds) for _ in range(layers)
        )
        self.final = final_norm(width, **kinds)

    def forward(self, x: Tensor, mask: Tensor | None = None, look: list[Tensor] | None = None) -> Tensor:
        """x (B, S, d), mask (B, S) of real places -> (B, S, d); weights (B, h, S, S) a layer go to `look`."""
        for layer in self.layers:
            x = layer(x, mask, look)
        return x if self.final is None else self.final(x, mask)


def final_norm(width: int, placement: str = "pre", kind: str = "layer", **_: str) -> nn.Module | None:
    """The norm that ends a Pre-LN stack, whose residual sum nothing has normalized; None for Post-LN."""
    return norm(kind, width) if placement == "pre" else None


class TransformerEncoder(nn.Module):
    """Tokens to Memory: each output has looked at the whole source."""

    def __init__(
        self,
        vocab_size: int,
        width: int,
        layers: int,
        heads: int,
        inner: int,
        dropout: float,
        positions: str,
        **kinds: str,
    ):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, width, dropout, positions)
        self.stack = EncoderStack(width, layers, heads, inner, dropout, **kinds)

    def forward(self, source: Tensor, lengths: Tensor, look: list[Tensor] | None = None) -> Memory:
        """source (B, S), lengths (B,) -> Memory without a context: `final` is empty."""
        places = torch.arange(source.size(1), device=source.device)  # (S,)
        mask = places < lengths.to(source.device)[:, None]  # (B, S)
        outputs = self.stack(self.embedding(source), mask, look)  # (B, S, d)
        return Memory(outputs.masked_fill(~mask[:, :, None], 0.0), mask, ())


class TransformerDecoder(nn.Module):
    """What was said so far and the Memory, to the vector that says the next token.

    The State is the keys and values of what was said, (B*K, h, t, d / h) twice a layer: no prefix is ever
    computed anew. Tokens and state may have K rows for each row of the memory.
    """

    def __init__(
        self,
        vocab_size: int,
        width: int,
        layers: int,
        heads: int,
        inner: int,
        dropout: float,
        positions: str,
        **kinds: str,
    ):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, width, dropout, positions)
        self.layers = nn.ModuleList(
            DecoderLayer(width, heads, inner, dropout, **kinds) for _ in range(layers)
        )
        self.final = final_norm(width, **kinds)

    def prepare(self, memory: Memory) -> Memory:
        """The memory with each layer's keys and values of the source, worked out once a sentence."""
        return memory._replace(
            keys=tuple(t for layer in self.layers for t in layer.cross.keys_values(memory.outputs))
        )

    def start(self, memory: Memory) -> State:
        """Keys and values of no token yet: (B, h, 0, d / h), twice a layer."""
        return tuple(keys[:, :, :0] for keys in memory.keys)

    def forward(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State]:
        """Read k given tokens (B*K, k) -> hidden (B*K, k, d) after each, and the state with them added."""
        return self._read(tokens, state, memory, None)

    def read(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State, Tensor]:
        """As `forward`, with the last layer's weights on the source, the mean of its heads (B*K, k, S)."""
        look: list[tuple[list, list]] = [([], []) for _ in self.layers]
        hidden, state = self._read(tokens, state, memory, look)
        return hidden, state, look[-1][1][0].mean(1)

    def _read(self, tokens: Tensor, state: State, memory: Memory, look: list | None) -> tuple[Tensor, State]:
        mask = tokens != PAD  # (B*K, k)
        x = self.embedding(tokens, start=state[0].size(2))
        kept: list[Tensor] = []
        for i, layer in enumerate(self.layers):
            past, source = state[2 * i : 2 * i + 2], memory.keys[2 * i : 2 * i + 2]
            x, now = layer(x, past, source, memory.mask, mask, None if look is None else look[i])
            kept += now
        return (x if self.final is None else self.final(x, mask)), tuple(kept)


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
        inner: int | None = None,
        placement: str = "pre",
        norm: str = "layer",
        positions: str = "sinusoidal",
    ):
        """`hidden` is d, the width everywhere; `inner` that inside feed-forward, by default 4 d. `layers` on
        each side. placement is "pre" or "post" (the paper's), norm one of `normalization.NORMS`, positions
        "sinusoidal", "learned" or "none". Matrices begin as Xavier draws (Glorot and Bengio 2010). Initial
        weights depend on the arguments alone. Raises ValueError for a value out of its range.
        """
        super().__init__()
        inner = 4 * hidden if inner is None else inner
        sizes = {"source_size": source_size, "target_size": target_size, "hidden": hidden, "layers": layers}
        self._config = sizes | {"dropout": dropout, "seed": seed, "heads": heads, "inner": inner}
        self._config |= {"placement": placement, "norm": norm, "positions": positions}
        check_sizes(dropout, seed, **sizes, heads=heads, inner=inner)
        stack = (hidden, layers, heads, inner, dropout, positions)
        kinds = {"placement": placement, "kind": norm}
        with torch.random.fork_rng(devices=[]):  # leaves the process's own random numbers untouched
            torch.default_generator.manual_seed(seed)
            self.encoder = TransformerEncoder(source_size, *stack, **kinds)
            self.decoder = TransformerDecoder(target_size, *stack, **kinds)
            self.output = nn.Linear(hidden, target_size)
            begin(self)

    @torch.no_grad()
    def look(self, source: Tensor, lengths: Tensor, inputs: Tensor) -> dict[str, list[Tensor]]:
        """All attention weights, a tensor a layer: source (B, S), lengths (B,), inputs (B, T), BOS first ->

        "encoder" (B, h, S, S), "decoder" (B, h, T, T), "source" (B, h, T, S). [b, h, i, j] is how much place
        i takes from place j. Dropout is off.
        """
        seen: list[Tensor] = []
        own: list[tuple[list, list]] = [([], []) for _ in self.decoder.layers]
        with evaluating(self):
            memory = self.decoder.prepare(self.encoder(source, lengths, seen))
            self.decoder._read(inputs, self.start(memory), memory, own)
        return {"encoder": seen, "decoder": [o[0][0] for o in own], "source": [o[1][0] for o in own]}


def begin(model: nn.Module) -> None:
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
