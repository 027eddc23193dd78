"""Tasks: what experiments train on, a way of training on it, the settings of runs, scores by length."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any, NamedTuple

from torch import nn

from course_lib.data.batching import IdPair, encode_pairs
from course_lib.data.corpora import load
from course_lib.data.corpora.copying import copy_pairs
from course_lib.data.corpora.corpus import Pair
from course_lib.data.corpora.numbers import lists
from course_lib.data.vocab import Vocab
from course_lib.decoding import decode_pairs
from course_lib.metrics import exact_match, scores
from course_lib.models import EncoderDecoder, build
from course_lib.training import Report, train
from course_lib.training.checkpoint import Bundle

TRAINED, TESTED = 8, 12  # numbers in the longest list, of training and of the test
EACH, SINGLE = 200, 20  # held-out lists of every length; but of one number there are only 100


class Task(NamedTuple):
    """Pairs of ids with their vocabularies."""

    train: list[IdPair]
    valid: list[IdPair]
    source_vocab: Vocab
    target_vocab: Vocab

    def model(self, **settings: Any) -> EncoderDecoder:
        """A model for these vocabularies; an architecture of `models` may be among the settings."""
        return build(source_size=len(self.source_vocab), target_size=len(self.target_vocab), **settings)

    def bundle(self, model: EncoderDecoder, **settings: Any) -> Bundle:
        """The model with all that a lab needs to use it on text."""
        return Bundle(model, self.source_vocab, self.target_vocab, settings)


def task(pairs: list[Pair], valid: list[Pair], source_unit: str = "char", target_unit: str = "char") -> Task:
    """Text pairs as ids; the vocabularies know the training pairs alone."""
    sources = Vocab.build([source for source, _ in pairs], source_unit)
    targets = sources if pairs[0][0] == pairs[0][1] else Vocab.build([t for _, t in pairs], target_unit)
    return Task(
        encode_pairs(pairs, sources, targets), encode_pairs(valid, sources, targets), sources, targets
    )


def corpus(name: str, valid: int | None = None) -> Task:
    """The corpus of that name; with `valid`, its first so many held-out pairs alone."""
    found = load(name)
    return task(found.train, found.valid[:valid], found.source_unit, found.target_unit)


def copying(low: int, high: int, letters: int = 10, count: int = 20_000) -> Task:
    """Copy strings of `low` to `high` of the first `letters` letters; the last 500 pairs are held out."""
    pairs = copy_pairs(count, low, high, letters)
    return task(pairs[:-500], pairs[-500:])


def number_lists(count: int = 40_000) -> Task:
    """Lists of 1 to TRAINED numbers to train on; none of the held-out ones, up to TESTED, is among them."""
    held = [pair for n in range(1, TESTED + 1) for pair in lists(SINGLE if n == 1 else EACH, n, n, seed=n)]
    return task(lists(count, 1, TRAINED, without=set(held)), held, "text-word", "text-word")


def through(model: EncoderDecoder, pairs: list[IdPair], steps: int, **settings: Any) -> list[Report]:
    """Train to the end, which leaves the model in evaluation mode; the reports that hold metrics."""
    return [report for report in train(model, pairs, steps=steps, **settings) if report.metrics]


def numbers_in(task: Task) -> Callable[[IdPair], int]:
    """What counts the numbers of a pair's source."""
    comma = task.source_vocab.encode(",")[0]
    return lambda pair: pair[0].count(comma) + 1


def scores_by(model: EncoderDecoder, task: Task, size: Callable[[IdPair], int]) -> dict[int, dict[str, Any]]:
    """Held-out pairs grouped by `size` -> rows, exact match (0 to 1) and BLEU (0 to 100) of each group.

    BLEU counts four words in a row: of single numbers, which have none, it is 0.
    """
    outputs = decode_pairs(model, [source for source, _ in task.valid])
    groups: dict[int, list[int]] = {}
    for i, pair in enumerate(task.valid):
        groups.setdefault(size(pair), []).append(i)
    found = {}
    for group, rows in sorted(groups.items()):
        said, wanted = [outputs[i] for i in rows], [task.valid[i][1] for i in rows]
        texts, references = ([task.target_vocab.decode(ids) for ids in side] for side in (said, wanted))
        bleu = scores(texts, references, which=("BLEU",))["BLEU"]["score"]
        found[group] = {"rows": len(rows), "exact": exact_match(said, wanted), "bleu": bleu}
    return found


def weights(model: nn.Module) -> int:
    """How many numbers a training of the model sets."""
    return sum(p.numel() for p in model.parameters())


def grid(**choices: Iterable[Any]) -> list[dict[str, Any]]:
    """The settings of runs, a dict for every combination of the choices; the last name varies fastest."""
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
