"""Copying by length: how much does a context hold, and what can a probe and the decoder tell from it?"""

from typing import Any

import torch
from torch import Tensor, nn

from course_lib.analysis.probing import draw, readable
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.metrics import exact_match
from course_lib.models.decoder import Decoder, State
from course_lib.models.encoder import Encoder, Memory
from course_lib.models.seq2seq import EncoderDecoder, seeded

SHORTEST, LONGEST, STEPS = 3, 16, 3000
WHOLE: dict[str, Any] = {"context": ["whole"], "target": ["same"], "seed": range(5)}
SETTINGS = [
    *tasks.grid(hidden=(32, 64, 128), **WHOLE),
    *tasks.grid(hidden=[128], **WHOLE | {"context": ("first 32", "layers 32", "layers 128")}),
    *tasks.grid(hidden=[128], **WHOLE | {"target": ["reversed"]}),
]


class HandingOver(Encoder):
    """An encoder that hands over the first units of its last state; in place of the others stand zeros."""

    units: int

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        memory = super().forward(source, lengths)
        return memory._replace(final=tuple(_first(part, self.units) for part in memory.final))


class Squeezing(Encoder):
    """An encoder whose last state passes a narrow layer: that layer's units are the context."""

    narrow: nn.Linear

    def forward(self, source: Tensor, lengths: Tensor) -> Memory:
        memory = super().forward(source, lengths)
        return memory._replace(final=tuple(self.narrow(part).tanh() for part in memory.final))


class Widening(Decoder):
    """A decoder that begins with as many units as it has, made from the narrow context."""

    wide: nn.Linear

    def start(self, memory: Memory) -> State:
        return tuple(self.wide(part).tanh() for part in memory.final)


def _first(state: Tensor, units: int) -> Tensor:
    return torch.cat([state[..., :units], torch.zeros_like(state[..., units:])], -1)


def hand_over(model: EncoderDecoder, units: int) -> None:
    """Let only so many units reach the decoder; encoder and decoder stay as large as they are."""
    model.encoder.__class__, model.encoder.units = HandingOver, units


def squeeze(model: EncoderDecoder, hidden: int, units: int, seed: int) -> None:
    """Put a context of `units` between encoder and decoder: one layer leads to it, and one away from it."""
    with seeded(seed):
        model.encoder.narrow, model.decoder.wide = nn.Linear(hidden, units), nn.Linear(units, hidden)
    model.encoder.__class__, model.decoder.__class__ = Squeezing, Widening


def read_back(model: EncoderDecoder, lengths: tuple, size: int, seed: int) -> dict[int, list[float]]:
    """Shares of letters that a probe reads, by length; none where layers stand behind the context."""
    plain = not isinstance(model.encoder, Squeezing)
    return {n: readable(model, n, size, seed) for n in lengths if plain}


def run(hidden: int, context: str, target: str, seed: int, steps: int = STEPS) -> dict[str, Any]:
    """Train a GRU to write a string, or the string reversed. Shares of 0 to 1 come out: by length, of strings
    without a mistake; by position in the source, of letters that a probe reads, before and after training,
    and of those that the decoder writes at their place."""
    task = tasks.copying(SHORTEST, LONGEST)
    step = -1 if target == "reversed" else 1
    model = task.model(embedding=32, hidden=hidden, seed=seed)
    if context.startswith("first"):
        hand_over(model, int(context.split()[1]))
    elif context.startswith("layers"):
        squeeze(model, hidden, int(context.split()[1]), seed)
    lengths, size = (4, 8, 12, 16), len(task.source_vocab)
    untrained = read_back(model, lengths, size, seed)
    tasks.through(model, [(source, ids[::step]) for source, ids in task.train], steps, seed=seed)
    exact, written = {}, {}
    for n in range(1, LONGEST + 5):
        texts = draw(200, n, size, 100 + seed).tolist()
        exact[n] = exact_match(decode_pairs(model, texts), [text[::step] for text in texts])
    for n in lengths:  # the strings that `readable` tests the probe on
        texts = draw(1000, n, size, 2 * seed + 1).tolist()
        outputs = [(ids + [0] * n)[:n][::step] for ids in decode_pairs(model, texts)]
        pairs = list(zip(outputs, texts, strict=True))
        written[n] = [sum(said[i] == text[i] for said, text in pairs) / len(pairs) for i in range(n)]
    trained = read_back(model, lengths, size, seed)
    return {"exact": exact, "untrained": untrained, "trained": trained, "written": written}
