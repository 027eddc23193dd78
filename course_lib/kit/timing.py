"""Timing: calls that take turns on one thread, told as ratios, since seconds belong to a machine."""

from collections.abc import Callable
from statistics import median
from time import thread_time
from typing import Any

UNIT = 64  # everything is told in times of the GRU at this length
LONG = 512  # a call over n positions is repeated until it has read so many


def in_turns(calls: dict[Any, Callable[[], None]], rounds: int) -> dict[Any, list[float]]:
    """Seconds of every call in every round, of this thread alone; the last of a key (…, n) is its length.

    The calls take turns, so that they share a busy moment; short ones are repeated. A first round warms up.
    """
    taken: dict[Any, list[float]] = {key: [] for key in calls}
    for turn in range(rounds + 1):
        for key, call in calls.items():
            repeats = max(1, LONG // key[-1])
            begun = thread_time()
            for _ in range(repeats):
                call()
            if turn:
                taken[key].append((thread_time() - begun) / repeats)
    return taken


def ratios(taken: dict[Any, list[float]], unit: Any) -> dict[Any, dict[str, float]]:
    """Each call's median over rounds, in times of the unit's median; and the range over rounds."""
    one = median(taken[unit])
    shown: dict[str, Callable[[list[float]], float]] = {"times": median, "low": min, "high": max}
    return {key: {name: of(s) / one for name, of in shown.items()} for key, s in taken.items()}
