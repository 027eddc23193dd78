"""Learning rates: each ratio gets the rate that suits it, before ratios are raced against each other.

The rates are chosen on pairs and seeds that no race reports: the last training pairs are held out for it.
"""

from typing import Any

from course_lib.kit import tasks
from course_lib.training import evaluate, train
from course_lib.training.teacher_forcing import Linear

from . import forcing

HELD_OUT = 500  # of the training pairs, the last ones
FALLING = 0.3  # the share of the steps over which the learning rate falls; the library's own default
STEPS = {"copy": 800, "numbers": 500, "phonemes": 500}  # the last two: half of a race
# By cooldown: a rate that falls may start higher. Attention wants lower ones.
RATES = {0.0: (2e-3, 4e-3, 8e-3), FALLING: (4e-3, 8e-3, 16e-3)}
LOWER = {0.0: 1e-3, FALLING: 2e-3}
FORCINGS: dict[str, tuple[float | str, ...]] = {
    "copy": (1.0, 0.0, 0.5, 0.75, "linear"),
    "numbers": (1.0, 0.0),
    "phonemes": (1.0, 0.0),
}
SEEDS = {"copy": (100, 101), "numbers": (100,), "phonemes": (100,)}
SETTINGS = [
    setting
    for task, forcings in FORCINGS.items()
    for cooldown, rates in RATES.items()
    for setting in tasks.grid(
        task=[task],
        cooldown=[cooldown],
        teacher_forcing=forcings,
        learning_rate=(LOWER[cooldown], *rates) if task == "phonemes" else rates,
        seed=SEEDS[task],
    )
]


def ratio_over(forcing: float | str, steps: int) -> float | Linear:
    """What `train` takes: "linear" is a schedule from 1 down to 0 at the training's end."""
    return Linear(1 / steps) if forcing == "linear" else float(forcing)


def run(
    task: str,
    teacher_forcing: float | str,
    cooldown: float,
    learning_rate: float,
    seed: int,
    steps: int | None = None,
) -> dict[str, Any]:
    """Train once, a coin a step, on all but the last training pairs -> forced loss, exact match and error
    rate on these."""
    raced = forcing.course(task)
    steps = STEPS[task] if steps is None else steps
    model = raced.task.model(**raced.model, seed=seed)
    learnt, held_out = raced.task.train[:-HELD_OUT], raced.task.train[-HELD_OUT:]
    rates: dict[str, Any] = {"learning_rate": learning_rate, "cooldown": cooldown}
    ratio = ratio_over(teacher_forcing, steps)
    for _ in train(model, learnt, steps=steps, teacher_forcing=ratio, seed=seed, **rates):
        pass
    return evaluate(model, held_out)
