"""Finished trainings: each ratio at the learning rate that suited it best, constant or falling."""

from functools import cache

from course_lib.kit import records

from ..experiments import race_other_tasks
from ..experiments.learning_rates import FALLING
from ..experiments.race import TUNED
from .race import Curve, Setting

COOLDOWNS = {"constant_rate": 0.0, "falling_rate": FALLING}  # names in `figures`
FORCINGS: tuple[float | str, ...] = (1.0, 0.75, 0.5, 0.0, "linear")


@cache
def tuned(task: str, cooldown: float) -> dict[float | str, float]:
    """Ratio or schedule -> the learning rate that suited it best; what was not tried is not there."""
    if task != "copy":
        return dict(race_other_tasks.TUNED[task, cooldown])
    return {forcing: rate for (tried, forcing), rate in TUNED.items() if tried == cooldown}


@cache
def finished(task: str, cooldown: float, forcing: float | str) -> Curve | None:
    """The trainings of every length and seed; None where there are none."""
    rate = tuned(task, cooldown).get(forcing)
    if rate is None:
        return None
    wanted = {"cooldown": cooldown, "teacher_forcing": forcing, "learning_rate": rate}
    if task == "copy":
        runs = [run | {"at": run["steps"]} for run in records.load("race").where(**wanted)]
    else:
        runs = [
            {
                "seed": run["seed"],
                "at": [race_other_tasks.STEPS],
                **{name: [run[name]] for name in ("exact", "error")},
            }
            for run in records.load("race_other_tasks").where(task=task, **wanted)
        ]
    return Curve(Setting(task, forcing), runs)


def curves(task: str, cooldown: float, forcings: tuple[float | str, ...]) -> list[Curve]:
    """What there is of the wanted ratios and schedules."""
    return [found for one in forcings if (found := finished(task, cooldown, one))]


def scores(found: list[Curve], outcome: str) -> dict[str, dict[int, list[float]]]:
    """Name -> steps of training -> "exact" or "error" of every seed, for the figure."""
    return {
        one.setting.name: {steps: one.values(outcome, k) for k, steps in enumerate(one.at)} for one in found
    }
