"""One decoder under many encoders, and two ways to hand the context over: nothing else changes."""

from typing import Any

from course_lib.kit import tasks
from course_lib.training import evaluate

CHOICES: dict[str, dict[str, Any]] = {
    "rnn": {"cell": "rnn"},
    "gru": {},
    "lstm": {"cell": "lstm"},
    "bidirectional gru": {"bidirectional": True},
    "reversed gru": {"reverse": True},
    "two-layer gru": {"layers": 2},
    "gru, context at every step": {"context": "every step"},
}
SETTINGS = tasks.grid(choice=CHOICES, seed=range(3))


def run(choice: str, seed: int, steps: int = 1000) -> dict[str, Any]:
    """Number words to digits with one of the encoders -> exact match on held-out numbers, and the weights."""
    task = tasks.corpus("numbers-en-digits")
    model = task.model(**CHOICES[choice], seed=seed)
    tasks.through(model, task.train, steps, learning_rate=4e-3, seed=seed)
    return {"exact": evaluate(model, task.valid)["exact_match"], "weights": tasks.weights(model)}
