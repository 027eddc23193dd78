"""The race between finished trainings on number words to digits, and on letters to phonemes with attention.

As `race`, with tuned rates, at ratios 1 and 0 and one length of training.
"""

from typing import Any

from course_lib.kit import tasks

from . import forcing
from .learning_rates import FALLING
from .race import endings

STEPS = 1000
# The best of the record of `learning_rates`: task, cooldown -> ratio -> learning rate.
TUNED: dict[tuple[str, float], dict[float, float]] = {
    ("phonemes", FALLING): {1.0: 4e-3, 0.0: 2e-3},
    ("phonemes", 0.0): {1.0: 2e-3, 0.0: 2e-3},
    ("numbers", FALLING): {1.0: 4e-3, 0.0: 8e-3},
    ("numbers", 0.0): {1.0: 4e-3, 0.0: 8e-3},
}
SETTINGS = [
    setting
    for (task, cooldown), rates in TUNED.items()
    for ratio, rate in rates.items()
    for setting in tasks.grid(
        task=[task], cooldown=[cooldown], teacher_forcing=[ratio], learning_rate=[rate], seed=range(3)
    )
]


def run(
    task: str, cooldown: float, teacher_forcing: float, learning_rate: float, seed: int, steps: int = STEPS
) -> dict[str, Any]:
    """Train once -> what `forcing.observe` sees of the model, and of the average of its last weights."""
    raced = forcing.course(task)
    rates = {"cooldown": cooldown, "learning_rate": learning_rate}
    ((_, model, mean),) = endings(raced, teacher_forcing, (steps,), seed, **rates)
    found, averaged = (forcing.observe(one, raced) for one in (model, mean))
    for seen in (found, averaged):
        del seen["open"], seen["closed"]
    return found | {"averaged": averaged}
