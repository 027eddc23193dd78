"""Spoken by hand: the same strings, cut at the pauses and compared with templates; nothing is trained."""

from typing import Any

from course_lib.data.corpora.speech import Utterance, voices

from .. import pipeline
from ..listening import digit_error
from ..strings import by_length, errors, errors_by_voice, tests

CHAINS = {  # its templates, and how a piece is compared with them
    "nearest": (pipeline.templates, pipeline.nearest),
    "warped": (pipeline.templates, pipeline.warped),
    "nearest, templates in noise": (pipeline.templates_in_noise, pipeline.nearest),
}
SETTINGS = [
    {"language": language, "distance": distance, "seed": 0}
    for language in ("en", "zh")
    for distance in CHAINS
]


def run(language: str, distance: str, seed: int, asked: int = 200) -> dict[str, Any]:
    """Read the strings; chance has no part in it -> "errors" (digit error, 0 to 1) by voices and condition,
    "given" (the same, with the pieces given as they were spoken), "cut" (share of strings that were cut into
    the right number of pieces), "lengths" (error by length), and "voices" (error by voice, and how far the
    voice is from those of the templates)."""
    train = voices(language, "train")
    make, compare = CHAINS[distance]
    known = make(train)

    def read(strings: list[Utterance]) -> list[str]:
        return [pipeline.read(one.frames, known, compare) for one in strings]

    def read_given(strings: list[Utterance]) -> list[str]:
        return [pipeline.read(one.frames, known, compare, one.spans) for one in strings]

    cut: dict[str, dict[str, float]] = {}
    for group, condition, strings in tests(language, asked):
        right = [len(pipeline.segments(one.frames)) == len(one.digits) for one in strings]
        cut.setdefault(group, {})[condition] = sum(right) / len(right)
    by_voice = errors_by_voice(read, language, asked // 4)
    untrained = voices(language, "held out") | voices(language, "flite")
    return {
        "errors": errors(read, language, asked),
        "given": errors(read_given, language, asked),
        "cut": cut,
        "lengths": {str(n): digit_error(read(found), found) for n, found in by_length(language, asked // 2)},
        "voices": [one | {"apart": pipeline.apart(untrained[one["voice"]], train)} for one in by_voice],
    }
