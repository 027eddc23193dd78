"""Seq2Seq: encoder and decoder behind the four verbs that everything else is written against."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.data.ranges import SEEDS, real, shown, whole
from course_lib.data.vocab import BOS, PAD

from .decoder import Decoder, State
from .encoder import Encoder, Memory
from .protocol import Model

NO_NUMBERS = "the model's probabilities are no numbers: did its training diverge? Train it at a lower rate"
SIZES = {"source_size", "target_size", "pixels", "features", "side", "patch", "classes"}
SIZES |= {"embedding", "hidden", "layers", "heads", "d_ff", "channels", "places"}
SWITCHES = {"bidirectional", "reverse", "input_feeding"}


class EncoderDecoder(nn.Module):
    """p(y | x) = prod_t p(y_t | y_<t, x) (Sutskever et al. 2014), behind encode, start, advance and project.

    One decoding step advances by k = 1 token, teacher forcing by all T at once: the same call. Tokens and
    state may have K rows for each row of the memory: beams share it. A subclass makes `encoder`, `decoder`
    and `output`, and keeps its arguments in `_config`.
    """

    shares_memory = True  # see protocol.Model
    encoder: Any  # modules; what they must answer to is what is called below
    decoder: Any
    output: nn.Linear
    _config: dict[str, Any]

    @property
    def config(self) -> dict[str, Any]:
        """What the model's class needs to build it anew, ready for JSON: a copy of its own."""
        return dict(self._config)

    def encode(self, source: Tensor, lengths: Tensor) -> Memory:
        """source (B, S), lengths (B,), each from 1 to S -> Memory of B rows.

        Raises ValueError for other lengths, for no rows, and for an id that the vocabulary lacks.
        """
        if not len(source) == len(lengths) > 0:
            raise ValueError(f"{len(lengths)} lengths for {len(source)} sources; there must be one each")
        if lengths.min() < 1 or lengths.max() > source.size(1):
            raise ValueError(f"lengths must be from 1 to {source.size(1)}, not {lengths.tolist()}")
        try:
            return self.decoder.prepare(self.encoder(source, lengths))
        except IndexError as problem:
            raise ValueError("the source has an id that the model's vocabulary lacks") from problem

    def start(self, memory: Memory) -> State:
        """The decoder's state before it has read any token."""
        return self.decoder.start(memory)

    def advance(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State]:
        """Read tokens (B, k) -> hidden (B, k, H), and the state after the last of them.

        Raises ValueError for a token that the vocabulary lacks.
        """
        try:
            return self.decoder(tokens, state, memory)
        except IndexError as problem:
            raise ValueError("the target has an id that the model's vocabulary lacks") from problem

    def project(self, hidden: Tensor) -> Tensor:
        """hidden (..., H) -> logits (..., target_size)."""
        return self.output(hidden)

    @torch.no_grad()
    def alignment(self, inputs: Tensor, memory: Memory) -> Tensor:
        """Attention weights (B, T, S) for inputs (B, T), BOS first: entry [b, t] sums to 1 over the source,
        and is where the model looked when it had read input t and was about to say token t of the output.

        Training mode is left as it was, dropout is off. ValueError for a model without attention.
        """
        with evaluating(self):
            weights = self.decoder.read(inputs, self.start(memory), memory)[2]
        if weights is None:
            raise ValueError("this model has no attention, so nothing aligns")
        return weights


class Seq2Seq(EncoderDecoder):
    """Recurrent encoder and decoder: GRU, LSTM or tanh RNN, with attention or without."""

    def __init__(
        self,
        source_size: int,
        target_size: int,
        embedding: int = 64,
        hidden: int = 128,
        layers: int = 1,
        dropout: float = 0.0,
        seed: int = 0,
        *,
        cell: str = "gru",
        bidirectional: bool = False,
        reverse: bool = False,
        context: str = "initial",
        attention: str | None = None,
        input_feeding: bool = False,
    ):
        """source_size and target_size are vocabulary sizes. Initial weights depend on the arguments alone.

        cell is "rnn", "gru" or "lstm"; `bidirectional` and `reverse` are explained at Encoder, context
        ("initial" or "every step"), attention (None, "dot", "general" or "additive") and input_feeding at
        Decoder. Raises ValueError for a value out of its range, and for values that do not fit together.
        """
        super().__init__()
        self._config = checked(locals())
        sizes = (embedding, hidden, layers, dropout, cell)
        with seeded(seed):
            self.encoder = Encoder(source_size, *sizes, bidirectional, reverse)
            memory_size = self.encoder.output_size
            self.decoder = Decoder(target_size, *sizes, context, attention, memory_size, input_feeding)
            self.output = nn.Linear(hidden, target_size)


def checked(scope: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a model by name, from the `locals()` of its __init__, which knows nothing else yet.

    ValueError, which names it, for a size, a switch, a seed or a dropout (0 to below 1) that makes no sense.
    """
    arguments = {name: value for name, value in scope.items() if name not in ("self", "__class__")}
    for name, value in arguments.items():
        if name in SIZES:
            whole(name, value)
        if name in SWITCHES and not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False, not {shown(value)}")
    whole("seed", arguments["seed"], *SEEDS)
    if real("dropout", arguments["dropout"], 0, 1) == 1:
        raise ValueError(f"dropout must be at least 0 and below 1, not {arguments['dropout']}")
    return arguments


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Random numbers begin at this seed inside; afterwards those of the process go on where they were."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield


@contextmanager
def evaluating(model: Model | nn.Module) -> Iterator[None]:
    """Dropout is off inside; afterwards the model is in the mode in which it was found, if it has one."""
    if not isinstance(model, nn.Module):
        yield
        return
    was_training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was_training)


def next_logits(model: Model, hidden: Tensor) -> Tensor:
    """hidden (B, k, H) -> logits (B, V) after the last token read; PAD and BOS, never said, get -inf."""
    logits = model.project(hidden[:, -1])
    logits[:, [PAD, BOS]] = float("-inf")
    return logits
