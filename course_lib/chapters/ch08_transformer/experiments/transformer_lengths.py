"""Transformer lengths: the lists of `bottleneck` through a Transformer, with two kinds of positions.

Beside them a GRU with attention, which needs no positions. A list is counted by its numbers and its tokens.
"""

from typing import Any

from course_lib.kit import tasks

SETTINGS = [
    *tasks.grid(positions=["sinusoidal"], hidden=[32], seed=range(1)),
    *tasks.grid(positions=["sinusoidal"], hidden=[64], seed=range(3)),
    *tasks.grid(positions=["gru"], hidden=[64], seed=range(2)),
    *tasks.grid(positions=["learned"], hidden=[64], seed=range(1)),
]


def run(positions: str, hidden: int, seed: int, steps: int = 1500) -> dict[str, Any]:
    """Train 2 + 2 layers, or a GRU -> for every pair of numbers and tokens, how many held-out lists have so
    many, and how many of these come out right; a smaller model is kept."""
    task = tasks.number_lists()
    if positions == "gru":
        model = task.model(embedding=hidden // 2, hidden=hidden, attention="dot", seed=seed)
        tasks.through(model, task.train, steps, learning_rate=4e-3, seed=seed)
    else:
        model = task.model(architecture="transformer", hidden=hidden, positions=positions, seed=seed)
        rate = 4e-3 if hidden < 64 else 2e-3
        tasks.through(model, task.train, steps, warmup=100, learning_rate=rate, seed=seed)
    numbers = tasks.numbers_in(task)
    scored = tasks.scores_by(model, task, lambda pair: 100 * numbers(pair) + len(pair[0]))
    lists = [[*divmod(key, 100), s["rows"], round(s["rows"] * s["exact"])] for key, s in scored.items()]
    found: dict[str, Any] = {"lists": lists, "weights": tasks.weights(model)}
    if hidden < 64:
        found["model"] = task.bundle(model, positions=positions, hidden=hidden, steps=steps, seed=seed)
    return found
