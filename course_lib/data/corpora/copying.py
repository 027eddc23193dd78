"""Copying letters: no language at all, so whatever goes wrong is the model's memory."""

import random
import string

from .corpus import Corpus, Facts, Pair

FACTS = [
    Facts(
        "copy",
        (18_000, 500, 1_000),
        "char",
        "char",
        "made here, free of rights",
        "distinct strings of 3 to 12 of the 26 letters; the length is drawn evenly, then the letters; seed 0",
    )
]


def copy_pairs(count: int, low: int = 3, high: int = 12, letters: int = 26, seed: int = 0) -> list[Pair]:
    """`count` distinct strings of `low` to `high` of the first `letters` letters, each paired with itself.

    The length is drawn evenly; where the short lengths run out, the longer ones fill the rest.
    Raises ValueError for lengths or letters that make no sense, and when there are not `count` such strings.
    """
    if not (1 <= low <= high and 1 <= letters <= len(string.ascii_lowercase)):
        raise ValueError(f"want 1 <= low <= high and 1 to 26 letters, not {low}, {high} and {letters}")
    left = {length: letters**length for length in range(low, high + 1)}  # strings that are still to be had
    if not 0 <= count <= sum(left.values()):
        raise ValueError(f"there are {sum(left.values())} such strings, not {count}")
    rng = random.Random(seed)
    alphabet = string.ascii_lowercase[:letters]
    texts: dict[str, None] = {}  # a dict keeps the order, a set would not
    while len(texts) < count:
        length = rng.choice([length for length, strings in left.items() if strings])
        text = "".join(rng.choices(alphabet, k=length))
        if text not in texts:
            texts[text] = None
            left[length] -= 1
    return [(text, text) for text in texts]


def load(name: str = "copy") -> Corpus:
    """The corpus of that name."""
    facts = FACTS[0]
    return Corpus.cut(facts, copy_pairs(sum(facts.sizes)))
