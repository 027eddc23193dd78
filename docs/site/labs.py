"""The labs of the site: scripts that Python joins, with the words, the states and the weights that they need.

docs/site/live/ holds the engine, one concept a file, and a file for each lab. A page has an element with
`data-lab`, which the script brings to life; without JavaScript the picture of the notebook stays.
"""

import base64
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from course_lib.chapters.ch00_welcome.translator_lab import cards as translator
from course_lib.chapters.ch04_teacher_forcing.lesson_lab import cards as lesson_cards
from course_lib.chapters.ch04_teacher_forcing.lesson_lab import compute as lesson
from course_lib.chapters.ch04_teacher_forcing.lesson_lab import words as lesson_words
from course_lib.chapters.ch04_teacher_forcing.lesson_lab.glosses import gloss
from course_lib.data.tokenization import tokenize
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
TOSSES = 6  # throws of the lesson's coins that a page carries
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


def ratio_lab(language: str) -> dict[str, Any]:
    """The ratio lab of chapter 04: every state of its sentences, and what each ratio has taught."""
    return {
        "labels": {key: lesson_words.label.raw(key) for key in lesson_words.LABELS},
        "sentences": [sentence_of(one, language) for one in lesson.sentences()],
        "ratios": [one.ratio for one in lesson.answers(language)],
        "bars": {
            one: {
                f"{ratio.ratio:g}": lesson_cards.bars(ratio.ratio, lesson.LETTERS._replace(language=one))
                for ratio in lesson.answers(one)
            }
            for one in ("en", "zh")
        },
    }


def sentence_of(sentence: lesson.Sentence, language: str) -> dict[str, Any]:
    """A sentence of the lesson with all that its model can come to say."""
    tree = states_of(sentence)
    asked = [*tokenize(sentence.text, sentence.unit), "EOS"]
    glosses = {token: gloss(token, sentence) for token in {*asked, *said_in(tree)}}
    return {
        "text": sentence.text,
        "unit": sentence.unit,
        "language": sentence.language or language,  # whose bars belong to it
        "meaning": pick(*sentence.meaning),
        "asked": asked,
        "states": tree,
        "tosses": [lesson.tosses(sentence, seed) for seed in range(TOSSES)],
        "glosses": {token: meant for token, meant in sorted(glosses.items()) if meant},
    }


states_of = cache(lesson.states)  # the same in both languages


def said_in(tree: list) -> Iterator[str]:
    """Every token that stands in a tree of states."""
    said, *others = tree
    yield said
    for other in others:
        yield from said_in(other)


class Lab(NamedTuple):
    """A lab: the scripts that it is made of, and what Python hands to them in a language."""

    scripts: tuple[str, ...]
    given: Callable[[str], dict[str, Any]]


LABS = {
    "translator": Lab((*ENGINE, "translator"), translator_lab),
    "ratio": Lab(("elements", "lesson", "ratio"), ratio_lab),
}
PLACES = {  # chapter -> code of a cell -> the lab below it, and which parts of it
    "00_welcome": {"TranslatorLab(": ("translator", "")},
    "04_teacher_forcing": {"LessonLab()": ("ratio", "lesson"), "RatioLab()": ("ratio", "lesson bars")},
}
FRONT = ("ratio", "lesson bars front")  # what a visitor can do at once


def text_of(*names: str) -> str:
    """The scripts of these names, one after the other."""
    return "\n".join((LIVE / f"{name}.js").read_text(encoding="utf-8") for name in names)


def script(name: str, language: str) -> str:
    """The whole script of a lab in a language: engine, lab, and what Python knows. Raises LayerError."""
    before = pick("en", "zh")
    set_language(language)
    try:
        given = json.dumps(LABS[name].given(language), ensure_ascii=False, separators=(",", ":"))
    finally:
        set_language(before)
    places = f"document.querySelectorAll('[data-lab=\"{name}\"]')"
    run = f"const given = {given};\nfor (const place of {places}) {name}Lab(place, given);"
    return f'(() => {{\n"use strict";\n{text_of(*LABS[name].scripts)}\n{run}\n}})();\n'


def write(static: Path, language: str) -> None:
    """Write every lab's script where the pages of that language look for it."""
    (static / "live").mkdir(parents=True)
    for name in LABS:
        (static / "live" / f"{name}.js").write_text(script(name, language), encoding="utf-8")


def element(name: str, up: str, parts: str = "") -> str:
    """The place of a lab on a page, `up` being the way from the page to the start page's folder."""
    place = f'<div class="live-lab" data-lab="{name}" data-parts="{parts}"></div>'
    return f'{place}\n<script src="{up}_static/live/{name}.js"></script>'


def cells(chapter: str, code: str) -> list[dict[str, Any]]:
    """The cells that stand below a cell of this code, so that its lab answers on the site."""
    places = PLACES.get(chapter, {}).items()
    lines = code.split("\n")
    return [
        {
            "cell_type": "markdown",
            "id": "-".join(["live", *" ".join(what).split()]),
            "metadata": {},
            "source": element(what[0], "../", what[1]),
        }
        for start, what in places
        if lines[-1].startswith(start)
    ]
