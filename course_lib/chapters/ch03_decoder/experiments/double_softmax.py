"""A softmax before a loss that makes one itself: the cost, at the learning rate that suits it best."""

from typing import Any

import torch

from course_lib.kit import tasks
from course_lib.kit.from_scratch import page

RATES = (2.5e-3, 5e-3, 1e-2)
SETTINGS = tasks.grid(twice=(False, True), rate=RATES, seed=range(3))


def run(twice: bool, rate: float, seed: int, steps: int = 900) -> dict[str, Any]:
    """Train the model of 1_seq2seq -> exact on its held-out lines, and the training loss at the end."""
    course = page("1_seq2seq")
    torch.manual_seed(seed)
    model = course.Seq2Seq(len(course.SOURCE), len(course.TARGET))
    if twice:
        model.project = lambda hidden: model.output(hidden).softmax(-1)  # greedy reads the same order
    losses = list(course.train(model, steps, rate, seed))
    return {"exact": course.score(model), "loss": sum(losses[-50:]) / len(losses[-50:])}
