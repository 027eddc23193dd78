"""The course's own run of 1_seq2seq.py: what `own` gives to whoever has not built theirs yet."""

from collections import deque
from typing import Any

import torch
from torch import nn

from course_lib.kit.from_scratch import page

COURSE = page("1_seq2seq")  # here, so that the process which records knows the class of what comes back
SETTINGS = [{"seed": 0}]


def build(seed: int) -> nn.Module:
    """The page's model before any training."""
    torch.manual_seed(seed)
    return COURSE.Seq2Seq(len(COURSE.SOURCE), len(COURSE.TARGET))


def run(seed: int, steps: int = 1500) -> dict[str, Any]:
    """Train the page's model -> the share of the held-out lines that comes out right, and the model."""
    model = build(seed)
    deque(COURSE.train(model, steps, seed=seed), maxlen=0)
    return {"score": COURSE.score(model), "model": model}
