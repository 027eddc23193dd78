"""Arithmetic: sums written from the left, from the right, or with noughts before them; which is easier?"""

import random
from typing import Any

from course_lib.data.corpora.corpus import Pair
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.metrics import exact_match

LARGEST, DIGITS = 999, 4  # of a number that is added; of the longest sum
COUNT, HELD_OUT = 20_000, 1000
MODELS: dict[str, dict[str, Any]] = {
    "gru": {"cell": "gru", "bidirectional": True, "attention": "additive", "embedding": 32, "hidden": 96},
    "transformer": {"architecture": "transformer", "hidden": 64, "layers": 2},
}
ORDERS = ("left first", "right first", "left first, noughts")
RATES = {"gru": (2e-3, 4e-3), "transformer": (1e-3, 2e-3)}
SETTINGS = [
    {"kind": kind, "order": order, "rate": rate, "seed": seed}
    for kind, rates in RATES.items()
    for order in ORDERS
    for rate in rates
    for seed in range(3)
]


def pairs(order: str) -> list[Pair]:
    """Distinct sums of two numbers of up to three digits, as "347+085", and what is to be written: "432",
    "234" or "0432". The last HELD_OUT are for the test."""
    chance, seen = random.Random("sums"), dict[tuple[int, int], None]()
    while len(seen) < COUNT:
        seen[chance.randint(0, LARGEST), chance.randint(0, LARGEST)] = None
    return [(f"{a:03}+{b:03}", said(a + b, order)) for a, b in seen]


def said(total: int, order: str) -> str:
    """How a sum is written in that order."""
    return {
        "left first": f"{total}",
        "right first": f"{total}"[::-1],
        "left first, noughts": f"{total:0{DIGITS}}",
    }[order]


def carries(source: str) -> int:
    """How often one is carried in a sum such as "347+085": 2."""
    first, second = (one[::-1] for one in source.split("+"))
    count = carried = 0
    for a, b in zip(first, second, strict=True):
        carried = int(a) + int(b) + carried > 9
        count += carried
    return count


def run(kind: str, order: str, rate: float, seed: int, steps: int = 1000) -> dict[str, Any]:
    """Train on sums -> exact match on sums never seen, on two halves of them: "valid", by which the rate is
    chosen, and "test"; and of the test by how often one is carried."""
    every = pairs(order)
    task = tasks.task(every[:-HELD_OUT], every[-HELD_OUT:])
    learner = task.model(**MODELS[kind], seed=seed)
    tasks.through(learner, task.train, steps, learning_rate=rate, warmup=50, seed=seed)
    outputs = decode_pairs(learner, [source for source, _ in task.valid])
    right = [one == wanted for one, (_, wanted) in zip(outputs, task.valid, strict=True)]
    half = HELD_OUT // 2
    by: dict[int, list[bool]] = {}
    for (source, _), fine in zip(every[-half:], right[half:], strict=True):
        by.setdefault(carries(source), []).append(fine)
    golds = [wanted for _, wanted in task.valid]
    return {
        "valid": exact_match(outputs[:half], golds[:half]),
        "test": exact_match(outputs[half:], golds[half:]),
        "carries": {str(n): sum(found) / len(found) for n, found in sorted(by.items())},
        "weights": tasks.weights(learner),
    }
