"""The suspects of `story` again, with a learning rate that falls to zero; `story` holds it constant."""

from typing import Any

from course_lib.kit import tasks

from . import story

FALLING = 0.3  # the share of the steps
CHOICES = (
    "base",
    "ratio-0",
    "ratio-0.5",
    "attention",
    "hidden-64-rare-200",
    "hidden-128",
    "rare-200",
    "layers-2",
    "epochs-60",
)
SETTINGS = tasks.grid(choice=CHOICES, seed=range(6))


def run(choice: str, seed: int) -> dict[str, Any]:
    """Train one model -> what it says of the notes' sentence: alone, after gold, after a planted 动."""
    return story.judge(*story.trained(seed, cooldown=FALLING, **story.CHOICES[choice]))
