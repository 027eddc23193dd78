"""What becomes of held-out sentences after an error, for the recorded models: counts, each of one seed."""

from functools import cache
from typing import NamedTuple

from course_lib.analysis.exposure import Marks, Outcomes, first_errors, outcomes, right_by_alignment
from course_lib.analysis.prefixes import complete, likeliest_mistakes
from course_lib.data.corpora import sentences
from course_lib.decoding import decode_pairs

from .models import CONTROL, MODELS, Known, bundle

PLACES = (1, 2, 3, 4)  # every held-out sentence has a token there, and one after it
COMPARED = {"sentences": MODELS[0], "sentences, control": CONTROL}


class Tally(NamedTuple):
    """Counts over n held-out sentences."""

    n: int
    errors: int  # sentences with a wrong token
    outcomes: Outcomes


@cache
def held_out(known: Known) -> list[list[int]]:
    """The sentences as ids; the same 50 for every model, and none of them in its training."""
    vocab = bundle(known).source_vocab
    return [vocab.encode(source) for source, _ in sentences.load(rare=known.rare).valid]


@cache
def tally_alone(known: Known) -> Tally:
    """What follows upon the first error of what the model writes alone."""
    rows = held_out(known)
    marks = right_by_alignment(decode_pairs(bundle(known).model, rows), rows)
    return _count(marks)


@cache
def tally_planted(known: Known, place: int, right: bool = False) -> Tally:
    """The same after the gold prefix and, as token number `place` (from 1), the likeliest wrong one; or the
    `right` one, for comparison: then what follows that place is counted, in every sentence."""
    model, rows, at = bundle(known).model, held_out(known), place - 1
    wrong = likeliest_mistakes(model, list(zip(rows, rows, strict=True)), at)
    begun = [[*row[:at], row[at] if right else token] for row, token in zip(rows, wrong, strict=True)]
    marks = right_by_alignment(complete(model, rows, begun), rows)
    return Tally(len(marks), 0, outcomes(marks, [at] * len(marks))) if right else _count(marks)


def _count(marks: Marks) -> Tally:
    errors = first_errors(marks)
    return Tally(len(marks), sum(place is not None for place in errors), outcomes(marks, errors))


def end_right(known: Known, place: int) -> list[tuple[int, int]]:
    """How many sentences end right, of how many: with nothing planted there, with the likeliest mistake, and
    after the first error of the model's own."""
    found = tally_planted(known, place, right=True), tally_planted(known, place), tally_alone(known)
    return [(one.outcomes.recovered, one.outcomes.rows) for one in found]
