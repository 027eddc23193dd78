"""From typed lines to matches and their places, precisions, the brevity penalty, and four scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from course_lib.language import pick
from course_lib.metrics.bleu import Bleu, bleu, bleu_d2l, clipped, ngrams

if TYPE_CHECKING:
    from sacrebleu.metrics import BLEU, CHRF

ORDERS = (1, 2, 3, 4)
NOTES_K = (2, 4)  # the k of the d2l formula
LONGEST = 400  # characters of a line
CUTS = {"words": "none", "characters": "char", "13a": "13a", "zh": "zh"}  # ours: sacrebleu's tokenizers
MATCHED, CLIPPED, MISSED = "matched", "clipped", "missed"


class Gram(NamedTuple):
    """One n-gram at its place in a sentence."""

    start: int  # its first token
    kind: str  # MATCHED; CLIPPED: a reference has it, but not that often; MISSED: none has it
    number: int  # the same for a match in the candidate and in its reference; 0 for the others


class Official(NamedTuple):
    """A score by sacrebleu, 0 to 100, and how it came about (Post 2018)."""

    score: float
    signature: str


@dataclass(frozen=True)
class Explored:
    """A candidate and its references, cut and counted."""

    candidate: list[str]
    references: list[list[str]]
    cut: str  # a key of CUTS
    order: int  # of the n-grams in `said` and `counted`
    said: list[Gram]
    counted: list[list[Gram]]
    surplus: list[int]  # clipped n-grams, one number an order
    bleu: Bleu
    smooth: str
    effective: bool
    notes: list[float]  # the d2l formula for NOTES_K, 0 to 1, against the first reference
    official: Official
    chrf: Official


@lru_cache(maxsize=32)
def metric(cut: str, smooth: str, effective: bool) -> "BLEU":
    """Sacrebleu's BLEU with these settings."""
    from sacrebleu.metrics import BLEU  # slow to import

    return BLEU(tokenize=CUTS[cut], smooth_method=smooth, effective_order=effective)


def tokens(line: str, cut: str) -> list[str]:
    """What a line is cut into: words at white space, characters without white space, or sacrebleu's own."""
    return metric(cut, "none", False).tokenizer(line.rstrip()).split()


def compute(
    candidate: str,
    references: Sequence[str],
    cut: str = "words",
    order: int = 1,
    smooth: str = "none",
    effective: bool = False,
) -> Explored:
    """Cut, match and score. An empty reference is none; an empty candidate is a bad translation.

    Raises ValueError, in the learner's language, without a reference and for more than LONGEST characters.
    """
    given = [reference for reference in references if reference.strip()]
    if not given:
        raise ValueError(pick("Please type a reference to compare with.", "请输入一份参考译文，好作比较。"))
    if max(map(len, (candidate, *given))) > LONGEST:
        raise ValueError(
            pick(f"At most {LONGEST} characters a line, please.", f"每行请不要超过 {LONGEST} 个字符。")
        )
    said, expected = tokens(candidate, cut), [tokens(reference, cut) for reference in given]
    matches = {n: match(said, expected, n) for n in ORDERS}
    return Explored(
        said,
        expected,
        cut,
        order,
        *matches[order],
        [sum(gram.kind == CLIPPED for gram in matches[n][0]) for n in ORDERS],
        bleu([said], [expected], max(ORDERS), smooth, effective),
        smooth,
        effective,
        [bleu_d2l(said, expected[0], k) for k in NOTES_K],
        _official(metric(cut, smooth, effective), candidate, given),
        _official(_chrf(), candidate, given),
    )


def _official(judge: "BLEU | CHRF", candidate: str, references: list[str]) -> Official:
    """The score of a corpus of one sentence."""
    found = judge.corpus_score([candidate], [[reference] for reference in references])
    return Official(found.score, str(judge.get_signature()))


@lru_cache(maxsize=1)
def _chrf() -> "CHRF":
    from sacrebleu.metrics import CHRF

    return CHRF()


def match(
    candidate: Sequence[str], references: Sequence[Sequence[str]], n: int
) -> tuple[list[Gram], list[list[Gram]]]:
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


def _places(tokens: Sequence[str], n: int) -> dict[tuple[str, ...], list[int]]:
    """Where each n-gram begins, from left to right."""
    found: dict[tuple[str, ...], list[int]] = {}
    for start in range(len(tokens) - n + 1):
        found.setdefault(tuple(tokens[start : start + n]), []).append(start)
    return found
