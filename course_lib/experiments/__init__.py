"""Experiments: the longer trainings whose results the chapters show; `course.py experiments` runs them.

An experiment is a module here with `SETTINGS`, one dict a run, and `run(**settings)`, which trains and
returns what came out as plain data (and under "model", where the model itself is needed, a Bundle, or a
module of pictures without vocabularies).
"""

from importlib import import_module
from types import ModuleType

NAMES = (
    "copying",
    "memory",
    "recall",
    "reversal",
    "padding",
    "encoders",
    "french",
    "forcing",
    "planting",
    "halfway",
    "pace",
    "cascade",
    "story",
    "oracle",
    "translation",
    "risk",
    "bottleneck",
    "alignments",
    "lengths",
    "placement",
    "warmup",
    "norms",
    "wander",
    "far",
    "order",
    "smoothing",
    "patching",
    "hunger",
    "strips",
    "parallel",
)


def find(name: str) -> ModuleType:
    """The experiment of that name. ValueError, with what there is, for an unknown one."""
    if name not in NAMES:
        raise ValueError(f"no experiment {name!r}; there are {', '.join(NAMES)}")
    return import_module(f"{__name__}.{name}")
