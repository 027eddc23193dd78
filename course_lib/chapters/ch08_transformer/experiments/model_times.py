"""Model times: a GRU with attention and a Transformer, whole, in a training step and in writing, by length.

As in `layer_times`, only ratios are kept: times of the GRU's training step at length UNIT, measured in the
same turns on one thread. One setting, one process: run it on a quiet machine, alone.
"""

from functools import partial
from typing import Any

import torch

from course_lib.data.batching import Batch
from course_lib.data.vocab import BOS, EOS
from course_lib.kit import tasks
from course_lib.kit.timing import UNIT, in_turns, ratios
from course_lib.models import EncoderDecoder, build
from course_lib.training import adam, loss_of
from course_lib.training.teacher_forcing import unroll

TOKENS, WIDTH, BATCH = 50, 128, 8
LENGTHS = (8, 16, 32, 64, 128, 256)
MODELS: dict[str, dict[str, Any]] = {
    "gru": {"architecture": "recurrent", "attention": "general", "layers": 2, "embedding": WIDTH},
    "transformer": {"architecture": "transformer", "layers": 2},
}
SETTINGS = [{"seed": 0}]


def sentences(n: int, seed: int) -> Batch:
    """A batch of random sentences to copy, n tokens each, EOS last."""
    ids = torch.randint(EOS + 1, TOKENS, (BATCH, n - 1), generator=torch.Generator().manual_seed(seed))
    ends = torch.full((BATCH, 1), EOS)
    source = torch.cat([ids, ends], 1)
    return Batch(source, torch.full((BATCH,), n), torch.cat([torch.full_like(ends, BOS), source], 1))


def train(model: EncoderDecoder, optimizer: torch.optim.Adam, batch: Batch) -> None:
    """One step, the gold prefix given: forward, backward, Adam."""
    model.train()
    optimizer.zero_grad()
    loss_of(model, batch, unroll(model, batch, ratio=1.0)).backward()
    optimizer.step()


@torch.inference_mode()
def write(model: EncoderDecoder, optimizer: torch.optim.Adam, batch: Batch) -> None:
    """As many tokens as the source has, one after the other, with the state that is kept."""
    model.eval()
    memory = model.encode(batch.source, batch.source_lengths)
    state = model.start(memory)
    for token in batch.inputs.split(1, dim=1):
        hidden, state = model.advance(token, state, memory)
        model.project(hidden)


def run(seed: int, rounds: int = 7, lengths: tuple[int, ...] = LENGTHS) -> dict[str, Any]:
    """Times of a training step and of writing, both in times of the GRU's training step at UNIT tokens."""
    sizes: dict[str, Any] = {"source_size": TOKENS, "target_size": TOKENS, "hidden": WIDTH, "seed": seed}
    models = {kind: build(**sizes, **settings) for kind, settings in MODELS.items()}
    taken = in_turns(
        {
            (way.__name__, kind, n): partial(way, model, adam(model), sentences(n, seed))
            for way in (train, write)
            for n in lengths
            for kind, model in models.items()
        },
        rounds,
    )
    told = ratios(taken, ("train", "gru", UNIT))
    return {
        "times": [{"way": way, "kind": kind, "length": n} | found for (way, kind, n), found in told.items()],
        "weights": {kind: tasks.weights(model) for kind, model in models.items()},
    }
