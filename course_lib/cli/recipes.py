"""Recipes: the models of the course by name, sizes that fit a corpus, and how they are trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from course_lib.metrics.errors import tokenizer_for

if TYPE_CHECKING:  # the command line's options need no corpus
    from course_lib.data.corpora.corpus import Corpus, Pair

MODELS: dict[str, dict[str, Any]] = {
    "rnn": {"cell": "rnn"},
    "gru": {"cell": "gru"},
    "gru-every-step": {"cell": "gru", "context": "every step"},  # Cho et al. 2014
    "gru-attention": {"cell": "gru", "bidirectional": True, "attention": "general"},  # Luong et al. 2015
    "gru-additive": {
        "cell": "gru",
        "bidirectional": True,
        "attention": "additive",
    },  # after Bahdanau et al. 2015
    "lstm": {"cell": "lstm"},
    "lstm-reverse": {"cell": "lstm", "reverse": True},  # Sutskever et al. 2014
    "lstm-attention": {"cell": "lstm", "bidirectional": True, "attention": "general"},
    "transformer": {"architecture": "transformer"},  # Vaswani et al. 2017, Pre-LN as in Xiong et al. 2020
}
MODEL = "gru-attention"  # unless another is named
SMALL = {"embedding": 64, "hidden": 128, "layers": 1, "dropout": 0.0}
TEXT = {"embedding": 256, "hidden": 256, "layers": 1, "dropout": 0.3}
TRANSFORMER_TEXT = {"hidden": 256, "layers": 3, "dropout": 0.2}
# How a training goes unless a recipe or an option says otherwise; how every training of release 1 went.
PLAIN: dict[str, Any] = {
    "epochs": 8,
    "batch_size": 128,
    "learning_rate": 2e-3,
    "warmup": 0,
    "cooldown": 0.3,
    "label_smoothing": 0.0,
    "teacher_forcing": 1.0,
    "coin": "step",
    "seed": 0,
    "average": 1,
    "patience": 0,
    "vocabulary": 8000,
}
# A Transformer on sentences (after Vaswani et al. 2017), for as many steps as Multi30k takes in 22 epochs.
SENTENCES = {"learning_rate": 1.5e-3, "cooldown": 0.5, "label_smoothing": 0.1, "average": 5}
STEPS, WARMUP, MOST_EPOCHS = 5000, 600, 60
SENTENCE = (
    8  # characters: where no spaces are written, a line is shorter than that if it is a word or a number
)


def is_text(corpus: Corpus) -> bool:
    """Whether people wrote the sentences: then the vocabulary is large, and no output is simply right."""
    own = corpus.name == "files" and corpus.target_unit in ("text-word", "subword")
    return own or corpus.name == "multi30k-de-en"


def unit_for(pairs: Sequence[Pair], model: str) -> str:
    """How to cut the user's own texts, by their script.

    Characters where each source line is a single word, or short in a script without spaces between words;
    subwords for sentences in such a script, and for all sentences that a Transformer reads; else words.
    """
    sides = list(zip(*pairs, strict=True))
    apart = [_has_no_spaces(side) for side in sides]
    spaced = [tokenizer_for(side) == "13a" for side in sides]
    if apart[0] and (spaced[0] or sum(map(len, sides[0])) < SENTENCE * len(pairs)):
        return "char"
    if _is_transformer(model) or any(no and not by for no, by in zip(apart, spaced, strict=True)):
        return "subword"
    return "text-word"


def _has_no_spaces(texts: Sequence[str]) -> bool:
    """Whether most of them are one stretch of characters."""
    return sum(len(text.split()) for text in texts) < 1.5 * len(texts)


def vocabulary(corpus: Corpus) -> int:
    """How many subwords a side has: more text can teach more; twice as many as its characters at least."""
    table = {3_000: 1000, 15_000: 2000, 60_000: 4000}
    fitting = next((size for most, size in table.items() if len(corpus.train) < most), 8000)
    for side in zip(*corpus.train, strict=True):
        characters = Counter(character for text in side for character in text)
        fitting = max(fitting, 2 * sum(count >= min_count(corpus) for count in characters.values()))
    return fitting


def sizes(corpus: Corpus, model: str) -> dict[str, Any]:
    """SMALL for tasks that code makes, TEXT for sentences that people wrote.

    A Transformer has one width, `hidden`, and at least two layers: the second asks with what the first found.
    """
    if not _is_transformer(model):
        return TEXT if is_text(corpus) else SMALL
    if is_text(corpus):
        return TRANSFORMER_TEXT
    return {name: size for name, size in SMALL.items() if name != "embedding"} | {"layers": 2}


def training(corpus: Corpus, model: str, chosen: dict[str, Any]) -> dict[str, Any]:
    """How the model is trained: the names of PLAIN, those that are chosen already among them.

    For a Transformer on sentences, epochs, warm-up and patience depend on the corpus and on each other.
    """
    if not (_is_transformer(model) and is_text(corpus)):
        return PLAIN | chosen
    how = PLAIN | SENTENCES | chosen
    per_epoch = -(-len(corpus.train) // how["batch_size"])
    epochs = chosen.get("epochs", min(max(round(STEPS / per_epoch), 2), MOST_EPOCHS))
    fitted = {"epochs": epochs, "warmup": min(WARMUP, epochs * per_epoch // 8)}
    fitted |= {"patience": max(3, epochs // 4), "average": min(SENTENCES["average"], max(1, epochs // 4))}
    if corpus.target_unit == "subword" and "vocabulary" not in chosen:
        fitted["vocabulary"] = vocabulary(corpus)
    return how | fitted | chosen


def min_count(corpus: Corpus) -> int:
    """How often a token must occur to be in the vocabulary: twice in real text, where many occur once."""
    return 2 if is_text(corpus) else 1


def pool(corpus: Corpus) -> int:
    """How many batches are sorted by length together: most of an epoch for real text.

    There padding costs most, and PyTorch's recurrent networks are about twice as fast on a batch whose
    sources have one length. Small tasks learn a little better from batches that are more mixed.
    """
    return 250 if is_text(corpus) else 50


def _is_transformer(model: str) -> bool:
    return MODELS[model].get("architecture") == "transformer"
