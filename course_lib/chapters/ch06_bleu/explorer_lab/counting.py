"""Counting: from typed lines to matches, precisions, the brevity penalty, and four scores side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from course_lib.language import pick
from course_lib.metrics.bleu import Bleu, bleu, bleu_d2l

from .matching import CLIPPED, Gram, match

ORDERS = (1, 2, 3, 4)
NOTES_K = (2, 4)  # the k of the notes' formula
LONGEST = 400  # characters of a line
CUTS = {"words": "none", "characters": "char", "13a": "13a", "zh": "zh"}  # ours: sacrebleu's tokenizers


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
    notes: list[float]  # the notes' formula for NOTES_K, 0 to 1, against the first reference
    official: Official
    chrf: Official


@lru_cache(maxsize=32)
def metric(cut: str, smooth: str, effective: bool):
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


def _official(judge, candidate: str, references: list[str]) -> Official:
    """The score of a corpus of one sentence."""
    found = judge.corpus_score([candidate], [[reference] for reference in references])
    return Official(found.score, str(judge.get_signature()))


@lru_cache(maxsize=1)
def _chrf():
    from sacrebleu.metrics import CHRF

    return CHRF()
