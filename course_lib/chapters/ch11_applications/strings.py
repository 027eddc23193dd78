"""Strings: the spoken strings on which the model and the chain made by hand are tested, the same for both."""

import random
from collections.abc import Callable, Iterator
from typing import Any

from course_lib.data.corpora import speech
from course_lib.data.corpora.speech import EASY, NOISY, Utterance, digit_string, utterance, utterances

from .listening import MOST, digit_error

PARTS = {"known": "train", "new": "held out", "other": "flite"}  # whose voices
CONDITIONS = {"easy": EASY, "noisy": NOISY}
LONGEST = 8  # digits of a test string; training has at most listening.MOST


def tests(language: str, count: int) -> Iterator[tuple[str, str, list[Utterance]]]:
    """Voices ("known", "new", and in English "other"), condition, and `count` strings of 1 to 5 digits."""
    for voices, part in PARTS.items():
        if not speech.voices(language, part):
            continue  # the other synthesiser speaks English alone
        for condition, drawn in CONDITIONS.items():
            yield voices, condition, utterances(language, part, count, drawn, seed=1)


def by_length(language: str, count: int) -> Iterator[tuple[int, list[Utterance]]]:
    """Each length in digits up to LONGEST, and `count` easy strings of it, by known voices."""
    for length in range(1, LONGEST + 1):
        yield length, utterances(language, "train", count, EASY, fewest=length, most=length, seed=2)


def by_voice(language: str, count: int) -> Iterator[tuple[str, str, list[Utterance]]]:
    """Each voice that no training string has, condition, and `count` strings of 1 to 5 digits by it."""
    for part in ("held out", "flite"):
        for name, voice in speech.voices(language, part).items():
            for condition, drawn in CONDITIONS.items():
                chance = random.Random(f"{language} {name} {condition}")
                digits = [digit_string(chance.randint(1, MOST), True, chance) for _ in range(count)]
                yield name, condition, [utterance(one, name, voice, drawn, chance) for one in digits]


Errors = dict[str, dict[str, float]]  # by voices and condition, digits put in, left out or exchanged, 0 to 1


def errors(read: Callable[[list[Utterance]], list[str]], language: str, count: int) -> Errors:
    """What a reader of strings reads wrong in the `tests`."""
    found: Errors = {}
    for voices, condition, strings in tests(language, count):
        found.setdefault(voices, {})[condition] = digit_error(read(strings), strings)
    return found


def errors_by_voice(
    read: Callable[[list[Utterance]], list[str]], language: str, count: int
) -> list[dict[str, Any]]:
    """What it reads wrong of each voice that no training string has: a dict a voice."""
    found: Errors = {}
    for voice, condition, strings in by_voice(language, count):
        found.setdefault(voice, {})[condition] = digit_error(read(strings), strings)
    return [{"voice": voice} | wrong for voice, wrong in found.items()]
