"""What Python hands to the BLEU explorer of the site."""

from typing import Any

from course_lib.chapters.ch06_bleu.explorer_lab.cards import legend
from course_lib.chapters.ch06_bleu.explorer_lab.compute import CUTS, LONGEST, ORDERS, compute
from course_lib.chapters.ch06_bleu.explorer_lab.lab import REFERENCES, cuts, methods
from course_lib.chapters.ch06_bleu.explorer_lab.presets import PRESETS
from course_lib.chapters.ch06_bleu.figures import label
from course_lib.language import pick

WORDS = {  # in the script -> in the chapter
    **{key: key for key in ("candidate", "try", "cut", "effective", "smoothed", "left_out", "d2l")},
    **{
        "order": "show_order",
        "smooth": "smoothing",
        "bleu": "from_scratch",
        "hundred": "hundred",
        "one": "one",
    },
}


def explorer_lab(language: str) -> dict[str, Any]:
    """The explorer of chapter 06, all its presets in the page's language."""
    return {
        "words": {key: label(name) for key, name in WORDS.items()} | {"none": refusal()},
        "references": [label("reference_number", number=i + 1) for i in range(REFERENCES)],
        "heads": ["n", label("matched"), label("clipped_away"), label("all"), "p"],
        "cuts": [[text, cut] for cut, text in cuts().items()],
        "smoothings": [[text, method] for method, text in methods().items()],
        "legends": {cut: [legend(cut, n) for n in ORDERS] for cut in CUTS},
        "longest": LONGEST,
        "start": "not",
        "presets": {
            key: one._asdict() | {"name": pick(*one.name), "look": one.advice()}
            for key, one in PRESETS.items()
        },
    }


def refusal() -> str:
    """What the lab says where there is nothing to compare with."""
    try:
        compute("", [])
    except ValueError as said:
        return str(said)
    raise AssertionError("a candidate was scored without a reference")
