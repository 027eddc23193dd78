"""Placement: gradients of Post-LN and Pre-LN stacks before training, by depth (Xiong et al. 2020)."""

from typing import Any

from course_lib.analysis.gradients import by_layer
from course_lib.kit import tasks

DEPTHS, SEEDS = (2, 4, 8, 16), 8
SETTINGS = tasks.grid(placement=("post", "pre"), layers=DEPTHS, seed=range(SEEDS))


def run(placement: str, layers: int, seed: int) -> dict[str, Any]:
    """The norm of the gradient by W2 in every layer, first to last."""
    return {"gradients": by_layer(placement, layers=layers, seed=seed)}
