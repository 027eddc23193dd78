"""Exposure: how errors follow upon errors, counted by distance from the error and by edit alignment.

Four things are kept apart: a first error is wrong after a right prefix; a cascade is wrong following upon
wrong, whatever the reason; a recovery is right again after wrong; exposure bias is what gets worse because
training never showed such a prefix with such a source. So the same rows are read after gold tokens, after the
model's own and after a planted wrong one (`prefixes` beside this), and each token is marked right or wrong.
A control belongs to it, the same task trained at ratio 0: only what disappears there is exposure bias.
"""

from collections.abc import Sequence
from typing import NamedTuple

from course_lib.data.vocab import EOS, PAD

Marks = list[list[bool]]  # a row for each sentence: which tokens of the reference are right, EOS as the last


def align(output: Sequence, reference: Sequence) -> list[tuple[int | None, int | None]]:
    """Places of the output beside those of the reference, with the fewest edits (Levenshtein 1966).

    (i, j) is a token beside a token, (i, None) one too many, (None, j) one that was left out. Several
    alignments may need equally few edits. From the first place on, this one sets a token beside a token
    where it can, else it lets one be too many, else it leaves one out: so gaps come late. All that marks an
    output beside its reference, in any chapter, asks here, so that it is marked alike everywhere.
    """
    n, m = len(output), len(reference)
    left = [[n - i + m - j for j in range(m + 1)] for i in range(n + 1)]  # edits from (i, j) to both ends
    for i in reversed(range(n)):
        for j in reversed(range(m)):
            change = left[i + 1][j + 1] + (output[i] != reference[j])
            left[i][j] = min(change, left[i + 1][j] + 1, left[i][j + 1] + 1)
    found: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < n or j < m:
        if i < n and j < m and left[i][j] == left[i + 1][j + 1] + (output[i] != reference[j]):
            found.append((i, j))
            i, j = i + 1, j + 1
        elif i < n and left[i][j] == left[i + 1][j] + 1:
            found.append((i, None))
            i += 1
        else:
            found.append((None, j))
            j += 1
    return found


def right_by_column(outputs: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> Marks:
    """Right is the reference's token at the reference's place; also for what `forced` gives."""
    marks = []
    for output, target in zip(outputs, targets, strict=True):
        said = [*output, EOS, *[PAD] * len(target)]
        marks.append([a == b for a, b in zip(said, [*target, EOS], strict=False)])
    return marks


def right_by_alignment(outputs: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]) -> Marks:
    """Right is a token of the reference that `align` finds beside its like: after a dropped or a doubled
    token the rest is not wrong. A token too many makes the one that it stands before wrong.

    A row is right throughout when output and target are equal, and the first wrong place is that of
    `right_by_column`.
    """
    marks = []
    for output, target in zip(outputs, targets, strict=True):
        row, extra = [], False
        for i, j in [*align(output, target), (len(output), len(target))]:  # EOS stands beside EOS
            if j is None:
                extra = True
                continue
            same = j == len(target) or (i is not None and output[i] == target[j])
            row.append(same and not extra)
            extra = False
        marks.append(row)
    return marks


def accuracy(marks: Marks) -> list[float]:
    """The share of right tokens at each place, EOS included, of the rows that reach it."""
    places = range(max(map(len, marks)))
    columns = ([row[t] for row in marks if t < len(row)] for t in places)
    return [sum(column) / len(column) for column in columns]


def first_errors(marks: Marks) -> list[int | None]:
    """The first wrong place of each row; None where all is right."""
    return [row.index(False) if False in row else None for row in marks]


def swaps(
    outputs: Sequence[Sequence[int]], targets: Sequence[Sequence[int]], errors: Sequence[int | None]
) -> list[bool]:
    """Whether the error of each row is half of a swap: two neighbours of the reference in each other's place.

    Both marks call a swap two errors, though there is only one slip in it.
    """
    return [
        k is not None and k + 1 < len(target) and list(output[k : k + 2]) == [target[k + 1], target[k]]
        for output, target, k in zip(outputs, targets, errors, strict=True)
    ]


class Distances(NamedTuple):
    """Entry d belongs to d tokens after the error; entry 0 is the error itself."""

    rows: list[int]  # how many rows have a token there
    wrong: list[float]  # the share of them that is wrong: P(error at k + d | error at k)


def by_distance(marks: Marks, errors: Sequence[int | None]) -> Distances:
    """How often a token is wrong, by its distance from the error of its row; None takes no part.

    With own = marks of what the model says alone and errors = first_errors(own), by_distance(own, errors) is
    P(error at t | first error at k) on own prefixes, and by_distance(gold, errors) is the same rows and
    places with the gold prefix. EOS is left out: aligned, it is nearly always right.
    """
    tails = [row[k:-1] for row, k in zip(marks, errors, strict=True) if k is not None]
    columns = [[tail[d] for tail in tails if d < len(tail)] for d in range(max(map(len, tails), default=0))]
    return Distances([len(c) for c in columns], [1 - sum(c) / len(c) for c in columns])


class Outcomes(NamedTuple):
    """What became of rows after an error: a row may both go on wrong and recover later, or do neither."""

    rows: int  # that have an error and at least one token after it
    went_on: int  # the token after the error is wrong too
    recovered: int  # the last token is right, and nothing comes after it


def outcomes(marks: Marks, errors: Sequence[int | None]) -> Outcomes:
    """Counts of what follows the error of each row; take marks by alignment for them."""
    after = [(row, k) for row, k in zip(marks, errors, strict=True) if k is not None and k + 2 < len(row)]
    return Outcomes(
        len(after), sum(not row[k + 1] for row, k in after), sum(row[-2] and row[-1] for row, _ in after)
    )
