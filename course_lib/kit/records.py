"""Records: recorded experiments, the same on every machine; `course.py experiments` makes them anew.

A record is one JSON file in assets/runs: what was run, with which settings, seeds and versions, and what came
out. Models that it trained lie beside it, in a folder of its name.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from torch import nn

from course_lib.training.checkpoint import Bundle, load_best
from course_lib.training.checkpoint import load as load_model

Module = TypeVar("Module", bound=nn.Module)
FOLDER = Path(__file__).resolve().parents[2] / "assets" / "runs"
RENAMED = {  # what experiments were called before -> what they are called now
    "far": "transformer_lengths",
    "hunger": "data_efficiency",
    "lengths": "layer_times",
    "pace": "step_cost",
    "parallel": "model_times",
    "planting": "planted_word",
    "wander": "batch_statistics",
}


@dataclass(frozen=True)
class Record:
    """A recorded experiment."""

    name: str
    command: str  # what makes it anew
    versions: dict[str, str]
    seconds: float  # of computation, summed over all runs
    results: list[dict[str, Any]]  # one a run: its settings, the seed among them, and what came out

    def where(self, **settings: Any) -> list[dict[str, Any]]:
        """The runs with these settings, in the order of their seeds. ValueError when there is none."""
        found = [r for r in self.results if all(r.get(key) == value for key, value in settings.items())]
        if not found:
            raise ValueError(f"{self.name} was not recorded with {settings}; remake it with: {self.command}")
        return found

    def values(self, outcome: str, **settings: Any) -> list[Any]:
        """One outcome of the runs with these settings. ValueError when there is none."""
        return [run[outcome] for run in self.where(**settings)]

    def model(self, **settings: Any) -> Bundle:
        """The model that the first run with these settings left. ValueError when there is none."""
        return load_model(self._folder(settings))

    def fill(self, model: Module, **settings: Any) -> Module:
        """The model with the weights that the first run with these settings left: for models of pictures,
        which have no vocabularies. ValueError when there is none, or when they do not fit."""
        load_best(self._folder(settings), model)
        return model

    def _folder(self, settings: dict[str, Any]) -> Path:
        return FOLDER / self.name / self.where(**settings)[0]["model"]


def unknown(name: str, known: Iterable[str]) -> ValueError:
    """What to raise for a name that is not among the known ones: it names them, or what replaced it."""
    if name in RENAMED:
        return ValueError(f"the experiment {name!r} is called {RENAMED[name]!r} now")
    return ValueError(f"no experiment {name!r}; there are {', '.join(known)}")


def load(name: str) -> Record:
    """The record of that name. ValueError, with what there is, for an unknown one."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        raise unknown(name, sorted(path.stem for path in FOLDER.glob("*.json")))
    return Record(**json.loads(path.read_text(encoding="utf-8")))


def spread(values: list[float], form: str = ".2f") -> str:
    """A mean with its range over seeds, for a table: ".84 (.81 to .88)"."""
    mean, low, high = (format(v, form) for v in (sum(values) / len(values), min(values), max(values)))
    return f"{mean} ({low} to {high})"
