"""The labs of the site: scripts that Python joins, with the words, the states and the weights that they need.

docs/site/live/ holds the engine, one concept a file, and a file for each lab. A page has an element with
`data-lab`, which the script brings to life; without JavaScript the picture of the notebook stays.
"""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course_lib.chapters.ch00_welcome.translator_lab import cards as translator
from course_lib.kit import records
from course_lib.kit.labels import Labels
from course_lib.kit.typed_input import EXAMPLE, LONGEST_NUMBER, read_number
from course_lib.language import pick, set_language

LIVE = Path(__file__).resolve().parent / "live"
ENGINE = ("safetensors", "linear", "embedding", "gru", "attention", "model", "greedy", "tokens", "numbers")
ENGINE += ("typed", "bleu", "elements")
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
LABELS = {
    "note_translator": (
        "This page carries a model that was trained before. It gets {right} of 100 new numbers right. In the "
        "notebook you train your own.",
        "这一页带着一个事先训练好的模型：100 个新的数，它能写对 {right} 个。"
        "在 notebook 里，你训练自己的模型。",
    ),
}
label = Labels(LABELS)


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


def refusals(language: str) -> dict[str, str]:
    """What the course says of typed text that is no number."""
    wrong = {"nothing": "", "long": "x" * (LONGEST_NUMBER + 1), "words": "!"}
    found = {}
    for problem, typed in (*wrong.items(), ("digits", "9" * 13)):
        try:
            read_number(typed, "zh" if problem == "digits" else language)
        except ValueError as said:
            found[problem] = str(said)
    return found


def translator_lab(language: str) -> dict[str, Any]:
    """The translator of chapter 00, which reads the words of the page's language."""
    (metrics,) = records.load("translator").values("metrics", language=language)
    return {
        "note": label("note_translator", right=round(100 * metrics["exact_match"])),
        "labels": {key: translator.label.raw(key) for key in translator.LABELS | {"probability": ()}},
        "problems": refusals(language),
        "reads": language,
        "example": EXAMPLE,
        "positions": translator.POSITIONS,
        "presets": {key: one[language] for key, one in translator.PRESETS.items()},
        "model": recorded("translator", language=language),
    }


LABS: dict[str, Callable[[str], dict[str, Any]]] = {"translator": translator_lab}
PLACES = {"00_welcome": {"TranslatorLab(": "translator"}}  # chapter -> code of a cell -> the lab below it


def text_of(*names: str) -> str:
    """The scripts of these names, one after the other."""
    return "\n".join((LIVE / f"{name}.js").read_text(encoding="utf-8") for name in names)


def script(name: str, language: str) -> str:
    """The whole script of a lab in a language: engine, lab, and what Python knows. Raises LayerError."""
    before = pick("en", "zh")
    set_language(language)
    try:
        given = json.dumps(LABS[name](language), ensure_ascii=False, separators=(",", ":"))
    finally:
        set_language(before)
    places = f"document.querySelectorAll('[data-lab=\"{name}\"]')"
    run = f"const given = {given};\nfor (const place of {places}) {name}Lab(place, given);"
    return f'(() => {{\n"use strict";\n{text_of(*ENGINE, name)}\n{run}\n}})();\n'


def write(static: Path, language: str) -> None:
    """Write every lab's script where the pages of that language look for it."""
    (static / "live").mkdir(parents=True)
    for name in LABS:
        (static / "live" / f"{name}.js").write_text(script(name, language), encoding="utf-8")


def element(name: str, up: str) -> str:
    """The place of a lab on a page, `up` being the way from the page to the start page's folder."""
    place = f'<div class="live-lab" data-lab="{name}"></div>'
    return f'{place}\n<script src="{up}_static/live/{name}.js"></script>'


def cells(chapter: str, code: str) -> list[dict[str, Any]]:
    """The cells that stand below a cell of this code, so that its lab answers on the site."""
    names = [lab for part, lab in PLACES.get(chapter, {}).items() if part in code]
    return [
        {"cell_type": "markdown", "id": f"live-{name}", "metadata": {}, "source": element(name, "../")}
        for name in names
    ]
