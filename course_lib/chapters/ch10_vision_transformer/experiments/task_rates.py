"""Task rates: which learning rate suits which model on the two tasks; on pictures for choosing alone."""

from typing import Any

from course_lib.kit import tasks

from . import two_tasks

SETTINGS = tasks.grid(task=two_tasks.TASKS, kind=two_tasks.MODELS, rate=(1e-3, 2e-3, 4e-3), seed=[9])


def run(
    task: str, kind: str, rate: float, seed: int, count: int = 300, steps: int | None = None
) -> dict[str, Any]:
    """Train on `count` pictures at that rate -> accuracy on the validation pictures."""
    return {"valid": two_tasks.run(task, kind, count, seed, steps, rate)["valid"]}
