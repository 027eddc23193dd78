"""The course's own run of 1_seq2seq.py: what `own` gives to whoever has not built theirs yet."""

from collections import deque
from typing import Any

import torch
from torch import nn

from course_lib.kit.from_scratch import page

SETTINGS = [{"seed": 0}]


def build(seed: int) -> nn.Module:
    """The page's model before any training."""
    course = page("1_seq2seq")
    torch.manual_seed(seed)
    return course.Seq2Seq(len(course.SOURCE), len(course.TARGET))


def run(seed: int, steps: int = 1500) -> dict[str, Any]:
    """Train the page's model -> the share of the held-out lines that comes out right, and the model."""
    course, model = page("1_seq2seq"), build(seed)
    deque(course.train(model, steps, seed=seed), maxlen=0)
    return {"score": course.score(model), "model": model}
