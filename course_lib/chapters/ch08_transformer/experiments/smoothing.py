"""Smoothing: label smoothing and warm-up, on and off, for a small Transformer that spells out sounds."""

from typing import Any

from course_lib.data.corpora import load
from course_lib.kit import tasks
from course_lib.training import evaluate

SETTINGS = [
    {"label_smoothing": share, "warmup": warmup, "seed": seed}
    for share in (0.0, 0.1)
    for warmup in (0, 100)
    for seed in range(3)
]


def run(label_smoothing: float, warmup: int, seed: int, steps: int = 800) -> dict[str, Any]:
    """Train 2 + 2 layers of width 64 on letters to phonemes; forced loss without smoothing, and what the
    model says alone, on 1000 held-out words."""
    corpus = load("phonemes")
    task = tasks.task(corpus.train, corpus.valid[:1000], corpus.source_unit, corpus.target_unit)
    model = task.model(architecture="transformer", hidden=64, seed=seed)
    tasks.through(model, task.train, steps, warmup=warmup, label_smoothing=label_smoothing, seed=seed)
    model.eval()
    return evaluate(model, task.valid)
