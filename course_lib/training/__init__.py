"""Training: from pairs to weights, and to disk."""

from .loop import Report, adam, evaluate, forced_loss, loss_of, steps_per_epoch, train

__all__ = ["Report", "adam", "evaluate", "forced_loss", "loss_of", "steps_per_epoch", "train"]
