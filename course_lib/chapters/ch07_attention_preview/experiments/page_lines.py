"""Lines of one to four numbers, for both pages: 1_seq2seq.py with its one context, 2_attention.py with all.

Every model is trained on lines of one length, and tested on lines of that length that no training sees.
"""

import re
from collections import deque
from types import ModuleType
from typing import Any

import torch

from course_lib.kit import tasks
from course_lib.kit.from_scratch import FOLDER

STEPS = 1500
PAGES = ("1_seq2seq", "2_attention")
SETTINGS = [
    *tasks.grid(page=PAGES, numbers=range(1, 5), steps=[STEPS], seed=range(3)),
    # What a longer training does for one context.
    *tasks.grid(page=["1_seq2seq"], numbers=[3], steps=[3 * STEPS], seed=range(3)),
]


def with_numbers(name: str, numbers: int) -> ModuleType:
    """The page anew, its one constant changed: so many numbers in a line."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    changed, times = re.subn(r"^NUMBERS = \d", f"NUMBERS = {numbers}", text, flags=re.MULTILINE)
    assert times == 1
    module = ModuleType(name)
    exec(compile(changed, name, "exec"), vars(module))
    return module


def run(page: str, numbers: int, steps: int, seed: int) -> dict[str, Any]:
    """Train the page's model on lines of so many numbers -> the share of held-out lines that are right."""
    course = with_numbers(page, numbers)
    torch.manual_seed(seed)
    model = course.Seq2Seq(len(course.SOURCE), len(course.TARGET))
    deque(course.train(model, steps, seed=seed), maxlen=0)
    return {"score": course.score(model), "weights": tasks.weights(model)}
