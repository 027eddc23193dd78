"""Metrics: how far outputs are from their references."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

# First or second words of the Unicode names of letters: the scripts whose text "13a" does not cut into words.
_CUT_BY_CHARACTER = frozenset("HIRAGANA KATAKANA HANGUL THAI LAO KHMER MYANMAR TIBETAN JAVANESE".split())


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


def tokenizer_for(texts: Iterable[str]) -> str:
    """The sacrebleu tokenizer for BLEU of texts in this script: "13a", "zh" or "char".

    "13a" cuts at spaces and punctuation, so it is for scripts that write spaces between words. "zh" cuts
    Chinese into characters, and the rest as "13a" does. "char" cuts everything into characters: Japanese,
    known by its kana, Thai, Lao, Khmer, Burmese, Tibetan and Javanese write no spaces between words; Korean
    does, but joins particles and endings to them, so that whole words seldom match. (Sacrebleu cuts Japanese
    and Korean finer with ja-mecab and ko-mecab, which need further packages.)

    Mixed texts get what most of their tokens need: a character of such a script is one, five letters of
    another script are about one. Texts without letters get "13a".
    """
    characters: Counter[str] = Counter()
    for text in texts:
        characters.update(text)
    han = single = spaced = 0
    for letter in filter(str.isalpha, characters):
        script = unicodedata.name(letter, "").split(" ")
        if script[0] in ("CJK", "BOPOMOFO"):
            han += characters[letter]
        elif not _CUT_BY_CHARACTER.isdisjoint(script[:2]):
            single += characters[letter]
        else:
            spaced += characters[letter]
    if 5 * (han + single) <= spaced:
        return "13a"
    return "char" if 10 * single > han else "zh"  # a kana or two stand in Chinese, too


def scores(
    outputs: list[str],
    references: list[str],
    which: Sequence[str] = ("BLEU", "chrF", "TER"),
    tokenize: str | None = None,
    lowercase: bool = False,
) -> dict[str, dict[str, float | str]]:
    """Corpus scores of texts by sacrebleu, each with the signature that says how it came about (Post 2018).

    {"BLEU": {"score": 0 to 100, "signature": …}, "chrF": the same, "TER": …}: TER counts edits per 100 words
    of reference, so lower is better and it can pass 100. `tokenize` is BLEU's: one of sacrebleu's names, or
    None for what `tokenizer_for` says of the references. With "zh" and "char" TER takes Chinese characters
    for words, too; Thai or Korean it cuts at spaces. `lowercase` makes small letters of both sides first
    (TER always does). Raises ValueError when the two lists differ in length, are empty or hold what is no
    text, for an unknown score or tokenizer, and for a tokenizer whose packages are missing.
    """
    from sacrebleu.metrics import BLEU, CHRF, TER  # slow to import, and needed only here

    _check(outputs, references)
    for side in (outputs, references):
        if isinstance(side, str) or not all(isinstance(text, str) for text in side):
            raise ValueError("outputs and references must be lists of texts")
    tokenize = tokenize or tokenizer_for(references)
    if tokenize not in BLEU.TOKENIZERS:
        raise ValueError(f"tokenize must be one of {', '.join(BLEU.TOKENIZERS)}, not {tokenize!r}")
    try:
        bleu = BLEU(tokenize=tokenize, lowercase=lowercase)
    except (ImportError, RuntimeError) as problem:  # sacrebleu says which package
        raise ValueError(f"tokenize={tokenize!r}: {' '.join(str(problem).split())}") from None
    apart = tokenize in ("zh", "char")
    ter = TER(normalized=apart, asian_support=apart)
    metrics = {"BLEU": bleu, "chrF": CHRF(lowercase=lowercase), "TER": ter}
    found = {}
    for name in which:
        if name not in metrics:
            raise ValueError(f"which must hold {', '.join(metrics)} only, not {name!r}")
        score = metrics[name].corpus_score(outputs, [references])
        found[name] = {"score": score.score, "signature": str(metrics[name].get_signature())}
    return found


def _check(outputs: Sequence, references: Sequence) -> None:
    if len(outputs) != len(references) or not references:
        raise ValueError(f"{len(outputs)} outputs for {len(references)} references")
