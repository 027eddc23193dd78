"""Minimum risk against going on as before: one teacher-forced model, and what more steps of each make of it.

The same weights are the beginning of every way; the ways take turns step by step, so that their seconds share
a busy moment. Teacher forcing and scheduled sampling go on for longer, for a step of minimum risk costs more.
"""

import time
from copy import deepcopy
from typing import Any

from course_lib.analysis.exposure import by_distance, first_errors, right_by_alignment, right_by_column
from course_lib.analysis.prefixes import forced
from course_lib.data.batching import IdPair
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.models import EncoderDecoder
from course_lib.training import evaluate, train
from course_lib.training.minimum_risk import train_risk

SETTINGS = [{"seed": seed} for seed in range(5)]
BEGIN, STEPS, LONGER = 1000, 200, 800  # steps of forcing at first, then of each way, and of the cheap ways
AT = (25, 50, 100, 200, 400, 800)  # steps after which is looked
RATE = 5e-4  # the learning rate of every way


def inexact(output: list[int], reference: list[int]) -> float:
    """A cost that knows no nearly: 0 for the reference, 1 for all else."""
    return float(list(output) != list(reference))


FORCING = {
    "forced": {"teacher_forcing": 1.0},
    "scheduled": {"teacher_forcing": 0.5, "coin": "token", "choose": "argmax"},
}
RISKS = {
    "risk": {},
    "risk, no reference": {"reference": False},
    "risk of a wrong answer": {"cost": inexact},
}


def ways(model: EncoderDecoder, pairs: list[IdPair], seed: int, steps: int, longer: int) -> dict[str, tuple]:
    """Each way to go on: a copy of the model, and what trains it a step at a time."""
    common = {"learning_rate": RATE, "seed": seed + 100}  # other batches than in the beginning
    found = {}
    for name in (*FORCING, *RISKS):
        copy = deepcopy(model)
        if name in FORCING:
            trained = train(copy, pairs, steps=longer, cooldown=0.0, **common, **FORCING[name])
        else:
            trained = train_risk(copy, pairs, steps=steps, size=16, alpha=1.0, **common, **RISKS[name])
        found[name] = copy, trained
    return found


def look(model: EncoderDecoder, pairs: list[IdPair]) -> dict[str, Any]:
    """`evaluate`'s metrics, and how often a token after the first error is wrong: aligned on the model's own
    prefix ("own"), and with the gold prefix at the same rows and places ("gold")."""
    sources, targets = ([pair[side] for pair in pairs] for side in (0, 1))
    outputs = decode_pairs(model, sources)
    own = right_by_alignment(outputs, targets)
    errors = first_errors(own)
    gold = right_by_column(forced(model, pairs), targets)
    return evaluate(model, pairs) | {
        "length": sum(map(len, outputs)) / len(outputs),
        "rows": by_distance(own, errors).rows,
        "own": by_distance(own, errors).wrong,
        "gold": by_distance(gold, errors).wrong,
    }


def run(seed: int, begin: int = BEGIN, steps: int = STEPS, longer: int = LONGER) -> dict[str, Any]:
    """Train a GRU of 32 to copy 8 of 10 letters, then go on each way -> for 500 held-out strings what `look`
    sees at the beginning ("begin"), and for each way after "step" and "seconds" of training, as lists."""
    task = tasks.copying(8, 8, 10)
    model = task.model(embedding=16, hidden=32, seed=seed)
    tasks.through(model, task.train, begin, learning_rate=8e-3, seed=seed)
    found: dict[str, Any] = {"begin": look(model, task.valid), "ways": {}}
    going = ways(model, task.train, seed, steps, longer)
    seconds = dict.fromkeys(going, 0.0)
    while going:
        for name, (copy, trained) in list(going.items()):
            begun = time.thread_time()
            report = next(trained, None)
            seconds[name] += time.thread_time() - begun
            if report is None:
                del going[name]
            elif report.step in AT:
                seen = {"step": report.step, "seconds": seconds[name], **look(copy, task.valid)}
                curves = found["ways"].setdefault(name, {key: [] for key in seen})
                for key, value in seen.items():
                    curves[key].append(value)
    return found
