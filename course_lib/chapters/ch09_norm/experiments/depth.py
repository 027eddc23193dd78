"""Depth: the trainings of `warmup` at its high rate, without warm-up, in shallower models."""

from typing import Any

from course_lib.kit import tasks

from . import warmup

SETTINGS = tasks.grid(placement=("post", "pre"), layers=(2, 4), seed=range(3))


def run(placement: str, layers: int, seed: int, steps: int = warmup.STEPS) -> dict[str, Any]:
    """What `warmup.run` finds, with so many layers on each side."""
    return warmup.run(placement, max(warmup.RATES), 0, seed, steps, layers)
