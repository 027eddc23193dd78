"""Metrics: from outputs to numbers. BLEU from scratch is in `course_lib.metrics.bleu`."""

from .errors import closest_references, edit_distance, error_rate, exact_match, scores

__all__ = ["closest_references", "edit_distance", "error_rate", "exact_match", "scores"]
