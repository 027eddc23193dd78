"""Teacher forcing: what the decoder reads in training, the gold token or its own (Bengio et al. 2015).

The ratio is the probability of the GOLD token. Three things must be named wherever a ratio is: how it changes
(a schedule), what one toss of the coin decides (COINS), and how the model's own token is chosen (CHOICES).
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from course_lib.data.batching import Batch
from course_lib.data.ranges import choice, real
from course_lib.data.vocab import PAD
from course_lib.decoding.sampling import draw
from course_lib.models import EncoderDecoder
from course_lib.models.encoder import Memory, select
from course_lib.models.seq2seq import next_logits

COINS = ("token", "step", "sequence", "batch")
CHOICES = ("argmax", "sample")
ALL = slice(None)


@dataclass(frozen=True)
class Constant:
    """The same ratio at every step. ValueError for a ratio outside 0 to 1."""

    ratio: float

    def __post_init__(self) -> None:
        real("ratio", self.ratio, 0, 1)

    def __call__(self, step: int) -> float:
        return self.ratio


@dataclass(frozen=True)
class Linear:
    """max(floor, k - c * step): from k down to floor. ValueError unless 0 <= floor <= k <= 1 and c >= 0."""

    c: float  # how much a step takes away
    k: float = 1.0
    floor: float = 0.0

    def __post_init__(self) -> None:
        fine = 0 <= self.floor <= self.k <= 1 and self.c >= 0
        _check(fine, "0 <= floor <= k <= 1 and c >= 0 must hold", self)

    def __call__(self, step: int) -> float:
        return max(self.floor, self.k - self.c * step)


@dataclass(frozen=True)
class Exponential:
    """k ** step. ValueError unless 0 < k < 1."""

    k: float

    def __post_init__(self) -> None:
        _check(0 < self.k < 1, "k must be above 0 and below 1", self)

    def __call__(self, step: int) -> float:
        return self.k**step


@dataclass(frozen=True)
class InverseSigmoid:
    """k / (k + exp(step / k)): k / (k + 1) at first, one half at step k ln k. ValueError unless k >= 1."""

    k: float

    def __post_init__(self) -> None:
        _check(1 <= self.k < math.inf, "k must be at least 1", self)

    def __call__(self, step: int) -> float:
        decay = math.exp(-step / self.k)  # the fraction times exp(-step / k): nothing can overflow
        return self.k * decay / (self.k * decay + 1)


def coins(
    rows: int, columns: int, ratio: float, coin: str = "step", generator: torch.Generator | None = None
) -> Tensor:
    """Where the decoder reads gold: booleans (rows, columns) on the CPU, True with probability `ratio`.

    One toss decides, by `coin`: "token" one place; "step" one column, for the whole batch; "sequence" one
    row; "batch" everything. The first column, BOS, is always True. Ratios 0 and 1 need no generator. Raises
    ValueError for another coin, a ratio outside 0 to 1, and chance without a generator.
    """
    choice("coin", coin, COINS)
    ratio = real("the ratio", ratio, 0, 1)
    shape = (rows if coin in ("token", "sequence") else 1, columns if coin in ("token", "step") else 1)
    tossed = torch.full(shape, ratio == 1) if ratio in (0, 1) else _uniform(*shape, generator) < ratio
    gold = tossed.repeat(rows // shape[0], columns // shape[1])
    gold[:, 0] = True
    return gold


def unroll(
    model: EncoderDecoder,
    batch: Batch,
    ratio: float,
    coin: str = "step",
    choose: str = "argmax",
    generator: torch.Generator | None = None,
    part: slice = ALL,
) -> Tensor:
    """Read each target, gold with probability `ratio`, else what the model itself says -> hidden (B, T, H).

    The model's own token is the likeliest ("argmax") or drawn from its distribution ("sample"), PAD and BOS
    left out; it takes the gold token's place, and no gradient flows through the choice. Gold tokens between
    two choices are read in one call of `advance`, so that ratio 1 is a single call. Under "sequence" the rows
    that read only gold are read in one call, and the others apart. Hidden vectors at padded positions mean
    nothing. Chance comes from `generator` alone (dropout apart). Raises ValueError as `coins` does, and for
    another `choose`.

    `part`: only these rows are read; their chance is what it is when all are.
    """
    choice("choose", choose, CHOICES)
    rows, columns = batch.inputs.shape
    gold = coins(rows, columns, ratio, coin, generator)
    noise = _uniform(rows, columns, generator)[part] if choose == "sample" and ratio < 1 else None
    batch, gold = batch.part(part), gold[part]
    inputs = batch.inputs
    noise = None if noise is None else noise.to(inputs.device)
    gold |= (batch.gold == PAD).cpu()  # a finished row makes no choices
    memory = model.encode(batch.source, batch.source_lengths)
    forced = gold.all(1)
    if coin != "sequence" or forced.all() or not forced.any():
        return _read(model, memory, inputs, gold, noise)
    groups = [forced.nonzero().flatten(), (~forced).nonzero().flatten()]
    parts = []
    for group in groups:
        some, tokens, right = select((memory, inputs, gold), group)
        parts.append(_read(model, some, tokens, right, None if noise is None else select(noise, group)))
    return select(torch.cat(parts), torch.cat(groups).argsort())


def _read(
    model: EncoderDecoder, memory: Memory, inputs: Tensor, gold: Tensor, noise: Tensor | None
) -> Tensor:
    """inputs (B, T), gold (B, T) on the CPU, noise (B, T), or None for argmax -> hidden (B, T, H)."""
    state = model.start(memory)
    cuts = (~gold).any(0).nonzero().flatten().tolist()  # the positions where some row reads its own token
    parts: list[Tensor] = []
    for start, end in pairwise([0, *cuts, inputs.size(1)]):
        tokens = inputs[:, start:end]
        if start:
            rows = (~gold[:, start]).nonzero().flatten().to(inputs.device)
            tokens = tokens.clone()
            tokens[rows, 0] = _say(model, parts[-1], rows, None if noise is None else noise[rows, start])
        hidden, state = model.advance(tokens, state, memory)  # (B, end - start, H)
        parts.append(hidden)
    return torch.cat(parts, 1)


@torch.no_grad()
def _say(model: EncoderDecoder, hidden: Tensor, rows: Tensor, noise: Tensor | None) -> Tensor:
    logits = next_logits(model, hidden[rows, -1:])  # (B', V): only what is needed is projected
    return logits.argmax(-1) if noise is None else draw(logits.softmax(-1), noise)


def _uniform(rows: int, columns: int, generator: torch.Generator | None) -> Tensor:
    if generator is None:
        raise ValueError("where chance decides, a generator is needed: torch.Generator().manual_seed(0)")
    return torch.rand(rows, columns, generator=generator, device=generator.device).cpu()


def _check(fine: bool, rule: str, schedule: object) -> None:
    if not fine:
        raise ValueError(f"{rule}, unlike in {schedule}")
