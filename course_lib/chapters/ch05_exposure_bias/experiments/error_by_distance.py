"""Errors by their distance from the first one, under a constant and a falling learning rate.

What `cascade` measures, of what its argument needs: teacher forcing, and ratio 0 as the control.
"""

from typing import Any

from . import cascade

PLACE = 5  # where wrong letters are planted
# Under a falling rate `cascade` records 1,000 steps of ratio 1, and 2,000 of ratio 0.
TRAINED = ((0.0, 1.0, 1000), (0.0, 0.0, 2000), (0.3, 1.0, 2000), (0.0, 1.0, 2000))
SETTINGS = [
    {"cooldown": cooldown, "ratio": ratio, "steps": steps, "seed": seed}
    for cooldown, ratio, steps in TRAINED
    for seed in range(3)
]


def run(cooldown: float, ratio: float, steps: int, seed: int) -> dict[str, Any]:
    """Train -> how 500 held-out strings go wrong."""
    task, model = cascade.learn(ratio, steps, seed, cooldown=cooldown)
    return cascade.measure(model, task.valid, seed, (PLACE,))
