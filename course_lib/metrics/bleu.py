"""BLEU from scratch (Papineni et al., ACL 2002), and the variant that the study notes write down.

What is reported elsewhere comes from sacrebleu with its signature (`errors` beside this); this is the same
number, taken apart. Tokens are words, characters or ids.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from numbers import Number
from typing import Any, NamedTuple

from course_lib.data.ranges import choice, real, whole

SMOOTH_VALUES = {"none": 0.0, "floor": 0.1, "add-k": 1.0, "exp": 0.0}  # those of Chen and Cherry 2014


class Counts(NamedTuple):
    """All that BLEU needs to know of a sentence, or, added up, of a corpus; entry n - 1 is of order n."""

    matches: tuple[int, ...]  # n-grams of the candidate that its references have, clipped
    totals: tuple[int, ...]  # n-grams of the candidate
    candidate_length: int  # tokens
    reference_length: int  # tokens of the references with the closest lengths


class Bleu(NamedTuple):
    """A score and what it was made from."""

    score: float  # 0 to 100
    precisions: tuple[float, ...]  # p_n, 0 to 1, after smoothing
    brevity_penalty: float  # 0 to 1; 1 takes nothing away
    candidate_length: int
    reference_length: int
    matches: tuple[int, ...]  # before smoothing
    totals: tuple[int, ...]


def ngrams(tokens: Sequence, n: int) -> Counter:
    """How often each run of n tokens, as a tuple, occurs."""
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def clipped(candidate: Sequence, references: Sequence[Sequence], n: int) -> Counter:
    """How often each n-gram of the candidate counts as matched: at most as often as one reference has it."""
    most: Counter = Counter()
    for reference in references:
        most |= ngrams(reference, n)  # the larger of the two counts, n-gram by n-gram
    return ngrams(candidate, n) & most  # the smaller of the two


def closest_length(length: int, reference_lengths: Iterable[int]) -> int:
    """The reference length nearest to a candidate's length; of two equally near the shorter."""
    return min(reference_lengths, key=lambda r: (abs(r - length), r))


def brevity_penalty(candidate_length: int, reference_length: int) -> float:
    """1 for a candidate as long as its reference or longer, else exp(1 - r/c); 0 for none against some."""
    if candidate_length >= reference_length:
        return 1.0
    return math.exp(1 - reference_length / candidate_length) if candidate_length else 0.0


def count(candidate: Sequence, references: Sequence[Sequence], max_order: int = 4) -> Counts:
    """The counts of one candidate against its references, for the orders 1 to max_order."""
    orders = range(1, max_order + 1)
    return Counts(
        tuple(clipped(candidate, references, n).total() for n in orders),
        tuple(max(0, len(candidate) - n + 1) for n in orders),
        len(candidate),
        closest_length(len(candidate), map(len, references)),
    )


def add(parts: Iterable[Counts]) -> Counts:
    """The counts of a corpus from those of its sentences, at least one: sums first, then one division."""
    matches, totals, candidate_lengths, reference_lengths = zip(*parts, strict=True)
    return Counts(
        tuple(map(sum, zip(*matches, strict=True))),
        tuple(map(sum, zip(*totals, strict=True))),
        sum(candidate_lengths),
        sum(reference_lengths),
    )


def precisions(counts: Counts, smooth: str = "none", smooth_value: float | None = None) -> list[float]:
    """p_n = matches / totals, 0 to 1, for as many orders as the candidate has n-grams of, smoothed.

    A p_n of 0 makes the whole score 0. The remedies of Chen and Cherry (2014), as sacrebleu has them:
    "floor" puts smooth_value (0.1) where there is no match, "exp" one half of a match, then a quarter, an
    eighth..., and "add-k" adds smooth_value (1) to matches and totals of every order above 1, also where
    there are no n-grams. Where nothing matches at all, nothing is smoothed.
    """
    value = SMOOTH_VALUES[smooth] if smooth_value is None else smooth_value
    if not any(counts.matches):
        return [0.0] * sum(total > 0 for total in counts.totals)
    found: list[float] = []
    half = 1.0
    for n, pair in enumerate(zip(counts.matches, counts.totals, strict=True), start=1):
        added = value if smooth == "add-k" and n > 1 else 0.0
        matched, total = (count + added for count in pair)
        if not total:
            break
        if not matched and smooth == "floor":
            matched = value
        elif not matched and smooth == "exp":
            matched = half = half / 2
        found.append(matched / total)
    return found


