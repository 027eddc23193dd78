"""Lists: the task of the bottleneck, lists of numbers ever longer, and scores by length."""

from collections.abc import Callable
from typing import Any

from course_lib.data.batching import IdPair
from course_lib.data.corpora.numbers import lists
from course_lib.decoding import decode_pairs
from course_lib.metrics import exact_match, scores
from course_lib.models import EncoderDecoder

from . import tasks

TRAINED, TESTED = 8, 12  # numbers in the longest list, of training and of the test
EACH, SINGLE = 200, 20  # held-out lists of every length; but of one number there are only 100


def course(count: int = 40_000) -> tasks.Task:
    """Lists of 1 to TRAINED numbers to train on; none of the held-out ones, up to TESTED, is among them."""
    held = [pair for n in range(1, TESTED + 1) for pair in lists(SINGLE if n == 1 else EACH, n, n, seed=n)]
    return tasks.task(lists(count, 1, TRAINED, without=set(held)), held, "text-word", "text-word")


def numbers_in(task: tasks.Task) -> Callable[[IdPair], int]:
    """What counts the numbers of a pair's source."""
    comma = task.source_vocab.encode(",")[0]
    return lambda pair: pair[0].count(comma) + 1


def by(model: EncoderDecoder, task: tasks.Task, size: Callable[[IdPair], int]) -> dict[int, dict[str, Any]]:
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
        texts = [[task.target_vocab.decode(ids) for ids in side] for side in (said, wanted)]
        bleu = scores(*texts, which=("BLEU",))["BLEU"]["score"]
        found[group] = {"rows": len(rows), "exact": exact_match(said, wanted), "bleu": bleu}
    return found
