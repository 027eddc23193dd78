"""Decoding: one sentence at a time against batches, and beams that share the memory against copies of it."""

from collections.abc import Callable
from functools import partial

from torch import Tensor

from course_lib.data.batching import IdPair
from course_lib.decoding import decode_pairs
from course_lib.models import Seq2Seq
from course_lib.models.decoder import State
from course_lib.models.encoder import Memory
from course_lib.training import train

from .machine import Speed, Work, race

BEAM = 5

Sources = list[list[int]]


class CopiedMemory(Seq2Seq):
    """The memory is part of the decoder's state: whoever picks the beams to keep copies it for each of them.

    For attention that has keys.
    """

    def start(self, memory: Memory) -> State:
        return (*super().start(memory), memory.outputs, memory.mask, *memory.cache)

    def advance(self, tokens: Tensor, state: State, memory: Memory) -> tuple[Tensor, State]:
        *own, outputs, mask, keys = state
        hidden, moved = super().advance(tokens, tuple(own), Memory(outputs, mask, memory.final, (keys,)))
        return hidden, (*moved, outputs, mask, keys)


def learn_a_little(model: Seq2Seq, pairs: list[IdPair], steps: int) -> None:
    """Enough to say EOS about where sentences end, which random weights never do."""
    for _ in train(model, pairs, steps=steps, batch_size=32):
        pass


def check_equal(
    ways: dict[str, Callable[[Sources], Sources]], models: list[Seq2Seq], sources: Sources
) -> None:
    """All ways say the same, computed in float64: no two hypotheses are as near as its rounding.

    Raises ValueError for a way that says something else.
    """
    for model in models:
        model.double()
    said = {name: way(sources) for name, way in ways.items()}
    for model in models:
        model.float()
    first, *others = said
    for name in others:
        if said[name] != said[first]:
            raise ValueError(f"{name}: says something else than {first}")


def measure_batching(
    model: Seq2Seq, sources: Sources, beam: int, batch_size: int, rounds: int, apart: int
) -> dict[str, Speed]:
    """Sentences a second: every `apart`-th of the sorted sentences alone, and all of them in batches."""
    ordered = sorted(sources, key=len)
    how = f"beam {beam}" if beam > 1 else "greedy"
    ways = {
        f"{how}, one sentence at a time": partial(decode_pairs, model, batch_size=1, beam=beam),
        f"{how}, batches of {batch_size}": partial(decode_pairs, model, batch_size=batch_size, beam=beam),
    }
    return _race(ways, [model], [ordered[apart // 2 :: apart], ordered], rounds)


def measure_sharing(shared: Seq2Seq, sources: Sources, batch_size: int, rounds: int) -> dict[str, Speed]:
    """Sentences a second of one model with attention, its memory copied for each beam, and shared."""
    copied = CopiedMemory(**shared.config)
    copied.load_state_dict(shared.state_dict())
    ways = {
        f"attention, beam {BEAM}, memory copied": partial(
            decode_pairs, copied, beam=BEAM, batch_size=batch_size
        ),
        f"attention, beam {BEAM}, memory shared": partial(
            decode_pairs, shared, beam=BEAM, batch_size=batch_size
        ),
    }
    return _race(ways, [copied, shared], [sources, sources], rounds)


def _race(
    ways: dict[str, Callable[[Sources], Sources]], models: list[Seq2Seq], given: list[Sources], rounds: int
) -> dict[str, Speed]:
    check_equal(ways, models, given[0][:16])

    def turn(way: Callable[[Sources], Sources], sources: Sources) -> Work:
        way(sources)
        return Work(len(sources))

    for way in ways.values():
        way(given[0][:2])  # not timed
    turns = zip(ways.items(), given, strict=True)
    return race({name: [partial(turn, way, sources)] * rounds for (name, way), sources in turns})
