"""Plots: the figures that several chapters draw; labels in both languages."""

from .alignment import alignment
from .curves import curves
from .scatter import ranges, vectors

__all__ = ["alignment", "curves", "ranges", "vectors"]
