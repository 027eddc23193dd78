"""Runs of teacher forcing side by side, recorded or live, at equal steps or at equal seconds."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from course_lib.kit import records
from course_lib.language import pick

from ..experiments.forcing import RATIOS, ratio_of
from ..figures import Line

Run = dict[str, Any]  # as `experiments.forcing.run` returns it
SAME = "same"
CHOICES = ("1", "0", SAME)
EARLY = 0.25  # of the race
OPEN, CLOSED = {"right": "tokens", "errors": "loss"}, {"right": "exact", "errors": "error"}


class Setting(NamedTuple):
    """What a run was trained with; seed None stands for all recorded seeds."""

    task: str = "copy"
    forcing: float | str = 1.0  # a ratio, or a schedule's name
    coin: str = "step"
    seed: int | None = None

    @property
    def name(self) -> str:
        """In words, as short as can be."""
        if isinstance(self.forcing, str):
            name = pick(self.forcing, SCHEDULES[self.forcing])
        else:
            name = pick(f"ratio {self.forcing:g}", f"比率 {self.forcing:g}")
        if self.coin != "step":
            name += pick(f", a coin a {self.coin}", f"，{COINS[self.coin]}抛一次")
        return name if self.seed is None else name + pick(f", seed {self.seed}", f"，种子 {self.seed}")


SCHEDULES = {"linear": "线性下降", "exponential": "指数下降", "inverse sigmoid": "反 S 形下降"}
COINS = {"step": "每一步", "token": "每个词元", "sequence": "每句", "batch": "每批"}


@cache
def record() -> records.Record:
    return records.load("forcing")


def recorded(setting: Setting) -> list[Run]:
    """The recorded runs of a setting: one a seed, or none."""
    wanted = {"task": setting.task, "teacher_forcing": setting.forcing, "coin": setting.coin}
    if setting.seed is not None:
        wanted["seed"] = setting.seed
    try:
        return record().where(**wanted)
    except ValueError:
        return []


@cache
def clock(task: str, forcing: float | str, coin: str, steps: tuple[int, ...]) -> list[float]:
    """Seconds of training up to each of the steps, from the record `step_cost`.

    Under a schedule every step costs what its ratio costs, between two measured ratios a straight line.
    """
    (measured,) = records.load("step_cost").values("costs", task=task)
    cost = {(one["teacher_forcing"], one["coin"]): one["milliseconds"] / 1000 for one in measured}
    if not isinstance(forcing, str):
        return [cost[forcing, coin] * step for step in steps]
    ratios = [ratio_of(forcing)(step) for step in range(1, steps[-1] + 1)]
    costs = np.interp(ratios, RATIOS, [cost[ratio, "step"] for ratio in RATIOS]).cumsum()
    return [float(costs[step - 1]) for step in steps]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


@dataclass(frozen=True)
class Curve:
    """One setting's runs, and what they have in common at each evaluation."""

    setting: Setting
    runs: list[Run]
    live: bool = False

    @property
    def at(self) -> list[int]:
        """Training steps at the evaluations that every run has reached."""
        return min((run["at"] for run in self.runs), key=len)

    @property
    def seconds(self) -> list[float]:
        """Seconds of training at the same evaluations: by the recorded pace, or as a live run took them."""
        if not self.live:
            return clock(self.setting.task, self.setting.forcing, self.setting.coin, tuple(self.at))
        return [mean(self.values("seconds", k)) for k in range(len(self.at))]

    def values(self, outcome: str, k: int) -> list[float]:
        """An outcome of every seed at the k-th evaluation."""
        return [run[outcome][k] for run in self.runs]

    def reached(self, moment: float, by: str) -> int | None:
        """The last evaluation at or before a moment; None before the first."""
        x = self.at if by == "step" else self.seconds
        return bisect_right(x, moment + 1e-9) - 1 if x[0] <= moment + 1e-9 else None

    def right(self, moment: float, by: str) -> list[float]:
        """The share of right answers, closed book, of every seed; zero before the first evaluation."""
        k = self.reached(moment, by)
        return [0.0] if k is None else self.values("exact", k)

    def line(self, outcome: str, by: str) -> Line:
        """For the figure: the mean with its range over seeds."""
        columns = [self.values(outcome, k) for k in range(len(self.at))]
        means, lows, highs = ([*map(one, columns)] for one in (mean, min, max))
        name = self.setting.name + (pick(" (live)", "（实时）") if self.live else "")
        x = self.at if by == "step" else self.seconds
        return Line(name, x, means, lows, highs, self.live)


