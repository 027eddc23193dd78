"""Scoring: what a model in training says alone, against what is right."""

from course_lib.data.corpora.corpus import Corpus, Pair
from course_lib.data.tokenization import tokenize
from course_lib.decoding import decode_pairs
from course_lib.metrics import closest_references, error_rate, exact_match, scores
from course_lib.metrics.errors import tokenizer_for
from course_lib.training.checkpoint import Bundle

from .. import UsageError, recipes


def bleu_tokenizer(corpus: Corpus, chosen: str) -> str:
    """The tokenizer of BLEU: the one that was chosen, or with "auto" what the references' script asks for.

    Raises UsageError when one was chosen for a task that BLEU does not score.
    """
    if chosen == "auto":
        return tokenizer_for(target for _, target in corpus.valid)
    if not recipes.is_text(corpus):
        raise UsageError("--score-tokenize is for BLEU, which scores sentences: --unit text-word or subword")
    return chosen


def score_line(bundle: Bundle, corpus: Corpus, pairs: list[Pair], tokenizer: str) -> str:
    """What the model says alone, scored: as text, and for toy tasks as whole answers and tokens."""
    sources = [bundle.source_vocab.encode(source) for source, _ in pairs]
    said = decode_pairs(bundle.model, sources, max_length=bundle.limits(sources))
    outputs = [bundle.target_vocab.decode(ids) for ids in said]
    unit = corpus.target_unit
    if recipes.is_text(corpus):
        references = [target for _, target in pairs]
        found = scores(outputs, references, ("BLEU", "chrF"), tokenizer, lowercase=unit == "text-word")
        return "  ".join(f"{name} {one['score']:.2f} ({one['signature']})" for name, one in found.items())
    tokens = [tokenize(text, unit) for text in outputs]
    answers = [[tokenize(text, unit) for text in corpus.answers(pair)] for pair in pairs]
    closest = closest_references(tokens, answers)
    return (
        f"exact match {exact_match(tokens, closest):.3f}  token error rate {error_rate(tokens, closest):.3f}"
    )
