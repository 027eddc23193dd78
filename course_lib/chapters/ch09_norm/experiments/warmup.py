"""Warm-up: a deep Transformer with the norm after or before, with and without a rising learning rate."""

from typing import Any

from torch.optim import Adam

from course_lib.kit import tasks
from course_lib.training import forced_loss, train

STEPS, EVERY = 200, 10
RATES, WARMUPS = (1e-3, 3e-3), (0, 50)  # the learning rate, and the steps over which it rises
SETTINGS = tasks.grid(placement=("post", "pre"), learning_rate=RATES, warmup=WARMUPS, seed=range(3))


def run(
    placement: str, learning_rate: float, warmup: int, seed: int, steps: int = STEPS, layers: int = 6
) -> dict[str, Any]:
    """Train 6 + 6 layers of width 64 on numbers to French with the paper's Adam (beta2 .98): the loss of
    training, a mean of EVERY steps each, and that of held-out pairs at the end (nats per token)."""
    task = tasks.corpus("numbers-en-fr")
    model = task.model(architecture="transformer", hidden=64, layers=layers, placement=placement, seed=seed)
    optimizer = Adam(model.parameters(), betas=(0.9, 0.98))
    rates: dict[str, Any] = {"learning_rate": learning_rate, "warmup": warmup, "optimizer": optimizer}
    losses = [report.loss for report in train(model, task.train, steps=steps, seed=seed, **rates)]
    groups = [losses[k : k + EVERY] for k in range(0, steps, EVERY)]
    held_out = forced_loss(model, task.valid[:300])
    return {"losses": [sum(group) / len(group) for group in groups], "held_out": held_out}
