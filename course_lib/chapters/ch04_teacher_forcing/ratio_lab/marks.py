"""Marks: an output beside its right answer, wrong tokens marked by shape as well as by colour."""

from collections.abc import Sequence

RIGHT, WRONG, MISSING = "right", "wrong", "missing"


def aligned(said: Sequence[str], answer: Sequence[str]) -> list[tuple[str, str]]:
    """Closed book: the alignment with the fewest edits, so that what follows a slip is not blamed for it.

    A token of the answer that was left out is there as MISSING.
    """
    rows = [[i + j for j in range(len(answer) + 1)] if not i else [i] for i in range(len(said) + 1)]
    for i, token in enumerate(said, start=1):
        for j, gold in enumerate(answer, start=1):
            swap = rows[i - 1][j - 1] + (token != gold)
            rows[i].append(min(swap, rows[i - 1][j] + 1, rows[i][j - 1] + 1))
    marked, i, j = [], len(said), len(answer)
    while i or j:
        here = rows[i][j]
        if i and j and here == rows[i - 1][j - 1] + (said[i - 1] != answer[j - 1]):
            i, j = i - 1, j - 1
            marked.append((said[i], RIGHT if said[i] == answer[j] else WRONG))
        elif i and here == rows[i - 1][j] + 1:
            i -= 1
            marked.append((said[i], WRONG))
        else:
            j -= 1
            marked.append((answer[j], MISSING))
    return marked[::-1]