def score(
    counts: Counts, smooth: str = "none", effective_order: bool = False, smooth_value: float | None = None
) -> Bleu:
    """BLEU from counts: brevity penalty times the geometric mean of the precisions.

    An order without n-grams has p_n = 0 and makes the score 0, unless effective_order leaves it out.
    """
    found = precisions(counts, smooth, smooth_value)
    missing = [0.0] * (len(counts.totals) - len(found))
    averaged = found if effective_order else [*found, *missing]
    mean = 0.0
    if averaged and all(averaged):
        mean = math.exp(sum(map(math.log, averaged)) / len(averaged))
    penalty = brevity_penalty(counts.candidate_length, counts.reference_length)
    return Bleu(
        100 * penalty * mean,
        (*found, *missing),
        penalty,
        counts.candidate_length,
        counts.reference_length,
        counts.matches,
        counts.totals,
    )


def bleu(
    candidates: Sequence[Sequence],
    references: Sequence[Sequence[Sequence]],
    max_order: int = 4,
    smooth: str = "none",
    effective_order: bool = False,
    smooth_value: float | None = None,
) -> Bleu:
    """BLEU of a corpus of token lists, each with a list of references, which are token lists too.

    Equal to sacrebleu's `corpus_score` with the same settings; with one candidate, smooth="exp" and
    effective_order=True to its `sentence_bleu`. smooth: none, floor, add-k or exp (see `precisions`).
    A text may stand for the list of its characters, if the candidate and all of its references are texts.
    Raises ValueError for no candidates, for other numbers of candidates and of references, for a candidate
    without a reference, for whatever is no list of tokens (a text beside a token list, a tensor, a text
    in place of the list of references), a max_order below 1 and an unknown smoothing or value of it.
    """
    for name, given in (("candidates", candidates), ("references", references)):
        if not _is_list(given):
            raise ValueError(f"{name} must be a list, not {type(given).__name__}")
    if len(candidates) != len(references) or not candidates:
        raise ValueError(f"{len(candidates)} candidates for {len(references)} lists of references")
    max_order = whole("max_order", max_order)
    choice("smooth", smooth, SMOOTH_VALUES)
    if smooth_value is not None:
        smooth_value = real("smooth_value", smooth_value)
    for i, (candidate, choices) in enumerate(zip(candidates, references, strict=True)):
        if not _is_list(choices):
            raise ValueError(f"the references of candidate {i} must be a list of token lists")
        if not choices:
            raise ValueError(f"candidate {i} has no reference")
        _check_tokens(f"candidate {i}", candidate)
        for reference in choices:
            if isinstance(reference, str) != isinstance(candidate, str):
                raise ValueError(f"the references of candidate {i} must be a list of token lists")
            _check_tokens(f"a reference of candidate {i}", reference)
    pairs = zip(candidates, references, strict=True)
    return score(add(count(*pair, max_order) for pair in pairs), smooth, effective_order, smooth_value)


def bleu_d2l(candidate: Sequence, reference: Sequence, k: int) -> float:
    """The notes' formula, 0 to 1: exp(min(0, 1 - r/c)) times the product of p_n^(1/2^n) for n = 1 to k.

    It is the one of "Dive into Deep Learning" (d2l.ai), for one sentence and one reference: unigrams weigh
    most, and the weights add up to 1 - 1/2^k, not to 1. Orders above the candidate's length are left out;
    an empty candidate gets 0. Both are token lists, or both texts. Raises ValueError for others and for a k
    below 1.
    """
    k = whole("k", k)
    _check_tokens("the candidate", candidate)
    _check_tokens("the reference", reference)
    if candidate and reference and isinstance(candidate, str) != isinstance(reference, str):
        raise ValueError("the candidate and the reference must both be texts or both be token lists")
    if not candidate:
        return 0.0
    counts = count(candidate, [reference], min(k, len(candidate)))
    product = brevity_penalty(counts.candidate_length, counts.reference_length)
    for n, precision in enumerate(precisions(counts), start=1):
        product *= precision ** (1 / 2**n)
    return product


def _is_list(given: Any) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str)


def _check_tokens(name: str, given: Any) -> None:
    """ValueError unless its n-grams can be counted. A tensor's can't: none of its entries equals another."""
    if not isinstance(given, Sequence):
        raise ValueError(f"{name} must be a list of tokens, not {type(given).__name__}")
    for token in given:
        if not isinstance(token, str | Number | tuple):
            raise ValueError(f"{name} must hold words, characters or ids, not {type(token).__name__}")
