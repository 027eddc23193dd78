"""Spoken: a model that reads spoken digits, tested on new strings, new voices, in noise, and by length."""

from collections import deque
from typing import Any

from course_lib.data.corpora.speech import Utterance
from course_lib.kit import tasks
from course_lib.models.speech import SpeechReader

from .. import listening
from ..strings import by_length, errors, errors_by_voice, tests

SETTINGS = tasks.grid(language=("en", "zh"), seed=range(3))
RATE = 4e-3  # tuned on other strings and other voices: 2e-3 does as well, 1e-3 and 8e-3 do worse


def build(seed: int, language: str = "en") -> SpeechReader:
    """The model before any training: the same for both languages, whose digits are the same ten."""
    return listening.build(seed)


def run(language: str, seed: int, steps: int = 2000, asked: int = 200) -> dict[str, Any]:
    """Train on spoken digits -> "errors" (digit error, 0 to 1) by voices and condition, "voices" (the
    same for each new voice), what happens by length, where it looks, and for the first seed the model."""
    model = build(seed)
    deque(listening.fit(model, language, steps, seed, RATE), maxlen=0)
    model.eval()

    def read(strings: list[Utterance]) -> list[str]:
        return listening.heard(model, strings)

    lengths = {}
    for length, strings in by_length(language, asked // 2):
        said = read(strings)
        wrong = listening.digit_error(said, strings)
        lengths[str(length)] = {"error": wrong, "written": sum(map(len, said)) / len(said)}
    _, _, strings = next(tests(language, asked))
    found = listening.looks(model, strings)
    outcome = {
        "errors": errors(read, language, asked),
        "voices": errors_by_voice(read, language, asked // 4),
        "lengths": lengths,
        "inside": found.inside,
        "forward": found.forward,
        "weights": tasks.weights(model),
    }
    # Kept in 16 bits, half the size: what it says of the test strings stays the same.
    return outcome | ({"model": model.half()} if seed == 0 else {})
