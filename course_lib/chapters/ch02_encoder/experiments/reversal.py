"""Source reversal: does reading the source back to front help (Sutskever et al. 2014, section 3.3)?"""

from typing import Any

from course_lib.kit import tasks

EVERY = 250
STEPS = {"copy": 2000, "numbers": 1500}
SETTINGS = [
    *tasks.grid(task=["copy"], reverse=(False, True), seed=range(5)),
    *tasks.grid(task=["numbers"], reverse=(False, True), seed=range(3)),
]


def run(task: str, reverse: bool, seed: int, steps: int | None = None) -> dict[str, Any]:
    """Train an LSTM of 128 -> exact match on held-out pairs at every 250th step."""
    made = tasks.copying(5, 15, letters=26) if task == "copy" else tasks.corpus("numbers-en-digits")
    model = made.model(cell="lstm", reverse=reverse, seed=seed)
    settings = {"valid": made.valid, "evaluate_every": EVERY, "cooldown": 0.0, "seed": seed}
    reports = tasks.through(model, made.train, steps or STEPS[task], **settings)
    exact = [report.metrics["exact_match"] for report in reports if report.metrics]
    return {"at": [report.step for report in reports], "exact": exact}
