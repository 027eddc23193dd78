"""Alignments: does the largest weight lie on the token that the output depends on?

Dates with every score, lists of numbers with one; and the models of dates that the alignment lab works with.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor

from course_lib.analysis.alignment import agreement, alternatives, influence, slopes, weights
from course_lib.analysis.prefixes import forced
from course_lib.data.corpora.numbers import read_english
from course_lib.kit import tasks
from course_lib.models import EncoderDecoder
from course_lib.models.attention import Attention
from course_lib.training import evaluate

from . import bottleneck

SCORES = bottleneck.SCORES
BOTH = "general, both ways"  # under an encoder that reads the source in both directions
LARGER = "none, larger and longer"  # a hidden size of 128, three times the steps
SETTINGS = [
    *tasks.grid(task=["dates"], attention=(*SCORES, BOTH), seed=range(5)),
    *tasks.grid(task=["numbers"], attention=["general"], seed=range(3)),
    *tasks.grid(task=["dates"], attention=[LARGER], seed=range(3)),
]
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
    if number is None or number >= 100:
        return word  # the comma; "and", "hundred" and "thousand" of longer numbers
    return "tens" if number >= 20 else "one" if 1 <= number <= 9 else "alone"


KINDS = {"dates": date_kind, "numbers": number_kind}


def course(task: str) -> tasks.Task:
    """The task of that name: "dates" or "numbers"."""
    if task == "numbers":
        made = tasks.number_lists()
        count = tasks.numbers_in(made)
        return made._replace(valid=[pair for pair in made.valid if count(pair) <= tasks.TRAINED])
    return tasks.corpus("dates-en-iso")


def pointing(model: EncoderDecoder, task: tasks.Task, name: str) -> dict[str, Any]:
    """How weights and influence agree, and each of them with the gradient; what the model still says with its
    weights shuffled, of all tokens and of the marks between numbers; and for a few pairs the place of each
    step's largest weight."""
    others = alternatives(task.source_vocab, KINDS[name])
    rows = task.valid[:: max(1, len(task.valid) // ASKED)][:ASKED]
    looked = [weights(model, pair) for pair in rows]
    mattered = [influence(model, pair, others) for pair in rows]
    steep = [slopes(model, pair) for pair in rows]
    marks = {i for i, name in enumerate(task.target_vocab.names) if name in ("-", ",")}
    shuffled = deepcopy(model)
    shuffled.decoder.attention.__class__ = Shuffled  # the same numbers, used another way
    right = {}
    for way, reader in (("own", model), ("shuffled", shuffled)):
        said = forced(reader, rows)
        pairs = zip(said, (target for _, target in rows), strict=True)
        hits = [(b, a == b) for row, target in pairs for a, b in zip(row, target, strict=False)]  # no EOS
        right[way] = _share(hit for _, hit in hits)
        right[f"{way}, marks"] = _share(hit for token, hit in hits if token in marks)
    return {
        "agreement": agreement(list(zip(looked, mattered, strict=True)))._asdict(),
        "gradient": _beside(looked, mattered, steep),
        "right": right,
        "looks": [found.argmax(-1).tolist() for found in looked[:NOTED]],
    }


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / max(1, len(found))


def _beside(looked: list[Tensor], mattered: list[Tensor], steep: list[Tensor]) -> dict[str, float]:
    """Where the gradient is steepest: how often that is the largest weight, and how often what matters most.

    Over the steps that depend on the source, as in `agreement`; EOS is left out of the weights.
    """
    places = [
        (int(looks[t, :-1].argmax()), int(matters[t].argmax()), int(slope[t].argmax()))
        for looks, matters, slope in zip(looked, mattered, steep, strict=True)
        for t in (matters.amax(1) >= 1.0).nonzero().flatten().tolist()
    ]
    return {
        "as the weight": _share(slope == look for look, _, slope in places),
        "as the replacement": _share(slope == matter for _, matter, slope in places),
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
    found: dict[str, Any] = {
        "exact": evaluate(model, made.valid)["exact_match"],
        "weights": tasks.weights(model),
    }
    if score:
        found |= pointing(model, made, task)
    if task == "dates" and attention in SCORES and seed == 0:
        found["model"] = made.bundle(model, task=task, attention=attention, seed=seed)
    return found
