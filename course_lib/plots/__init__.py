"""Plots: every figure, label and colour of the course, in two languages."""

from .alignment import alignment
from .curves import curves
from .forcing import Line, lesson, race
from .gradients import by_layer
from .paper import BLUE, FONT, GREEN, GREY, ORANGE, RED, Figure, drawable, tidy
from .scatter import ranges, vectors
from .sequences import lengths
from .training import exact_match_by_digits, training_curves
from .words import label, live, pick, set_language, speak

__all__ = [
    "BLUE",
    "FONT",
    "GREEN",
    "GREY",
    "ORANGE",
    "RED",
    "Figure",
    "Line",
    "alignment",
    "by_layer",
    "curves",
    "drawable",
    "exact_match_by_digits",
    "label",
    "lengths",
    "lesson",
    "live",
    "pick",
    "race",
    "ranges",
    "set_language",
    "speak",
    "tidy",
    "training_curves",
    "vectors",
]
