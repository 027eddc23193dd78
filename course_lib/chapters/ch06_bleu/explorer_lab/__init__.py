"""The explorer: a translation beside its references, and how BLEU counts what they share."""

from .lab import ExplorerLab

__all__ = ["ExplorerLab"]
