"""Spoken by hand: the same strings, cut at the pauses and compared with templates; nothing is trained."""

from typing import Any

from course_lib.data.corpora.speech import voices as spoken_by

from .. import listening, pipeline
from ..strings import by_length, tests

SETTINGS = [
    {"language": language, "distance": distance, "seed": 0}
    for language in ("en", "zh")
    for distance in ("nearest", "warped")
]


def run(language: str, distance: str, seed: int, asked: int = 200) -> dict[str, Any]:
    """Read the strings -> by voices and condition "errors" (digit error, 0 to 1), "given" (the same, with the
    pieces given as they were spoken) and "cut" (share of strings that were cut into the right number of
    pieces), and the error by length. Chance has no part in it."""
    known = pipeline.templates(spoken_by(language, "train"))
    compare = getattr(pipeline, distance)
    errors: dict[str, dict[str, float]] = {}
    given: dict[str, dict[str, float]] = {}
    cut: dict[str, dict[str, float]] = {}
    for voices, condition, strings in tests(language, asked):
        said = [pipeline.read(one.frames, known, compare) for one in strings]
        errors.setdefault(voices, {})[condition] = listening.digit_error(said, strings)
        said = [pipeline.read(one.frames, known, compare, one.spans) for one in strings]
        given.setdefault(voices, {})[condition] = listening.digit_error(said, strings)
        right = [len(pipeline.segments(one.frames)) == len(one.digits) for one in strings]
        cut.setdefault(voices, {})[condition] = sum(right) / len(right)
    lengths = {
        str(length): listening.digit_error(
            [pipeline.read(one.frames, known, compare) for one in strings], strings
        )
        for length, strings in by_length(language, asked // 2)
    }
    return {"errors": errors, "given": given, "cut": cut, "lengths": lengths}
