"""Trainings: the recorded runs that the chapter's tables share, and what is read off them."""

from collections.abc import Sequence
from typing import Any

from course_lib.kit import records

Run = dict[str, Any]
PREFIXES = ("own", "own aligned"), ("gold", "gold")  # how the figure calls them, and the records
COMPARED = (  # ratio, steps, whether the rate falls
    *((1.0, 1000, False), (0.0, 2000, False)),
    *((1.0, 1000, True), (0.0, 2000, True), (1.0, 2000, True)),
)


def runs(ratio: float, steps: int, falling: bool = True) -> list[Run]:
    """Copying 12 letters: the runs of a training, whose learning rate falls at the end or stays constant."""
    if falling and (ratio, steps) != (1.0, 2000):
        return records.load("cascade").where(ratio=ratio, steps=steps)
    return records.load("error_by_distance").where(cooldown=0.3 * falling, ratio=ratio, steps=steps)


def after(found: Sequence[Run], how: str, far: int = 6) -> list[list[float]]:
    """The shares of wrong letters 1, 2, … behind the first error, a row for each run."""
    return [run["after"][how][1 : far + 1] for run in found]


def swaps(found: Sequence[Run], strings: int = 500) -> list[float]:
    """The share of swaps among the first errors of each run."""
    return [run["swaps"] / (strings * (1 - run["exact"])) for run in found]


def end_right(found: Sequence[Run], place: str = "5") -> list[tuple[int, int]]:
    """How many outputs end right, of how many: with nothing planted, with the likeliest mistake planted, and
    after the first error of the model's own. All runs together."""
    kinds = [[run["planted"][place][kind]["outcomes"] for run in found] for kind in ("nothing", "likeliest")]
    kinds.append([run["outcomes"] for run in found])
    return [(sum(one["recovered"] for one in kind), sum(one["rows"] for one in kind)) for kind in kinds]
