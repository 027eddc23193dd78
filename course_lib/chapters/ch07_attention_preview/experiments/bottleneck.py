"""The bottleneck: lists of numbers, through one context of fixed size or with attention, ever longer."""

from typing import Any

from course_lib.kit import tasks

SCORES = ("none", "dot", "general", "additive")
KEPT = 64  # hidden units of the models that the lab works with
STEPS = 1500
SETTINGS = [
    *tasks.grid(attention=SCORES, hidden=[KEPT], steps=[STEPS], seed=range(3)),
    *tasks.grid(attention=SCORES, hidden=[128], steps=[STEPS], seed=range(3)),
    # What a longer training does for one vector.
    *tasks.grid(attention=["none"], hidden=[128], steps=[3 * STEPS], seed=range(2)),
]


def run(attention: str, hidden: int, steps: int, seed: int) -> dict[str, Any]:
    """Train a GRU -> exact match and BLEU by how many numbers, and by how many words (in fives), it reads."""
    task = tasks.number_lists()
    score = None if attention == "none" else attention
    model = task.model(embedding=hidden // 2, hidden=hidden, attention=score, seed=seed)
    tasks.through(model, task.train, steps, learning_rate=4e-3, seed=seed)
    found: dict[str, Any] = {
        "numbers": tasks.scores_by(model, task, tasks.numbers_in(task)),
        # 5 for 1 to 5 words, 10 for 6 to 10
        "words": tasks.scores_by(model, task, lambda pair: (len(pair[0]) + 4) // 5 * 5),
        "weights": tasks.weights(model),
    }
    if hidden == KEPT and seed == 0:
        found["model"] = task.bundle(model, attention=attention, hidden=hidden, steps=steps, seed=seed)
    return found
