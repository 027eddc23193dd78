"""Source reversal: does reading the source back to front help (Sutskever et al. 2014, section 3.3)?"""

from typing import Any

from course_lib.data.corpora import load
from course_lib.kit import tasks

EVERY = 250
STEPS = {"copy": 2000, "numbers": 1500}
SETTINGS = [
    {"task": task, "reverse": reverse, "seed": seed}
    for task in STEPS
    for reverse in (False, True)
    for seed in range(5 if task == "copy" else 3)
]


def run(task: str, reverse: bool, seed: int, steps: int | None = None) -> dict[str, Any]:
    """Train an LSTM of 128 -> exact match on held-out pairs at every 250th step."""
    if task == "copy":
        made = tasks.copying(5, 15, letters=26)
    else:
        corpus = load("numbers-en-digits")
        made = tasks.task(corpus.train, corpus.valid, corpus.source_unit, corpus.target_unit)
    model = made.model(cell="lstm", reverse=reverse, seed=seed)
    settings = {"valid": made.valid, "evaluate_every": EVERY, "cooldown": 0.0, "seed": seed}
    reports = tasks.through(model, made.train, steps or STEPS[task], **settings)
    return {"at": [r.step for r in reports], "exact": [r.metrics["exact_match"] for r in reports]}
