"""Alignments: does the largest weight lie on the token that the output depends on?

Dates with every score, lists of numbers with one; and the models of dates that the alignment lab works with.
"""

from copy import deepcopy
from typing import Any

import torch
from torch import Tensor

from course_lib.analysis.alignment import agreement, alternatives, influence, weights
from course_lib.analysis.prefixes import forced
from course_lib.data.corpora import load
from course_lib.data.corpora.numbers import read_english
from course_lib.kit import number_lists, tasks
from course_lib.models import EncoderDecoder
from course_lib.models.attention import Attention
from course_lib.training import evaluate

from . import bottleneck

SCORES = bottleneck.SCORES
BOTH = "general, both ways"  # under an encoder that reads the source in both directions
LARGER = "none, larger and longer"  # a hidden size of 128, three times the steps
SETTINGS = [{"task": "dates", "attention": choice, "seed": s} for choice in (*SCORES, BOTH) for s in range(5)]
SETTINGS += [{"task": "numbers", "attention": "general", "seed": seed} for seed in range(3)]
SETTINGS += [{"task": "dates", "attention": LARGER, "seed": seed} for seed in range(3)]
ASKED, NOTED = 200, 40  # held-out pairs whose tokens are replaced, and whose largest weights are noted


class Shuffled(Attention):
    """The same attention, its weights handed to the source tokens in random order."""

    def forward(
        self, query: Tensor, outputs: Tensor, mask: Tensor, keys: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        _, weights = super().forward(query, outputs, mask, keys)  # (B, k, S)
        chance = torch.rand(weights.shape, generator=torch.Generator().manual_seed(0))
        order = chance.masked_fill(~mask[:, None], 2.0).argsort(-1)  # real positions stay among themselves
        weights = weights.gather(-1, order)
        return weights @ outputs, weights


def date_kind(character: str) -> str:
    """What may stand for what in a date: a digit, a small letter, a capital, or a mark."""
    for kind in ("isdigit", "islower", "isupper"):
        if getattr(character, kind)():
            return kind
    return "mark"


def number_kind(word: str) -> str:
    """ "two" may stand for "seven", "forty" for "sixty", and "zero" for "ten", which both stand alone."""
    number = read_english(word)
    if number is None:
        return word  # the comma
    return "tens" if number >= 20 else "one" if 1 <= number <= 9 else "alone"


KINDS = {"dates": date_kind, "numbers": number_kind}


def course(task: str) -> tasks.Task:
    """The task of that name: "dates" or "numbers"."""
    if task == "numbers":
        made = number_lists.course()
        count = number_lists.numbers_in(made)
        return made._replace(valid=[pair for pair in made.valid if count(pair) <= number_lists.TRAINED])
    corpus = load("dates-en-iso")
    return tasks.task(corpus.train, corpus.valid)


def pointing(model: EncoderDecoder, task: tasks.Task, name: str) -> dict[str, Any]:
    """How weights and influence agree; what the model still says with its weights shuffled; and for a few
    pairs the place of each step's largest weight."""
    others = alternatives(task.source_vocab, KINDS[name])
    rows = task.valid[:: max(1, len(task.valid) // ASKED)][:ASKED]
    looked = [weights(model, pair) for pair in rows]
    mattered = [influence(model, pair, others) for pair in rows]
    shuffled = deepcopy(model)
    shuffled.decoder.attention.__class__ = Shuffled  # the same numbers, used another way
    right = {}
    for way, reader in (("own", model), ("shuffled", shuffled)):
        said = forced(reader, rows)
        pairs = zip(said, (target for _, target in rows), strict=True)
        hits = [a == b for row, target in pairs for a, b in zip(row, target, strict=False)]  # without EOS
        right[way] = sum(hits) / len(hits)
    return {
        "agreement": agreement(list(zip(looked, mattered, strict=True)))._asdict(),
        "right": right,
        "looks": [found.argmax(-1).tolist() for found in looked[:NOTED]],
    }


def run(task: str, attention: str, seed: int, steps: int = 1000) -> dict[str, Any]:
    """Train a GRU with a score of attention, or with none -> exact match, and where its weights point."""
    made = course(task)
    large = attention == LARGER
    hidden = 128 if large else 32 if task == "dates" else bottleneck.KEPT
    score = None if attention.startswith("none") else attention.split(",")[0]
    settings = {"attention": score, "bidirectional": attention == BOTH, "seed": seed}
    model = made.model(embedding=hidden // 2, hidden=hidden, **settings)
    tasks.through(model, made.train, 3 * steps if large else steps, learning_rate=4e-3, seed=seed)
    model.eval()
    found = {
        "exact": evaluate(model, made.valid)["exact_match"],
        "weights": sum(p.numel() for p in model.parameters()),
    }
    if score:
        found |= pointing(model, made, task)
    if task == "dates" and attention in SCORES and seed == 0:
        found["model"] = made.bundle(model, task=task, attention=attention, seed=seed)
    return found
