"""Training: from pairs to weights, and to disk."""

from .loop import Report, Schedule, adam, evaluate, forced_loss, loss_of, minimize, steps_per_epoch, train

__all__ = [
    "Report",
    "Schedule",
    "adam",
    "evaluate",
    "forced_loss",
    "loss_of",
    "minimize",
    "steps_per_epoch",
    "train",
]
