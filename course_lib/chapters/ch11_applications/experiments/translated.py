"""Translated: the recipe of `train multi30k-de-en --model transformer`, once, and what it brings.

Multi30k, German to English, is downloaded when it is not there. One seed: how far another one lies is not
known from this. Sentences of the corpus are not kept, only scores and counts.
"""

import time
from collections import deque
from collections.abc import Iterator
from typing import Any

from torch import Tensor

from course_lib.data.batching import encode_pairs
from course_lib.data.corpora import load
from course_lib.data.corpora.corpus import Corpus, Pair
from course_lib.data.vocab import UNK, Vocab
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.metrics import scores
from course_lib.models import EncoderDecoder, build
from course_lib.training import adam, forced_loss, steps_per_epoch, train
from course_lib.training.average import Average

SETTINGS = tasks.grid(seed=range(1))
EPOCHS = 22
SIZES: dict[str, Any] = {"hidden": 256, "layers": 3, "dropout": 0.2}
HOW: dict[str, Any] = {"batch_size": 128, "learning_rate": 1.5e-3, "warmup": 600, "cooldown": 0.5}
HOW |= {"label_smoothing": 0.1, "pool": 250}
SUBWORDS, MIN_COUNT = 4000, 2
AVERAGES = (1, 3, 5, 9)  # how many epochs' weights are averaged: compared on the validation part
AVERAGED = 5  # in the recipe
BEAMS = (1, 5)
LENGTHS = (8, 12, 16)  # words of the German sentence, at most: the bins of `by_length`
Weights = dict[str, Tensor]


class Sides:
    """A corpus as a model sees it. Multi30k's ids, its vocabularies, and the texts that they came from."""

    def __init__(self, corpus: Corpus, unit: str = "subword", size: int = SUBWORDS):
        self.corpus = corpus
        texts = zip(*corpus.train, strict=True)
        self.source, self.target = (Vocab.build(side, unit, MIN_COUNT, size) for side in texts)
        self.train, self.valid = (
            encode_pairs(part, self.source, self.target) for part in (corpus.train, corpus.valid)
        )

    def said(self, model: EncoderDecoder, pairs: list[Pair], beam: int) -> list[str]:
        """What the model says of the sources, as texts."""
        ids = decode_pairs(model, [self.source.encode(source) for source, _ in pairs], beam=beam)
        return [self.target.decode(one) for one in ids]


def run(seed: int, epochs: int = EPOCHS) -> dict[str, Any]:
    """Train by the recipe -> "curve", a dict an epoch, and what `measure` finds."""
    sides = Sides(load("multi30k-de-en"))
    model = build(
        "transformer", source_size=len(sides.source), target_size=len(sides.target), **SIZES, seed=seed
    )
    curve, kept = [], deque[Weights](maxlen=max(AVERAGES))
    for epoch, weights in trained(model, sides, epochs, seed, HOW):
        curve.append(epoch)
        kept.append(weights)
    return {"curve": curve} | measure(model, [*kept], sides)


def trained(
    model: EncoderDecoder, sides: Sides, epochs: int, seed: int, how: dict[str, Any]
) -> Iterator[tuple[dict[str, float], Weights]]:
    """After each epoch: nats per token on what was trained ("train", smoothed and with dropout where those
    are on) and on the validation part ("valid"), seconds of computation so far ("cpu"); and the weights."""
    per_epoch = steps_per_epoch(sides.train, how["batch_size"])
    begun, total = time.process_time(), 0.0
    for report in train(
        model, sides.train, steps=epochs * per_epoch, optimizer=adam(model), seed=seed, **how
    ):
        total += report.loss
        if report.step % per_epoch == 0:
            epoch = {"train": total / per_epoch, "valid": forced_loss(model, sides.valid)}
            total = 0.0
            yield (
                epoch | {"cpu": time.process_time() - begun},
                {name: tensor.clone() for name, tensor in model.state_dict().items()},
            )


def mean_of(model: EncoderDecoder, weights: list[Weights]) -> None:
    """Give the model the mean of these weights."""
    average = Average()
    for one in weights:
        model.load_state_dict(one)
        average.add(model)
    model.load_state_dict(average.tensors)


def measure(model: EncoderDecoder, kept: list[Weights], sides: Sides) -> dict[str, Any]:
    """Of the weights after each of the last epochs, the last one last: "averages", how many are averaged ->
    loss on the validation part and its BLEU, greedy; "systems", "last" or "average" -> beam -> scores of the
    validation and the test part; and of the last of all "by_length", "repeats" and "unknown"."""
    found: dict[str, Any] = {"weights": sum(p.numel() for p in model.parameters()), "averages": {}}
    for count in AVERAGES:
        mean_of(model, kept[-count:])
        bleu = score(sides.said(model, sides.corpus.valid, 1), sides.corpus.valid)["BLEU"]
        found["averages"][count] = {"valid": forced_loss(model, sides.valid), "BLEU": bleu}
    found["systems"] = {}
    outputs: list[str] = []
    for name, count in {"last": 1, "average": AVERAGED}.items():
        mean_of(model, kept[-count:])
        found["systems"][name] = {}
        for beam in BEAMS:
            parts = {}
            for part in ("valid", "test"):
                pairs = getattr(sides.corpus, part)
                outputs = sides.said(model, pairs, beam)
                parts[part] = score(outputs, pairs)
            found["systems"][name][beam] = parts
    found["by_length"] = by_length(outputs, sides.corpus.test)
    found["repeats"] = sum(map(repeats, outputs)) / len(outputs)
    lines = [line for _, line in encode_pairs(sides.corpus.test, sides.source, sides.target)]
    found["unknown"] = sum(line.count(UNK) for line in lines) / sum(map(len, lines))
    return found


def score(outputs: list[str], pairs: list[Pair]) -> dict[str, Any]:
    """ "BLEU", raw and cased, and "chrF" by sacrebleu; "signature", BLEU's; "length", of all words, output to
    reference; "exact", the share of sentences that are the reference."""
    references = [target for _, target in pairs]
    found = scores(outputs, references, ("BLEU", "chrF"))
    words = [sum(len(text.split()) for text in side) for side in (outputs, references)]
    return {
        "BLEU": found["BLEU"]["score"],
        "chrF": found["chrF"]["score"],
        "signature": found["BLEU"]["signature"],
        "length": words[0] / words[1],
        "exact": sum(map(str.__eq__, outputs, references)) / len(outputs),
    }


def by_length(outputs: list[str], pairs: list[Pair]) -> list[dict[str, float]]:
    """BLEU of sentences whose source has at most so many words, and more than the bin before it."""
    found, low = [], 0
    for high in (*LENGTHS, 10**6):
        some = [i for i, (source, _) in enumerate(pairs) if low < len(source.split()) <= high]
        low = high
        if some:
            bleu = score([outputs[i] for i in some], [pairs[i] for i in some])["BLEU"]
            found.append({"words": high, "sentences": len(some), "BLEU": bleu})
    return found


def repeats(text: str) -> bool:
    """Whether three words in a row stand in it twice."""
    words = text.split()
    threes = [tuple(words[i : i + 3]) for i in range(len(words) - 2)]
    return len(set(threes)) < len(threes)
