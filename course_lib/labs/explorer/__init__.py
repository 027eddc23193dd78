"""The explorer: a translation beside its references, and how BLEU counts what they share."""

from .shell import ExplorerLab

__all__ = ["ExplorerLab"]
