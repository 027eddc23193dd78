"""One sentence in training: what the decoder is fed, is asked to say, and says; and what that teaches."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import torch

from course_lib.data.batching import pad_sources
from course_lib.data.corpora.sentences import STORY
from course_lib.data.tokenization import join, tokenize
from course_lib.data.vocab import BOS, EOS
from course_lib.kit import records
from course_lib.language import pick
from course_lib.models.seq2seq import evaluating, next_logits
from course_lib.training.checkpoint import Bundle

from ..experiments.learning_rates import FALLING
from ..experiments.planted_word import RATIOS, TEST


class Sentence(NamedTuple):
    """A sentence to look at, and whose halfway model reads it."""

    text: str
    task: str
    language: str | None  # whose record of planted words belongs to it; None: letters, which belong to all
    meaning: tuple[str, str] = ("", "")  # in English and Chinese

    @property
    def unit(self) -> str:
        return "word" if self.language == "en" else "char"


_ENGLISH = (
    Sentence(TEST, "sentences-en", "en", (TEST, "我喜欢自然语言处理")),
    Sentence("My friends love long songs", "sentences-en", "en", ("", "我的朋友喜欢长歌")),
)
_CHINESE = (
    Sentence(STORY, "sentences-zh", "zh", (TEST, STORY)),
    Sentence(
        "老师研究自然语言处理", "sentences-zh", "zh", ("teachers study natural language processing", "")
    ),
    Sentence("学生讨论机器翻译", "sentences-zh", "zh", ("students discuss machine translation", "")),
)
LETTERS = Sentence("cdibfc", "copy", None, ("letters to copy", "要抄写的字母"))


def sentences() -> tuple[Sentence, ...]:
    """What there is to look at, the sentences of the reader's own language first."""
    both = (*_ENGLISH, *_CHINESE) if pick("en", "zh") == "en" else (*_CHINESE, *_ENGLISH)
    return (*both, LETTERS)


@dataclass(frozen=True)
class Lesson:
    """T places of one sentence, each a training pair: after all that is fed so far, say what is asked."""

    fed: list[str]  # BOS first
    asked: list[str]  # the gold tokens, EOS last
    says: list[str]  # what the model says there
    gold: list[bool]  # whether the coin gave the gold token; the first, BOS, always
    unit: str = "char"

    @property
    def wrong(self) -> list[int]:
        """The places where what was fed is not the gold token."""
        return [t for t in range(1, len(self.fed)) if self.fed[t] != self.asked[t - 1]]

    def pair(self, place: int) -> tuple[str, str]:
        """The last tokens fed, and what is asked after them: ("自动", "语")."""
        before = [token for token in self.fed[: place + 1] if token != "BOS"]
        return join(before[-2:], self.unit), self.asked[place]


@cache
def halfway(task: str) -> Bundle:
    """The model that was stopped in the middle of its training."""
    return records.load("halfway").model(task=task)


def tosses(sentence: Sentence, seed: int = 0) -> list[float]:
    """u for every place but the first: evenly spread over 0 to 1, in random order; they flip one by one."""
    places = len(tokenize(sentence.text, sentence.unit))
    spread = [(i + 0.5) / places for i in range(places)]
    random.Random(f"{seed} {sentence.text}").shuffle(spread)
    return spread


def coins(thrown: Sequence[float], ratio: float) -> list[bool]:
    """Where the decoder reads gold: at BOS, and where u is below the ratio."""
    return [True, *(u < ratio for u in thrown)]


@torch.inference_mode()
def compute(sentence: Sentence, gold: Sequence[bool]) -> Lesson:
    """Walk through the sentence once: at each place the decoder is fed gold, or what the model just said.

    ValueError unless `gold` has a coin for each token and one for BOS.
    """
    bundle = halfway(sentence.task)
    names, model = bundle.target_vocab.names, bundle.model
    wanted = [*bundle.target_vocab.encode(sentence.text), EOS]
    if len(gold) != len(wanted):
        raise ValueError(f"{len(wanted)} coins are needed, not {len(gold)}")
    fed, says = [BOS], []
    with evaluating(model):
        memory = model.encode(*pad_sources([bundle.source_vocab.encode(sentence.text)]))
        state = model.start(memory)
        for place in range(len(wanted)):
            hidden, state = model.advance(torch.tensor([fed[-1:]]), state, memory)  # (1, 1, H)
            says.append(int(next_logits(model, hidden).argmax()))
            if place + 1 < len(wanted):
                fed.append(wanted[place] if gold[place + 1] else says[-1])
    shown = {BOS: "BOS", EOS: "EOS"}
    said = [[shown.get(i, names[i]) for i in ids] for ids in (fed, wanted, says)]
    return Lesson(*said, list(gold), sentence.unit)


def states(sentence: Sentence) -> list:
    """All that `compute` can come to, as a tree: [what the model says, after the gold token, after its own].

    The last is left out where both are the same token, and at the last place there is nothing after.
    """
    wanted = [*tokenize(sentence.text, sentence.unit), "EOS"]

    def after(gold: list[bool]) -> list:
        places = len(gold)
        said = compute(sentence, [*gold, *[True] * (len(wanted) - places)]).says[places - 1]
        if places == len(wanted):
            return [said]
        both = [True, False] if said != wanted[places - 1] else [True]
        return [said, *(after([*gold, coin]) for coin in both)]

    return after([True])


@dataclass(frozen=True)
class Answers:
    """What models say after a planted word, by the ratio that they were trained with.

    Mean probabilities over seeds: "usual" goes on as the corpus does, "reference" returns to the reference,
    "" is every other token; and the range of "reference".
    """

    ratio: float
    means: dict[str, float]
    low: float
    high: float
    seeds: int


@cache
def answers(language: str) -> tuple[Answers, ...]:
    """From the record `planted_word`, under its falling learning rate, by ratio."""
    record = records.load("planted_word")
    found = []
    for ratio in RATIOS:
        says = record.values("says", language=language, cooldown=FALLING, ratio=ratio)
        means = {name: sum(one[name] for one in says) / len(says) for name in says[0]}
        returned = [one["reference"] for one in says]
        means[""] = max(0.0, 1 - sum(means.values()))
        found.append(Answers(ratio, means, min(returned), max(returned), len(says)))
    return tuple(found)


def nearest(ratio: float, language: str) -> Answers:
    """The recorded ratio that is nearest; the higher of two equally near."""
    return min(reversed(answers(language)), key=lambda one: abs(one.ratio - ratio))
