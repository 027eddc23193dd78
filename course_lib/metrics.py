"""Metrics: how far outputs are from their references."""

from collections.abc import Sequence


def exact_match(outputs: Sequence[Sequence], references: Sequence[Sequence]) -> float:
    """Share (0 to 1) of outputs that equal their reference from the first token to the last.

    Raises ValueError when the two lists differ in length or are empty.
    """
    _check(outputs, references)
    return sum(list(o) == list(r) for o, r in zip(outputs, references, strict=True)) / len(references)


def edit_distance(a: Sequence, b: Sequence) -> int:
    """Fewest insertions, deletions and substitutions of tokens that turn a into b (Levenshtein 1966)."""
    row = list(range(len(b) + 1))  # distances between a[:i] and every b[:j]
    for i, x in enumerate(a, start=1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def error_rate(outputs: Sequence[Sequence], references: Sequence[Sequence]) -> float:
    """Edits over all sentences, divided by all reference tokens; 0 is perfect, and it can pass 1.

    Raises ValueError when the lists differ in length or hold no reference token.
    """
    _check(outputs, references)
    tokens = sum(map(len, references))
    if not tokens:
        raise ValueError("the references hold no token")
    return sum(map(edit_distance, outputs, references)) / tokens


def _check(outputs: Sequence, references: Sequence) -> None:
    if len(outputs) != len(references) or not references:
        raise ValueError(f"{len(outputs)} outputs for {len(references)} references")
