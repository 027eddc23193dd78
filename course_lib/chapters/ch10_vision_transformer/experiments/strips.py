"""Strips: a row of handwritten digits, read out as a number: pictures in, tokens out."""

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from course_lib.data.batching import Batch, pad
from course_lib.data.corpora import digits
from course_lib.data.corpora.digits import Strip
from course_lib.data.corpora.numbers import chinese, english
from course_lib.data.vocab import BOS, EOS, Vocab
from course_lib.decoding import greedy
from course_lib.models.vit import PictureReader, patches
from course_lib.training import Schedule, loss_of, minimize
from course_lib.training.teacher_forcing import unroll

PATCH, HIDDEN = 4, 32
MOST, LONGEST = 4, 6  # digits in a strip: in training, and in the test
ASKED = 500  # test strips of each length
TARGETS: dict[str, tuple[str, Callable[[str], str]]] = {  # unit, and what is said for the digits "407"
    "digits": ("char", str),
    "english": ("word", lambda shown: english(int(shown))),
    "chinese": ("char", lambda shown: chinese(int(shown))),
}
SETTINGS = [{"target": target, "seed": seed} for target in TARGETS for seed in range(3)]


@cache
def vocabulary(target: str) -> Vocab:
    """The tokens that numbers of up to MOST digits need."""
    unit, say = TARGETS[target]
    return Vocab.build([say(str(number)) for number in range(10**MOST)], unit)


def wanted(strip: Strip, target: str) -> str:
    """What is to be said of a strip: "0407", "four hundred and seven" or 四百零七."""
    return TARGETS[target][1]("".join(map(str, strip[1])))


def collate(strips: list[Strip], target: str) -> Batch:
    """A batch whose source is patches (B, N, P * P), in columns from left to right, as one reads a strip:
    so place 9 is the same part of the third digit, however many there are."""
    rows = [patches(pixels.T[None], PATCH)[0] for pixels, _ in strips]
    vocab = vocabulary(target)
    said, _ = pad([[BOS, *vocab.encode(wanted(strip, target)), EOS] for strip in strips])
    return Batch(pad_sequence(rows, batch_first=True), torch.tensor([len(row) for row in rows]), said)


def build(target: str, seed: int = 0) -> PictureReader:
    """The model of the experiment."""
    return PictureReader(PATCH * PATCH, len(vocabulary(target)), hidden=HIDDEN, seed=seed)


def read_out(model: PictureReader, strips: list[Strip], target: str) -> list[str]:
    """What the model says of strips of one length, greedily."""
    batch = collate(strips, target)
    return [vocabulary(target).decode(ids) for ids in greedy(model, batch.source, batch.source_lengths)]


def run(target: str, seed: int, steps: int = 1200, learning_rate: float = 4e-3) -> dict[str, Any]:
    """Train on strips of 1 to 4 training digits -> exact match on test digits, by how many a strip shows."""
    parts = digits.load()
    model = build(target, seed)

    def loss_at(step: int) -> Tensor:
        batch = collate(digits.strips(parts.train, 64, 1, MOST, seed=seed * 10**6 + step), target)
        return loss_of(model, batch, unroll(model, batch, ratio=1.0))

    for _ in minimize(model, loss_at, steps, Schedule(learning_rate, warmup=100)):
        pass
    exact = {}
    for count in range(1, LONGEST + 1):
        asked = digits.strips(parts.test, ASKED, count, count, seed=count)
        pairs = zip(read_out(model, asked, target), asked, strict=True)
        exact[str(count)] = sum(said == wanted(strip, target) for said, strip in pairs) / ASKED
    found: dict[str, Any] = {"exact": exact, "weights": sum(p.numel() for p in model.parameters())}
    if seed == 0 and target != "digits":
        found["model"] = model
    return found
