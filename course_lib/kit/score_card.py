"""Scoring: what chapter 06 needs of a system's outputs: counts by sentence, and scores under many rules."""

from typing import Any

from course_lib.metrics import scores
from course_lib.metrics.bleu import bleu_d2l, count

TOKENIZERS = ("13a", "intl", "none", "char")


def score_card(outputs: list[str], references: list[str]) -> dict[str, Any]:
    """Of lowercased texts: "bleu", tokenizer -> sacrebleu's corpus score; "cased", the same with 13a on the
    texts as they are; "chrF", "TER", "exact" (share of sentences); "d2l", k -> the mean of the notes' score;
    "counts", a row a sentence: matches of order 1 to 4, totals of order 1 to 4, length, reference length."""
    from sacrebleu.metrics import BLEU  # slow to import, and needed only here

    words = BLEU(tokenize="13a").tokenizer
    pairs = [[words(text.lower()).split() for text in pair] for pair in zip(outputs, references, strict=True)]
    counts = [count(output, [reference]) for output, reference in pairs]
    whole = scores(outputs, references, ("BLEU", "chrF", "TER"), lowercase=True)
    return {
        "bleu": {
            name: scores(outputs, references, ("BLEU",), name, lowercase=True)["BLEU"]["score"]
            for name in TOKENIZERS
        },
        "cased": scores(outputs, references, ("BLEU",))["BLEU"]["score"],
        "signature": whole["BLEU"]["signature"],
        "chrF": whole["chrF"]["score"],
        "TER": whole["TER"]["score"],
        "exact": sum(output == reference for output, reference in pairs) / len(pairs),
        "d2l": {k: sum(bleu_d2l(*pair, k) for pair in pairs) / len(pairs) for k in (2, 4)},
        "counts": [[*c.matches, *c.totals, c.candidate_length, c.reference_length] for c in counts],
    }
