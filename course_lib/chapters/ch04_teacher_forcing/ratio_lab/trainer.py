"""One live training at a time, in a thread that a learner can stop."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from ..experiments.forcing import LOSSES, course, race, shown
from .race import Run, Setting

QUIET = 0.2  # seconds between two signs of life


@dataclass(frozen=True)
class Progress:
    """Where a training stands; `state` is "running", "stopped", "finished" or "failed"."""

    setting: Setting
    steps: int
    step: int = 0
    left: float | None = None  # seconds that it still takes, once that can be told
    state: str = "running"
    run: Run = field(default_factory=dict)  # what the evaluations so far have seen, as a recorded run
    error: str = ""


class Trainer:
    """Trains in a worker thread, calls show(progress) from there, and remembers what came of it."""

    def __init__(self, show: Callable[[Progress], None], steps: int | None = None):
        """`steps` is for tests: a shorter training than the recorded one."""
        self._show, self._steps = show, steps
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self.busy = False
        self.last: Progress | None = None  # of the latest training
        self.runs: dict[Setting, Run] = {}  # as far as they have been evaluated

    def start(self, setting: Setting) -> bool:
        """Begin a training with one seed. False, and nothing happens, while another is going on."""
        with self._lock:
            if self.busy:
                return False
            self.busy = True
            self._stop.clear()
            self._thread = threading.Thread(target=self._train, args=(setting,), daemon=True)
            self._thread.start()
            return True

    def stop(self) -> None:
        self._stop.set()

    def join(self, timeout: float = 60) -> None:
        if self._thread:
            self._thread.join(timeout)

    def _tell(self, now: Progress) -> None:
        self.last = now
        if now.run.get("at"):
            self.runs[now.setting] = now.run
        self._show(now)

    def _train(self, setting: Setting) -> None:
        progress = Progress(setting, self._steps or 0)
        try:
            torch.set_num_threads(1)  # so small a model is slower with two
            self._tell(progress)  # loading a task may take a moment
            raced = course(setting.task)
            begun = replace(progress, steps=self._steps or raced.steps)
            for now in self._follow(begun, raced):
                progress = now
                self._tell(now)
            end = replace(progress, state="finished" if progress.step == progress.steps else "stopped")
        except Exception as problem:  # a thread's traceback would reach nobody
            end = replace(progress, state="failed", error=str(problem) or type(problem).__name__)
        self.busy = False
        self._tell(replace(end, left=None))

    def _follow(self, progress: Progress, raced: Any) -> Iterator[Progress]:
        """Progress after steps that are worth showing; ends at Stop."""
        setting, begun, told = progress.setting, time.monotonic(), 0.0
        run: Run = {"seed": setting.seed, "losses": [], **shown(raced)}
        keys = ("at", "seconds", "loss", "tokens", "exact", "error", "open", "closed")
        curves: dict[str, list] = {key: [] for key in keys}
        for report, seconds, seen in race(raced, setting.forcing, setting.coin, setting.seed, progress.steps):
            if len(run["losses"]) < LOSSES:
                run["losses"].append(report.loss)
            if seen:
                for key, value in {"at": report.step, "seconds": seconds, **seen}.items():
                    curves[key].append(value)
            now = time.monotonic()
            over = self._stop.is_set()
            if seen or over or now - told > QUIET:
                told = now
                left = (now - begun) / report.step * (progress.steps - report.step)
                grown = {key: list(values) for key, values in curves.items()}  # the shown one stays as it is
                progress = replace(
                    progress,
                    step=report.step,
                    left=left if report.step >= 10 else None,
                    run=run | grown,
                )
                yield progress
            if over:
                return
