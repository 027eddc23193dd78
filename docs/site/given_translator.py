"""What Python hands to the translator lab of the site."""

from typing import Any

from given_model import recorded

from course_lib.chapters.ch00_welcome.translator_lab import cards as translator
from course_lib.kit import records
from course_lib.kit.labels import Labels
from course_lib.kit.typed_input import EXAMPLE, LONGEST_NUMBER, read_number

LABELS = {
    "note_translator": (
        "This page carries a model that was trained before. It gets {right} of 100 new numbers right. In the "
        "notebook you train your own.",
        "这一页带着一个事先训练好的模型：100 个新的数，它能写对 {right} 个。"
        "在 notebook 里，你训练自己的模型。",
    ),
}
label = Labels(LABELS)


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
