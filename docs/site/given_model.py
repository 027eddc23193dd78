"""A recorded model for the site's engine: what it may be made of, and its weights as base64."""

import base64
import json
from pathlib import Path
from typing import Any

from course_lib.kit import records

MODEL, WEIGHTS = "model.json", "best.safetensors"
RUNS = {  # all that the engine can do; a model of another kind fails the build
    "cell": {"gru"},
    "layers": {1},
    "bidirectional": {False},
    "reverse": {False},
    "context": {"initial"},
    "attention": {None, "dot", "general", "additive"},
    "input_feeding": {False},
}
UNITS = {"char", "word"}


class LayerError(ValueError):
    """One line that names a model and what of it the engine cannot run."""


def model(folder: Path) -> dict[str, Any]:
    """What a script needs of a model folder: model.json, and the weights as base64. Raises LayerError."""
    about = json.loads((folder / MODEL).read_text(encoding="utf-8"))
    wanted = {"architecture": about.get("architecture", "recurrent"), **about["config"]}
    wanted |= {f"{side}_unit": about[f"{side}_vocab"]["unit"] for side in ("source", "target")}
    can = {"architecture": {"recurrent"}, **RUNS, "source_unit": UNITS, "target_unit": UNITS}
    for name, values in can.items():
        if (value := wanted.get(name)) not in values:
            shown = ", ".join(sorted(map(str, values)))
            raise LayerError(f"{folder.name}: {name} is {value}; docs/site/live/ runs {shown}: add it there")
    kept = {key: about[key] for key in ("config", "source_vocab", "target_vocab")}
    return {"about": kept, "weights": base64.b64encode((folder / WEIGHTS).read_bytes()).decode()}


def recorded(name: str, **settings: Any) -> dict[str, Any]:
    """The model that a recorded run left."""
    return model(records.FOLDER / name / records.load(name).where(**settings)[0]["model"])
