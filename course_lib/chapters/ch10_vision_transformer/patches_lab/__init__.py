"""The patches lab: a picture in pieces, where the class token looks, and what order is worth."""

from .lab import PatchesLab

__all__ = ["PatchesLab"]
