"""Metrics: how far outputs are from their references."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence


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

    Of words it is the word error rate, of phonemes the phoneme error rate.
    Raises ValueError when the lists differ in length or hold no reference token.
    """
    _check(outputs, references)
    tokens = sum(map(len, references))
    if not tokens:
        raise ValueError("the references hold no token")
    return sum(map(edit_distance, outputs, references)) / tokens


def closest_references(
    outputs: Sequence[Sequence], references: Sequence[Sequence[Sequence]]
) -> list[Sequence]:
    """Of each output's references the one with the fewest edits; ties go to the shorter, then to the first.

    With several right answers, such as the pronunciations of a word, these stand in for `references`:
    `error_rate(outputs, closest)` is then the phoneme error rate, `1 - exact_match(outputs, closest)` the
    share of wrong words. Raises ValueError when the lists differ in length or are empty, or when one has no
    reference.
    """
    _check(outputs, references)
    for i, choices in enumerate(references):
        if not choices:
            raise ValueError(f"output {i} has no reference")
    return [
        min(choices, key=lambda reference: (edit_distance(output, reference), len(reference)))
        for output, choices in zip(outputs, references, strict=True)
    ]


def scores(
    outputs: list[str],
    references: list[str],
    which: Sequence[str] = ("BLEU", "chrF", "TER"),
    tokenize: str = "13a",
    lowercase: bool = False,
) -> dict[str, dict[str, float | str]]:
    """Corpus scores of texts by sacrebleu, each with the signature that says how it came about (Post 2018).

    {"BLEU": {"score": 0 to 100, "signature": …}, "chrF": the same, "TER": …}: TER counts edits per 100 words
    of reference, so lower is better and it can pass 100. `tokenize` is BLEU's: "13a", or "zh" for Chinese;
    `lowercase` makes small letters of both sides first (TER always does). Raises ValueError when the two
    lists differ in length or are empty, and for an unknown tokenizer.
    """
    from sacrebleu.metrics import BLEU, CHRF, TER  # slow to import, and needed only here

    _check(outputs, references)
    if tokenize not in BLEU.TOKENIZERS:
        raise ValueError(f"tokenize must be one of {', '.join(BLEU.TOKENIZERS)}, not {tokenize!r}")
    metrics = {
        "BLEU": BLEU(tokenize=tokenize, lowercase=lowercase),
        "chrF": CHRF(lowercase=lowercase),
        "TER": TER(),
    }
    found = {}
    for name in which:
        score = metrics[name].corpus_score(outputs, [references])
        found[name] = {"score": score.score, "signature": str(metrics[name].get_signature())}
    return found


def tokenizer_for(texts: Iterable[str]) -> str:
    """The tokenizer of BLEU, for `scores`, that fits the script in which most letters of the texts stand.

    "zh" for Han characters alone, "char" for Japanese, Korean and Thai, "13a" for scripts that write spaces.
    """
    names = Counter(unicodedata.name(c, "").split(" ")[0] for text in texts for c in text if c.isalpha())
    han = names["CJK"]
    single = sum(names[script] for script in ("HIRAGANA", "KATAKANA", "HANGUL", "THAI"))
    if 2 * (han + single) < names.total() or not names:
        return "13a"
    return "char" if 10 * single > han else "zh"


def _check(outputs: Sequence, references: Sequence) -> None:
    if len(outputs) != len(references) or not references:
        raise ValueError(f"{len(outputs)} outputs for {len(references)} references")
