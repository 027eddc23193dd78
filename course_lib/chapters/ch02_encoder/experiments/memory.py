"""The models of the memory lab: copy up to 12 letters with every cell and three hidden sizes."""

from typing import Any

from course_lib.kit import tasks
from course_lib.training import evaluate

SETTINGS = tasks.grid(cell=("rnn", "gru", "lstm"), hidden=(16, 32, 64), seed=[0])


def run(cell: str, hidden: int, seed: int, steps: int = 3000) -> dict[str, Any]:
    """Train one model on 1 to 12 of 10 letters -> its metrics on held-out strings, and itself."""
    task = tasks.copying(1, 12)
    model = task.model(embedding=16, hidden=hidden, cell=cell, seed=seed)
    tasks.through(model, task.train, steps, seed=seed)
    bundle = task.bundle(model, steps=steps, cell=cell, hidden=hidden, seed=seed)
    return {"metrics": evaluate(model, task.valid), "model": bundle}