def curve(setting: Setting, live: dict[Setting, Run] | None = None) -> Curve | None:
    """The setting's curve: recorded, or of a live run that has been evaluated, or None."""
    if found := recorded(setting):
        return Curve(setting, found)
    run = (live or {}).get(one_seed(setting))
    return Curve(setting, [run], live=True) if run and run["at"] else None


def one_seed(setting: Setting) -> Setting:
    """The setting that a live training has: a single seed, the first where none was chosen."""
    return setting if setting.seed is not None else setting._replace(seed=0)


def moments(task: str, curves: list[Curve], by: str) -> list[float]:
    """Where the scrubber stops: the recorded steps, or as many equal shares of the quickest run's seconds."""
    steps = record().where(task=task)[0]["at"]
    if by == "step":
        return steps
    ends = [one.seconds[-1] for one in curves if not one.live] or [c.seconds[-1] for c in curves] or [1.0]
    return [min(ends) * step / steps[-1] for step in steps]


@dataclass(frozen=True)
class Guess:
    """Who leads closed book, ratio "1" or "0", or "same": too close to call."""

    early: str
    end: str


@dataclass(frozen=True)
class Stand:
    """Who leads at a moment, closed book, by the share of right answers."""

    moment: float
    order: list[Curve]  # the best mean first
    spreads: dict[Setting, str]  # as "0.55 (0.50 to 0.60)"
    clear: bool  # the ranges over seeds of the first two do not overlap, and there are several seeds


def stand(curves: list[Curve], moment: float, by: str) -> Stand:
    """The order at a moment."""
    values = {one.setting: one.right(moment, by) for one in curves}
    order = sorted(curves, key=lambda one: -mean(values[one.setting]))
    clear = len(order) > 1 and all(len(one.runs) > 1 for one in order[:2])
    clear = clear and min(values[order[0].setting]) > max(values[order[1].setting])
    return Stand(moment, order, {s: _spread(v) for s, v in values.items()}, clear)


def _spread(values: list[float]) -> str:
    middle, low, high = (f"{value:.2f}" for value in (mean(values), min(values), max(values)))
    if len(values) == 1:
        return middle
    return pick(f"{middle} ({low} to {high})", f"{middle}（{low} 至 {high}）")


def crossing(one: Curve, other: Curve, task: str, by: str) -> float | None:
    """From which moment on `one` stays ahead of `other`; None when it was never behind, or is at the end."""
    grid = moments(task, [one, other], by)
    gaps = [mean(one.right(moment, by)) - mean(other.right(moment, by)) for moment in grid]
    ahead = max((i + 1 for i, gap in enumerate(gaps) if gap <= 0), default=0)  # it is, from there on
    return grid[ahead] if min(gaps) < 0 and ahead < len(grid) else None


def when(moment: float, by: str) -> str:
    """A moment in words."""
    if by == "step":
        return pick(f"step {moment:,.0f}", f"第 {moment:.0f} 步")
    return pick(f"{moment:.1f} s of training", f"训练 {moment:.1f} 秒")


def early(task: str, curves: list[Curve], by: str) -> float:
    """The moment at a quarter of the race."""
    grid = moments(task, curves, by)
    return grid[round(EARLY * len(grid)) - 1]


def truth(task: str, by: str = "step") -> tuple[tuple[str, Stand], tuple[str, Stand]]:
    """Early and at the end: who leads of the recorded ratios 1 and 0, and how they stand."""
    curves = [curve(Setting(task, ratio)) for ratio in (1.0, 0.0)]
    found = []
    for moment in (early(task, curves, by), moments(task, curves, by)[-1]):
        now = stand(curves, moment, by)
        found.append((f"{now.order[0].setting.forcing:g}" if now.clear else SAME, now))
    return found[0], found[1]
