"""The labs of the site: scripts that Python joins, with the words, the states and the weights that they need.

docs/site/live/ holds the engine, one concept a file, and a file for each lab. A page has an element with
`data-lab`, which the script brings to life; without JavaScript the picture of the notebook stays.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from given_alignment import alignment_lab
from given_cascade import cascade_lab
from given_explorer import explorer_lab
from given_guesses import by_call, page
from given_ratio import ratio_lab
from given_translator import translator_lab

from course_lib.language import pick, set_language

LIVE = Path(__file__).resolve().parent / "live"
ENGINE = ("safetensors", "linear", "embedding", "gru", "attention", "model", "greedy", "tokens", "numbers")
ENGINE += ("typed", "bleu", "cut", "elements")


class Lab(NamedTuple):
    """A lab: the scripts that it is made of, and what Python hands to them in a language."""

    scripts: tuple[str, ...]
    given: Callable[[str], dict[str, Any]]


LABS = {
    "translator": Lab((*ENGINE, "translator"), translator_lab),
    "alignment": Lab((*ENGINE, "dates", "alignment"), alignment_lab),
    "cascade": Lab((*ENGINE, "align", "cascade"), cascade_lab),
    "explorer": Lab(("elements", "tokens", "bleu", "cut", "explorer"), explorer_lab),
    "ratio": Lab(("elements", "lesson", "race", "ratio"), ratio_lab),
}
PAGE = Lab(("elements", "share", "guess", "projector", "page"), page)  # what a chapter has once, at its end
PLACES = {  # chapter -> code of a cell -> the lab below it, and which parts of it
    "00_welcome": {"TranslatorLab(": ("translator", "")},
    "04_teacher_forcing": {"LessonLab()": ("ratio", "lesson"), "RatioLab()": ("ratio", "lesson bars race")},
    "05_exposure_bias": {"CascadeLab()": ("cascade", "")},
    "06_bleu": {"ExplorerLab(": ("explorer", "")},
    "07_attention_preview": {"AlignmentLab()": ("alignment", "")},
}
FRONT = ("ratio", "lesson bars front")  # what a visitor can do at once


def text_of(*names: str) -> str:
    """The scripts of these names, one after the other."""
    return "\n".join((LIVE / f"{name}.js").read_text(encoding="utf-8") for name in names)


def script(name: str, language: str) -> str:
    """The whole script of a lab in a language: its files, then what Python knows. Raises LayerError."""
    places = f"document.querySelectorAll('[data-lab=\"{name}\"]:not([data-ready])')"
    return _whole(LABS[name], language, f"for (const place of {places}) {name}Lab(place, given);")


def _whole(lab: Lab, language: str, run: str) -> str:
    before = pick("en", "zh")
    set_language(language)
    try:
        given = json.dumps(lab.given(language), ensure_ascii=False, separators=(",", ":"))
    finally:
        set_language(before)
    return f'(() => {{\n"use strict";\n{text_of(*lab.scripts)}\nconst given = {given};\n{run}\n}})();\n'


def write(static: Path, language: str) -> None:
    """Write every script where the pages of that language look for it."""
    write_page(static, language)
    for name in LABS:
        (static / "live" / f"{name}.js").write_text(script(name, language), encoding="utf-8")


def write_page(static: Path, language: str) -> None:
    """Write the script for guesses and the projector alone."""
    (static / "live").mkdir(parents=True)
    (static / "live" / "page.js").write_text(_whole(PAGE, language, "page(given);"), encoding="utf-8")


def element(name: str, up: str, parts: str = "") -> str:
    """The place of a lab on a page, `up` being the way from the page to the start page's folder."""
    place = f'<div class="live-lab" data-lab="{name}" data-parts="{parts}"></div>'
    return f'{place}\n<script src="{up}_static/live/{name}.js"></script>'


def _cell(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": f"live-{name}", "metadata": {}, "source": source}


def end() -> dict[str, Any]:
    """The last cell of a chapter: the script for its guesses and for the projector."""
    return _cell("page", '<script src="../_static/live/page.js"></script>')


def cells(chapter: str, code: str) -> list[dict[str, Any]]:
    """The cells that stand below a cell of this code, so that its lab or its guess answers on the site."""
    if guess := by_call().get(code):
        place = f'<div class="live-guess" data-guess="{guess}"></div>'
        return [_cell(guess.replace(".", "-"), place)]
    last = code.split("\n")[-1]
    return [
        _cell("-".join(" ".join(what).split()), element(what[0], "../", what[1]))
        for start, what in PLACES.get(chapter, {}).items()
        if last.startswith(start)
    ]
