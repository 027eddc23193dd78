"""Smoothing: label smoothing and warm-up, on and off, for a small Transformer that spells out sounds."""

from typing import Any

from course_lib.kit import tasks
from course_lib.training import evaluate

SETTINGS = tasks.grid(label_smoothing=(0.0, 0.1), warmup=(0, 100), seed=range(3))


def run(label_smoothing: float, warmup: int, seed: int, steps: int = 800) -> dict[str, Any]:
    """Train 2 + 2 layers of width 64 on letters to phonemes; forced loss without smoothing, and what the
    model says alone, on 1000 held-out words."""
    task = tasks.corpus("phonemes", valid=1000)
    model = task.model(architecture="transformer", hidden=64, seed=seed)
    tasks.through(model, task.train, steps, warmup=warmup, label_smoothing=label_smoothing, seed=seed)
    return evaluate(model, task.valid)
