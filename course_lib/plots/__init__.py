"""Plots: every figure, label and colour of the course, in two languages."""

from .paper import BLUE, FONT, GREEN, GREY, ORANGE, RED, Figure, drawable, tidy
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
    "drawable",
    "exact_match_by_digits",
    "label",
    "lengths",
    "live",
    "pick",
    "set_language",
    "speak",
    "tidy",
    "training_curves",
]
