"""Sentences of a corpus, as the exercises count them."""

import random

from .clipping import clipped


def statistics(candidate: str, reference: str, orders: int = 4) -> tuple:
    """(matches, totals, c, r) of one sentence, as the exercises take them."""
    pairs = [clipped.solve(candidate, [reference], n) for n in range(1, orders + 1)]
    matches, totals = map(list, zip(*pairs, strict=True))
    return matches, totals, len(candidate), len(reference)


def garbled(draw: random.Random, text: str, errors: int) -> str:
    """The text with a letter left out, replaced, or replaced by two, `errors` times."""
    letters = list(text)
    for _ in range(errors):
        place = draw.randrange(len(letters))
        letters[place : place + 1] = draw.choice(["", "x", "yz"])
    return "".join(letters)
