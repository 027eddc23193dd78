"""Matching: which n-grams of a candidate count as matched, and where each was counted in a reference."""

from collections.abc import Sequence
from typing import NamedTuple

from course_lib.metrics.bleu import clipped, ngrams

MATCHED, CLIPPED, MISSED = "matched", "clipped", "missed"


class Gram(NamedTuple):
    """One n-gram at its place in a sentence."""

    start: int  # its first token
    kind: str  # MATCHED; CLIPPED: a reference has it, but not that often; MISSED: none has it
    number: int  # the same for a match in the candidate and in its reference; 0 for the others


def match(candidate: Sequence, references: Sequence[Sequence], n: int) -> tuple[list[Gram], list[list[Gram]]]:
    """Every n-gram of the candidate, and of each reference those that were counted, from left to right.

    BLEU says how often an n-gram counts, not which one of equal n-grams it is: here the first ones count,
    in the first of the references that have it most often.
    """
    allowed = clipped(candidate, references, n)
    counts = [ngrams(reference, n) for reference in references]
    homes = {gram: max(range(len(counts)), key=lambda i, g=gram: counts[i][g]) for gram in allowed}
    left = allowed.copy()
    places = [_places(reference, n) for reference in references]
    said: list[Gram] = []
    counted: list[list[Gram]] = [[] for _ in references]
    number = 0
    for start in range(len(candidate) - n + 1):
        gram = tuple(candidate[start : start + n])
        if left[gram]:
            left[gram] -= 1
            number += 1
            home = homes[gram]
            said.append(Gram(start, MATCHED, number))
            counted[home].append(Gram(places[home][gram].pop(0), MATCHED, number))
        else:
            said.append(Gram(start, CLIPPED if gram in allowed else MISSED, 0))
    return said, [sorted(grams) for grams in counted]


def _places(tokens: Sequence, n: int) -> dict[tuple, list[int]]:
    """Where each n-gram begins, from left to right."""
    found: dict[tuple, list[int]] = {}
    for start in range(len(tokens) - n + 1):
        found.setdefault(tuple(tokens[start : start + n]), []).append(start)
    return found
