"""Transformer lengths: the lists of `bottleneck` through a Transformer, with three kinds of positions."""

from typing import Any

from course_lib.kit import tasks

CHOICES = (("sinusoidal", 32, 1), ("sinusoidal", 64, 3), ("learned", 64, 2), ("none", 64, 1))  # seeds last
SETTINGS = [
    {"positions": positions, "hidden": hidden, "seed": seed}
    for positions, hidden, seeds in CHOICES
    for seed in range(seeds)
]


def run(positions: str, hidden: int, seed: int, steps: int = 1500) -> dict[str, Any]:
    """Train 2 + 2 layers -> exact match and BLEU by how many numbers a list has; a smaller model is kept."""
    task = tasks.number_lists()
    model = task.model(architecture="transformer", hidden=hidden, positions=positions, seed=seed)
    tasks.through(
        model, task.train, steps, warmup=100, learning_rate=4e-3 if hidden < 64 else 2e-3, seed=seed
    )
    model.eval()
    found = {
        "numbers": tasks.scores_by(model, task, tasks.numbers_in(task)),
        "weights": sum(p.numel() for p in model.parameters()),
    }
    if hidden < 64:
        found["model"] = task.bundle(model, positions=positions, hidden=hidden, steps=steps, seed=seed)
    return found
