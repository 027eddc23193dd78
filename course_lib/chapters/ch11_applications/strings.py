"""Strings: the spoken strings on which the model and the chain made by hand are tested, the same for both."""

from collections.abc import Iterator

from course_lib.data.corpora.speech import EASY, NOISY, Utterance, utterances

PARTS = {"known": "train", "new": "held out", "other": "flite"}  # whose voices
CONDITIONS = {"easy": EASY, "noisy": NOISY}
LONGEST = 8  # digits of a test string; training has at most listening.MOST


def tests(language: str, count: int) -> Iterator[tuple[str, str, list[Utterance]]]:
    """Voices ("known", "new", and in English "other"), condition, and `count` strings of 1 to 5 digits."""
    for voices, part in PARTS.items():
        if voices == "other" and language != "en":
            continue  # the other synthesiser speaks English alone
        for condition, drawn in CONDITIONS.items():
            yield voices, condition, utterances(language, part, count, drawn, seed=1)


def by_length(language: str, count: int) -> Iterator[tuple[int, list[Utterance]]]:
    """Each length in digits up to LONGEST, and `count` easy strings of it, by known voices."""
    for length in range(1, LONGEST + 1):
        yield length, utterances(language, "train", count, EASY, fewest=length, most=length, seed=2)
