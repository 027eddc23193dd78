"""Listening: batches of spoken digits, a training on them, what a model says, and where it looks."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from course_lib.data.batching import Batch, pad
from course_lib.data.corpora.speech import BANDS, NOISY, Utterance, digit_string, mixed, utterance, voices
from course_lib.data.vocab import BOS, EOS, Vocab
from course_lib.decoding import greedy
from course_lib.metrics import error_rate
from course_lib.models.speech import SpeechReader, stacked
from course_lib.training import Report, Schedule, loss_of, minimize
from course_lib.training.teacher_forcing import unroll

STACK, BATCH, MOST = 4, 32, 5  # frames in a source vector; strings in a batch; digits in a training string
VOCAB = Vocab(list("0123456789"), "char")


def collate(spoken: Sequence[Utterance]) -> Batch:
    """A batch whose source is stacked frames (B, S, STACK * BANDS)."""
    rows = [stacked(one.frames, STACK) for one in spoken]
    target, _ = pad([[BOS, *VOCAB.encode(written(one)), EOS] for one in spoken])
    return Batch(pad_sequence(rows, batch_first=True), torch.tensor([len(row) for row in rows]), target)


def written(spoken: Utterance) -> str:
    """The digits of the string, such as "407"."""
    return "".join(map(str, spoken.digits))


def build(seed: int = 0) -> SpeechReader:
    """The model of the experiment."""
    return SpeechReader(STACK * BANDS, len(VOCAB), seed=seed)


def training_batch(language: str, seed: int, quiet: float = 0.5) -> Batch:
    """Training voices, that share of the strings without noise; others for every seed."""
    chance = random.Random(f"train {language} {seed}")
    found = voices(language, "train")
    spoken = []
    for _ in range(BATCH):
        digits, name = digit_string(chance.randint(1, MOST), False, chance), chance.choice(list(found))
        spoken.append(utterance(digits, name, found[name], mixed(NOISY, quiet, chance), chance))
    return collate(spoken)


def fit(
    model: SpeechReader, language: str, steps: int, seed: int, learning_rate: float, quiet: float = 0.5
) -> Iterator[Report]:
    """A Report a step; every batch is drawn anew, that share of its strings without noise."""

    def loss_at(step: int) -> Tensor:
        batch = training_batch(language, seed * 10**6 + step, quiet)
        return loss_of(model, batch, unroll(model, batch, ratio=1.0))

    return minimize(model, loss_at, steps, Schedule(learning_rate, warmup=30))


def heard(model: SpeechReader, spoken: Sequence[Utterance]) -> list[str]:
    """What the model says of each string, greedily."""
    batch = collate(spoken)
    return [VOCAB.decode(ids) for ids in greedy(model, batch.source, batch.source_lengths)]


def digit_error(said: Sequence[str], spoken: Sequence[Utterance]) -> float:
    """Digits put in, left out or exchanged, by the digits spoken."""
    return error_rate(said, [written(one) for one in spoken])


class Looks(NamedTuple):
    """Where the model looks while it says the right digits."""

    weights: list[Tensor]  # of each string (digits, S)
    inside: float  # the mean share of attention between the start and the end of the digit being said
    forward: float  # the share of steps from one digit to the next at which the peak moves forward


def looks(model: SpeechReader, spoken: Sequence[Utterance]) -> Looks:
    """Attention over the source for each digit of the string, the digits before it given."""
    batch = collate(spoken)
    found = model.alignment(batch.inputs, model.encode(batch.source, batch.source_lengths))
    kept, inside, moves = [], [], []
    for weights, one in zip(found, spoken, strict=True):
        kept.append(weights[: len(one.digits), : -(-len(one.frames) // STACK)])
        for row, (start, end) in zip(kept[-1], one.spans, strict=True):
            inside.append(row[start // STACK : -(-end // STACK)].sum().item())
        moves += (kept[-1].argmax(1).diff() > 0).tolist()
    return Looks(kept, sum(inside) / len(inside), sum(moves) / max(1, len(moves)))
