"""A planted word after a training three times as long: does the lesson of ratio 0 stay?"""

from typing import Any

from course_lib.kit import tasks

from . import planted_word

STEPS = 3 * planted_word.STEPS
SETTINGS = tasks.grid(language=["en", "zh"], seed=range(6))


def run(language: str, seed: int, steps: int = STEPS) -> dict[str, Any]:
    """What `planted_word.run` finds at ratio 0 under a falling rate."""
    return planted_word.run(language, 0.3, 0.0, seed, steps)
