"""Step cost: what a training step costs at each ratio and coin, in turns, so that they share a busy moment.

Milliseconds belong to the machine that recorded them; how they relate to each other is what counts.
"""

from itertools import islice
from statistics import median
from time import thread_time
from typing import Any

from course_lib.kit import tasks
from course_lib.training import train
from course_lib.training.teacher_forcing import COINS

from . import forcing

SETTINGS = tasks.grid(task=forcing.SEEDS, seed=[0])


def run(task: str, seed: int, rounds: int = 15, steps: int = 10) -> dict[str, Any]:
    """Milliseconds a step, the median over rounds: every ratio with a coin a step, every coin at 0.5."""
    raced = forcing.course(task)
    choices = [(ratio, "step") for ratio in forcing.RATIOS]
    choices += [(0.5, coin) for coin in COINS if coin != "step"]
    runners = []
    for ratio, coin in choices:
        model = raced.task.model(**raced.model, seed=seed)
        settings: dict[str, Any] = {"teacher_forcing": ratio, "coin": coin, "cooldown": 0.0, "seed": seed}
        runners.append(train(model, raced.task.train, steps=(rounds + 1) * steps, **settings))
    taken: list[list[float]] = [[] for _ in choices]
    for turn in range(rounds + 1):
        for runner, times in zip(runners, taken, strict=True):
            begun = thread_time()
            for _ in islice(runner, steps):
                pass
            if turn:  # the first round warms up
                times.append(1000 * (thread_time() - begun) / steps)
    costs = [
        {"teacher_forcing": ratio, "coin": coin, "milliseconds": median(times)}
        for (ratio, coin), times in zip(choices, taken, strict=True)
    ]
    return {"costs": costs}
