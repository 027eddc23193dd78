"""The bottleneck: lists of numbers, through one context of fixed size or with attention, ever longer."""

from collections.abc import Callable
from typing import Any

from ..batching import IdPair
from ..corpora.numbers import lists
from ..decoding import decode_pairs
from ..metrics import exact_match, scores
from ..seq2seq import Seq2Seq
from . import tasks

TRAINED, TESTED = 8, 12  # numbers in the longest list, of training and of the test
EACH, SINGLE = 200, 20  # held-out lists of every length; but of one number there are only 100
SCORES = ("none", "dot", "general", "additive")
KEPT = 64  # hidden units of the models that the lab works with
STEPS = 1500
CHOICES = [(attention, hidden, STEPS, 3) for hidden in (KEPT, 128) for attention in SCORES]
CHOICES += [("none", 128, 3 * STEPS, 2)]  # what a longer training does for one vector
SETTINGS = [
    {"attention": attention, "hidden": hidden, "steps": steps, "seed": seed}
    for attention, hidden, steps, seeds in CHOICES
    for seed in range(seeds)
]


def course(count: int = 40_000) -> tasks.Task:
    """Lists of 1 to TRAINED numbers to train on; none of the held-out ones, up to TESTED, is among them."""
    held = [pair for n in range(1, TESTED + 1) for pair in lists(SINGLE if n == 1 else EACH, n, n, seed=n)]
    return tasks.task(lists(count, 1, TRAINED, without=set(held)), held, "text-word", "text-word")


def numbers_in(task: tasks.Task) -> Callable[[IdPair], int]:
    """What counts the numbers of a pair's source."""
    comma = task.source_vocab.encode(",")[0]
    return lambda pair: pair[0].count(comma) + 1


def by(model: Seq2Seq, task: tasks.Task, size: Callable[[IdPair], int]) -> dict[int, dict[str, Any]]:
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


def run(attention: str, hidden: int, steps: int, seed: int) -> dict[str, Any]:
    """Train a GRU -> exact match and BLEU by how many numbers, and by how many words (in fives), it reads."""
    task = course()
    score = None if attention == "none" else attention
    model = task.model(embedding=hidden // 2, hidden=hidden, attention=score, seed=seed)
    tasks.through(model, task.train, steps, learning_rate=4e-3, seed=seed)
    model.eval()
    found = {
        "numbers": by(model, task, numbers_in(task)),
        "words": by(model, task, lambda pair: (len(pair[0]) + 4) // 5 * 5),  # 5 for 1 to 5, 10 for 6 to 10
        "weights": sum(p.numel() for p in model.parameters()),
    }
    if hidden == KEPT and seed == 0:
        found["model"] = task.bundle(model, attention=attention, hidden=hidden, steps=steps, seed=seed)
    return found
