"""Transformer lengths: the lists of `bottleneck` through a Transformer, with three kinds of positions."""

from typing import Any

from course_lib.kit import tasks

SETTINGS = [
    *tasks.grid(positions=["sinusoidal"], hidden=[32], seed=range(1)),
    *tasks.grid(positions=["sinusoidal"], hidden=[64], seed=range(3)),
    *tasks.grid(positions=["learned"], hidden=[64], seed=range(2)),
    *tasks.grid(positions=["none"], hidden=[64], seed=range(1)),
]


def run(positions: str, hidden: int, seed: int, steps: int = 1500) -> dict[str, Any]:
    """Train 2 + 2 layers -> exact match and BLEU by how many numbers a list has; a smaller model is kept."""
    task = tasks.number_lists()
    model = task.model(architecture="transformer", hidden=hidden, positions=positions, seed=seed)
    rate = 4e-3 if hidden < 64 else 2e-3
    tasks.through(model, task.train, steps, warmup=100, learning_rate=rate, seed=seed)
    numbers = tasks.scores_by(model, task, tasks.numbers_in(task))
    found: dict[str, Any] = {"numbers": numbers, "weights": tasks.weights(model)}
    if hidden < 64:
        found["model"] = task.bundle(model, positions=positions, hidden=hidden, steps=steps, seed=seed)
    return found
