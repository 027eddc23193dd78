"""Does an error bring on errors? Copying 12 letters, with ratio 0 as the control: no mismatch there."""

from typing import Any

import torch

from course_lib.analysis.exposure import (
    accuracy,
    by_distance,
    first_errors,
    outcomes,
    right_by_alignment,
    right_by_column,
    swaps,
)
from course_lib.analysis.prefixes import complete, forced, likeliest_mistakes
from course_lib.data.batching import IdPair
from course_lib.data.vocab import UNK
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.metrics import exact_match
from course_lib.models import EncoderDecoder
from course_lib.training import forced_loss

LENGTH, LETTERS = 12, 16
PLACES = (2, 5, 8)  # where wrong letters are planted
TRAINED = ((1.0, 1000), (0.5, 1000), (0.0, 1000), (0.0, 2000))  # the last is no worse alone than the first
SETTINGS = [{"ratio": ratio, "steps": steps, "seed": seed} for ratio, steps in TRAINED for seed in range(3)]


def learn(ratio: float, steps: int, seed: int, **rates: float) -> tuple[tasks.Task, EncoderDecoder]:
    """A GRU of 128 after so many steps, a coin a token, the likeliest own token; and what it learnt."""
    task = tasks.copying(LENGTH, LENGTH, LETTERS)
    model = task.model(embedding=32, hidden=128, seed=seed)
    chance: dict[str, Any] = {"teacher_forcing": ratio, "coin": "token", "choose": "argmax", "seed": seed}
    tasks.through(model, task.train, steps, **{"learning_rate": 4e-3} | rates, **chance)
    return task, model


def planted(model: EncoderDecoder, pairs: list[IdPair], at: int, seed: int) -> dict[str, dict[str, Any]]:
    """What follows a gold prefix and, at place `at`, the model's likeliest mistake, another letter by chance,
    or, as the control, the right letter. Distances from it, by column and aligned, and outcomes."""
    sources, targets = ([pair[side] for pair in pairs] for side in (0, 1))
    shift = torch.randint(1, LETTERS, (len(pairs),), generator=torch.Generator().manual_seed(seed)).tolist()
    letters = {
        "nothing": [target[at] for target in targets],
        "likeliest": likeliest_mistakes(model, pairs, at),
        "random": [(t[at] - UNK - 1 + s) % LETTERS + UNK + 1 for t, s in zip(targets, shift, strict=True)],
    }
    found = {}
    for name, chosen in letters.items():
        begun = [[*target[:at], letter] for target, letter in zip(targets, chosen, strict=True)]
        outputs = complete(model, sources, begun)
        columns, aligned = right_by_column(outputs, targets), right_by_alignment(outputs, targets)
        places = [at] * len(pairs)
        found[name] = {
            "own": by_distance(columns, places).wrong,
            "own aligned": by_distance(aligned, places).wrong,
            "outcomes": outcomes(aligned, places)._asdict(),
        }
    return found


def measure(
    model: EncoderDecoder, rows: list[IdPair], seed: int, places: tuple[int, ...] = PLACES
) -> dict[str, Any]:
    """How these strings go wrong: alone, after gold prefixes, and after a letter planted at each place."""
    sources, targets = ([pair[side] for pair in rows] for side in (0, 1))
    outputs = decode_pairs(model, sources)
    gold = right_by_column(forced(model, rows), targets)
    columns, aligned = right_by_column(outputs, targets), right_by_alignment(outputs, targets)
    errors = first_errors(columns)
    swapped = swaps(outputs, targets, errors)

    def after(places: list[int | None]) -> dict[str, list]:
        own = by_distance(columns, places)
        return {
            "rows": own.rows,
            "own": own.wrong,
            "own aligned": by_distance(aligned, places).wrong,
            "gold": by_distance(gold, places).wrong,
        }

    return {
        "exact": exact_match(outputs, targets),
        "forced_loss": forced_loss(model, rows),
        "accuracy": {"gold": accuracy(gold), "own": accuracy(columns), "own aligned": accuracy(aligned)},
        "first_error": [errors.count(t) for t in range(LENGTH + 1)],
        "after": after(errors),
        "swaps": sum(swapped),
        "after, swaps apart": after([None if swap else k for k, swap in zip(errors, swapped, strict=True)]),
        "outcomes": outcomes(aligned, errors)._asdict(),
        "planted": {at: planted(model, rows, at, seed) for at in places},
    }


def run(ratio: float, steps: int, seed: int) -> dict[str, Any]:
    """Train -> how 500 held-out strings go wrong."""
    task, model = learn(ratio, steps, seed)
    return measure(model, task.valid, seed)
