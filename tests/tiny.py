"""Small models in float64, where two ways to compute the same thing agree to the twelfth digit."""

import random
from itertools import product

import torch

from course_lib.data.batching import Batch, collate
from course_lib.models import EncoderDecoder, build
from course_lib.models.normalization import NORMS
from course_lib.models.positions import POSITIONS
from course_lib.models.transformer_layers import PLACEMENTS

SOURCE_SIZE, TARGET_SIZE = 9, 8
ATTENTIONS = (None, "dot", "general", "additive")


def model(seed: int = 0, sharpen: float = 1.0, **changes) -> EncoderDecoder:
    """A model in evaluation mode; `sharpen` scales all weights, so that it has stronger opinions."""
    settings = {"source_size": SOURCE_SIZE, "target_size": TARGET_SIZE, "hidden": 6}
    settings |= {"heads": 2} if changes.get("architecture") == "transformer" else {"embedding": 5}
    made = build(**settings | changes, seed=seed).double().eval()
    with torch.no_grad():
        for weights in made.parameters():
            weights *= sharpen
    return made


def batch(seed: int = 0, rows: int = 4, longest: int = 6, target_size: int = TARGET_SIZE) -> Batch:
    """Random id pairs without special tokens: sources of up to `longest` tokens, which the first one has."""
    chance = random.Random(seed)

    def ids(size: int, length: int) -> list[int]:
        return [chance.randrange(4, size) for _ in range(length)]

    counts = [longest] + [chance.randint(0, longest) for _ in range(rows - 1)]
    return collate([(ids(SOURCE_SIZE, n), ids(target_size, chance.randint(n // 2, n))) for n in counts])


def configurations() -> list[dict]:
    """Every way of putting a model together that fits."""
    return recurrent() + transformers()


def transformers() -> list[dict]:
    """Every placement with every kind of positions, and with every norm."""
    names = ("placement", "positions", "norm")
    every = [*product(PLACEMENTS, POSITIONS, ("layer",)), *product(PLACEMENTS, ("sinusoidal",), NORMS)]
    made = [dict(zip(names, values, strict=True)) for values in sorted(set(every))]
    return [{"architecture": "transformer", "layers": 2} | one for one in made]


def recurrent() -> list[dict]:
    """Every recurrent one; every third reverses the source."""
    names = ("cell", "layers", "bidirectional", "context", "attention", "input_feeding")
    cells, contexts = ("rnn", "gru", "lstm"), ("initial", "every step")
    every = product(cells, (1, 2), (False, True), contexts, ATTENTIONS, (False, True))
    made = [dict(zip(names, values, strict=True)) | {"reverse": i % 3 == 0} for i, values in enumerate(every)]
    return [
        c
        for c in made
        if not (c["input_feeding"] and c["attention"] is None)
        and not (c["attention"] == "dot" and c["bidirectional"])
    ]


def name(configuration: dict) -> str:
    """A short name of a configuration, for the test report."""
    chosen = {k: v for k, v in configuration.items() if v not in (False, None)}
    return "-".join(k if v is True else str(v).replace(" ", "_") for k, v in chosen.items())
