"""Results: what the records say of copying, closed book, by learning rate, ratio and length of a training."""

from collections.abc import Sequence

from course_lib.kit import records

from .experiments.race import TUNED
from .figures import label

Scores = dict[int, list[float]]  # steps of a finished training -> its score, one a seed


def copying(
    cooldown: float,
    ratios: Sequence[str] = ("1.0", "0.0"),
    averaged: bool = False,
    rate: float | None = None,
) -> dict[str, Scores]:
    """For each ratio the scores of five finished trainings of each length, tuned unless a `rate` is given;
    `averaged`: of the mean of the weights of the last three tenths of the steps."""
    found = {}
    for ratio in ratios:
        settings = {
            "cooldown": cooldown,
            "teacher_forcing": forcing(ratio),
            "learning_rate": rate or TUNED[cooldown, forcing(ratio)],
        }
        runs = records.load("race").where(**settings)
        scores = [(run["averaged"] if averaged else run)["exact"] for run in runs]
        found[ratio] = dict(zip(runs[0]["steps"], map(list, zip(*scores, strict=True)), strict=True))
    return found


def forcing(ratio: str) -> float | str:
    """What the record calls a ratio or a schedule: "1.0" is 1.0."""
    return ratio if ratio == "linear" else float(ratio)


def told(scores: Sequence[float]) -> str:
    """A mean with its range over seeds: "0.949 (0.934 – 0.972)"."""
    return f"{sum(scores) / len(scores):.3f} ({min(scores):.3f} – {max(scores):.3f})"


def rows(
    cooldown: float, ratios: Sequence[str] = ("1.0", "0.0"), rate: float | None = None
) -> list[tuple[str, ...]]:
    """A row for each ratio: its name, its learning rate, and what is told of each length."""
    found = copying(cooldown, ratios, rate=rate)
    return [
        (label(ratio), f"{rate or TUNED[cooldown, forcing(ratio)]:g}", *map(told, scores.values()))
        for ratio, scores in found.items()
    ]
