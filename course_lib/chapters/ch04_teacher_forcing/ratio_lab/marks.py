"""Marks: an output beside its right answer, wrong tokens marked by shape as well as by colour."""

import html
from collections.abc import Sequence

from course_lib.analysis.exposure import align

RIGHT, WRONG, MISSING = "right", "wrong", "missing"


def in_place(said: Sequence[str], answer: Sequence[str]) -> list[tuple[str, str]]:
    """Open book: place by place, since the right prefix stands before each token."""
    return [(token, RIGHT if token == gold else WRONG) for token, gold in zip(said, answer, strict=True)]


def aligned(said: Sequence[str], answer: Sequence[str]) -> list[tuple[str, str]]:
    """Closed book: by `exposure.align`, so that what follows a slip is not blamed for it.

    A token of the answer that was left out is there as MISSING.
    """
    marked = []
    for i, j in align(said, answer):
        right = i is not None and j is not None and said[i] == answer[j]
        marked.append((answer[j], MISSING) if i is None else (said[i], RIGHT if right else WRONG))
    return marked


def chips(marked: list[tuple[str, str]]) -> str:
    """In HTML: a wrong token is underlined by a wave and crossed, a missing one is an empty dashed box."""
    made = []
    for token, mark in marked:
        if mark == MISSING:
            made.append(f'<span class="missing" title="{html.escape(token)}">&nbsp;</span>')
        else:
            cross = "<sup>✗</sup>" if mark == WRONG else ""
            made.append(f'<span class="{mark}">{html.escape(token)}{cross}</span>')
    return " ".join(made)
