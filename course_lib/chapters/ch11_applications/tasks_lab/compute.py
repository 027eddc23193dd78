"""Answers: what a model makes of a text, or of spoken digits, and where it looked."""

import random
from functools import cache

from course_lib.analysis.alignment import weights
from course_lib.data.corpora import speech
from course_lib.data.corpora.speech import Conditions, Utterance
from course_lib.decoding import decode_pairs
from course_lib.kit import records, typed_input
from course_lib.kit.card import visible
from course_lib.language import pick
from course_lib.models.speech import SpeechReader
from course_lib.training.checkpoint import Bundle

from ..experiments.spoken import build
from ..own_task import Trained
from .answer import Answer

LONGEST, MOST_DIGITS = 40, 8  # characters of a text for one's own model; digits that are spoken
EXAMPLES = {
    "numbers": ("305", "71", "400000", "12021"),
    "dates": ("Friday, August 2, 2013", "dec 31, 1999", "9 May '75"),
    "pictures": ("1", "2", "3", "4"),
    "speech": ("407", "7571", "90210", "12345678"),
}
NOISE = {"none": None, "soft": 40.0, "loud": 20.0, "louder": 10.0}  # dB below the loudest band


@cache
def bundle(task: str, language: str) -> Bundle:
    """The recorded model of that task: "numbers" or "dates"."""
    if task == "numbers":
        return records.load("translator").model(language=language)
    return records.load("alignments").model(task="dates", attention="general", seed=0)


@cache
def reader(language: str) -> SpeechReader:
    """The recorded model that reads spoken digits."""
    return records.load("spoken").fill(build(seed=0), language=language, seed=0)


def read(task: str, typed: str, own: Trained | None = None) -> Answer:
    """What the task's model, or a learner's own, makes of what was typed. ValueError, in words, for what it
    cannot read."""
    if own is not None and task == "own":
        return answer(own.bundle, *_own(own, typed))
    model = bundle(task, pick("en", "zh"))
    if task == "numbers":
        return answer(model, *typed_input.read_number(typed, pick("en", "zh")))
    return answer(model, *typed_input.read_date(typed, model.source_vocab))


def _own(own: Trained, typed: str) -> tuple[str, str | None]:
    text = typed.strip()
    if not text or len(text) > LONGEST:
        raise ValueError(
            pick(f"Type a text of 1 to {LONGEST} characters.", f"请输入 1 到 {LONGEST} 个字符的文字。")
        )
    return text, own.known(text)


def answer(bundle: Bundle, text: str, expected: str | None) -> Answer:
    """What this model writes for the text, greedily: any model with the four verbs."""
    model, source_vocab, target_vocab, *_ = bundle
    source = source_vocab.encode(text)
    (output,) = decode_pairs(model, [source], max_length=bundle.limits([source]))
    try:
        looks = weights(model, (source, output))
    except (AttributeError, ValueError):  # a learner's has no `alignment`; the library's has no attention
        looks = None
    return Answer(
        [*(visible(source_vocab.names[i]) for i in source), "EOS"],
        [*(visible(target_vocab.names[i]) for i in output), "EOS"],
        target_vocab.decode(output),
        expected,
        looks,
    )


def speakers(language: str) -> list[tuple[str, str]]:
    """Part and name of the voices that training never heard: of its synthesiser, and in English of flite."""
    parts = ("held out", "flite") if language == "en" else ("held out",)
    return [(part, name) for part in parts for name in speech.voices(language, part)]


def say(typed: str, language: str, speaker: tuple[str, str], noise: str) -> Utterance:
    """These digits in that voice, with noise of that name. ValueError, in words, for what are no digits."""
    digits = "".join(typed.split())
    if not digits.isascii() or not digits.isdecimal() or len(digits) > MOST_DIGITS:
        raise ValueError(
            pick(
                f"Type 1 to {MOST_DIGITS} digits, such as 407.",
                f"请输入 1 到 {MOST_DIGITS} 位数字，例如 407。",
            )
        )
    part, name = speaker
    level = NOISE[noise]
    conditions = Conditions(noise=None if level is None else (level, level))
    voice = speech.voices(language, part)[name]
    return speech.utterance([*map(int, digits)], name, voice, conditions, random.Random(digits))
