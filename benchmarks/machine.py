"""The machine: what it can do at best, and how to time several things on it fairly."""

import os
import platform
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple

import torch

THREADS = 2


def describe() -> str:
    """One line: processor, how busy it is, torch, threads."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores{busy}; "
        f"torch {torch.__version__}, {torch.get_num_threads()} threads"
    )


def peak(size: int) -> float:
    """Operations a second of the best of ten float32 products of two size x size matrices."""
    a, b = torch.rand(2, size, size)
    best = float("inf")
    for _ in range(10):
        start = time.perf_counter()
        a @ b
        best = min(best, time.perf_counter() - start)
    return 2 * size**3 / best


class Work(NamedTuple):
    """What one turn did."""

    units: float  # real tokens, or sentences
    operations: float = 0.0  # floating point, of the matrix products for real tokens


class Speed(NamedTuple):
    """Of one turn, or medians over the rounds."""

    rate: float  # units a second
    ratio: float  # to the first, in the same round
    operations: float  # a second


def race(turns: dict[str, Iterable[Callable[[], Work]]]) -> dict[str, Speed]:
    """Time everybody's first turn, then everybody's second, and so on: a busy minute hits all alike."""
    return {name: Speed(*map(median, zip(*speeds, strict=True))) for name, speeds in rounds(turns).items()}


def rounds(turns: dict[str, Iterable[Callable[[], Work]]]) -> dict[str, list[Speed]]:
    """As `race`, with the speeds of each round."""
    measured: dict[str, list[Speed]] = {name: [] for name in turns}
    for turn in zip(*turns.values(), strict=True):
        first = None
        for name, run in zip(turns, turn, strict=True):
            start = time.perf_counter()
            work = run()
            seconds = time.perf_counter() - start
            rate = work.units / seconds
            first = first or rate
            measured[name].append(Speed(rate, rate / first, work.operations / seconds))
    return measured
