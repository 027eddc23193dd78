"""python -m course_lib.chapters.record [NAME ...]: run experiments on all cores; record what comes out."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import torch
from joblib import Parallel, delayed, parallel_config

from course_lib.data.ranges import one_line
from course_lib.disk import write_whole
from course_lib.kit import records
from course_lib.training import checkpoint

from . import experiment, experiment_modules


def call(name: str, settings: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """One run in a process of its own -> what came out, and the seconds of computation."""
    torch.set_num_threads(1)  # small models gain nothing from a second thread, and rounding stays the same
    begun = time.process_time()
    return experiment(name).run(**settings), time.process_time() - begun


def rounded(value: Any) -> Any:
    """Plain data with four digits after the point: records stay small."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list | tuple) else value


def keep(folder: Path, name: str, settings: dict[str, Any], outcome: dict[str, Any]) -> dict[str, Any]:
    """A run's line of the record; its model, if it has one, goes into a folder that the line names."""
    model = outcome.pop("model", None)
    if model is not None:
        outcome["model"] = "-".join(str(value) for value in settings.values())
        place = folder / name / outcome["model"]
        place.mkdir(parents=True, exist_ok=True)
        if isinstance(model, checkpoint.Bundle):
            checkpoint.create(place, model)
        checkpoint.save_best(place, model.model if isinstance(model, checkpoint.Bundle) else model)
    return settings | rounded(outcome)


def record(name: str, each: Callable[[list], list], folder: Path) -> Path:
    """Run one experiment, its calls by way of `each`, and write its record."""
    settings = experiment(name).SETTINGS
    outcomes = each([delayed(call)(name, setting) for setting in settings])
    made = {
        "name": name,
        "command": f"python3 course.py experiments {name}",
        "versions": {"python": python_version(), "torch": version("torch").split("+")[0]},
        "seconds": round(sum(seconds for _, seconds in outcomes), 1),
        "results": [
            keep(folder, name, setting, out) for setting, (out, _) in zip(settings, outcomes, strict=True)
        ],
    }
    lines = ",\n  ".join(json.dumps(result, ensure_ascii=False) for result in made.pop("results"))
    head = json.dumps(made, ensure_ascii=False, indent=1).removesuffix("\n}")
    path = folder / f"{name}.json"
    write_whole(path, f'{head},\n "results": [\n  {lines}\n ]\n}}\n'.encode())
    return path


def main(arguments: list[str] | None = None) -> int:
    """The command line; 2 for a name that is not an experiment."""
    parser = argparse.ArgumentParser(prog="course.py experiments", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(experiment_modules())} (default: all)"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="runs at once (default: one a core)")
    parser.add_argument("--dask", metavar="ADDRESS", help="send the runs to a Dask cluster instead")
    parser.add_argument("--out", type=Path, default=records.FOLDER, help="where the records go")
    options = parser.parse_args(arguments)
    try:
        for name in options.names:
            experiment(name)
    except ValueError as unknown:
        print(unknown, file=sys.stderr)
        return 2
    client: AbstractContextManager[object] = nullcontext()
    backend: dict[str, Any] = {"backend": "loky", "n_jobs": options.jobs}
    if options.dask:
        try:
            from dask.distributed import Client

            client = Client(options.dask)
        except ImportError:
            print("--dask needs dask.distributed: pip install distributed", file=sys.stderr)
            return 2
        except (OSError, ValueError) as problem:  # nobody answers, or it is no address
            print(f"--dask {options.dask}: no cluster there ({one_line(str(problem))})", file=sys.stderr)
            return 2
        backend = {
            "backend": "dask"
        }  # joblib finds the client by itself; Dask repeats what a lost worker had
    options.out.mkdir(parents=True, exist_ok=True)
    with client, parallel_config(**backend):
        for name in options.names or experiment_modules():
            print(record(name, Parallel(verbose=5), options.out), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
