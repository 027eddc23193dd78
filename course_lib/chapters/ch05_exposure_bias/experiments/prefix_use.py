"""Does the control still read its prefix? A decoder that ignores it has no gap, and recovers always.

Copying 12 letters as in `cascade`. The next letter is asked for after the gold prefix, after a gold prefix
whose last letter is another one, and after letters drawn by chance: the same for every model.
"""

from typing import Any

import torch

from course_lib.analysis.prefixes import forced
from course_lib.data.batching import IdPair
from course_lib.data.vocab import UNK
from course_lib.models import EncoderDecoder

from . import cascade
from .cascade import LENGTH, LETTERS

TRAINED = ((1.0, 1000), (1.0, 2000), (0.0, 2000))
SETTINGS = [{"ratio": ratio, "steps": steps, "seed": seed} for ratio, steps in TRAINED for seed in range(3)]
PLACES = range(1, LENGTH)  # whatever has a prefix


def wrong(model: EncoderDecoder, rows: list[IdPair], read: list[list[int]]) -> list[float]:
    """The share of wrong letters at each of the places, when row i reads `read[i]`."""
    said = forced(model, [(source, letters) for (source, _), letters in zip(rows, read, strict=True)])
    return [
        sum(s[t] != target[t] for s, (_, target) in zip(said, rows, strict=True)) / len(rows) for t in PLACES
    ]


def measure(model: EncoderDecoder, rows: list[IdPair]) -> dict[str, list[float]]:
    """The share of wrong next letters by place, for each kind of prefix."""
    chance = torch.Generator().manual_seed(0)
    noise = (torch.randint(LETTERS, (len(rows), LENGTH), generator=chance) + UNK + 1).tolist()
    shift = torch.randint(1, LETTERS, (len(rows),), generator=chance).tolist()
    golds = [target for _, target in rows]
    last = []
    for t in PLACES:
        changed = [
            [*g[: t - 1], (g[t - 1] - UNK - 1 + s) % LETTERS + UNK + 1, *g[t:]]
            for g, s in zip(golds, shift, strict=True)
        ]
        last.append(wrong(model, rows, changed)[t - 1])
    return {"gold": wrong(model, rows, golds), "last": last, "noise": wrong(model, rows, noise)}


def run(ratio: float, steps: int, seed: int) -> dict[str, Any]:
    """Train -> how often the next letter of 500 held-out strings is wrong, after each kind of prefix."""
    task, model = cascade.learn(ratio, steps, seed)
    return measure(model, task.valid)
