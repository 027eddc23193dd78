"""The model of the stepper lab: English number words to French ones, through one context and no attention."""

from typing import Any

from course_lib.kit import tasks
from course_lib.training import evaluate

SETTINGS = [{"seed": 0}]


def run(seed: int, steps: int = 1200) -> dict[str, Any]:
    """Train a GRU of 96 -> its metrics on held-out numbers, and itself."""
    task = tasks.corpus("numbers-en-fr")
    model = task.model(embedding=48, hidden=96, seed=seed)
    tasks.through(model, task.train, steps, learning_rate=4e-3, seed=seed)
    return {"metrics": evaluate(model, task.valid), "model": task.bundle(model, steps=steps, seed=seed)}
