"""Recipes: the models of the course by name, and sizes that fit a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the command line's options need no corpus
    from course_lib.data.corpora.corpus import Corpus

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
SMALL = {"embedding": 64, "hidden": 128, "layers": 1, "dropout": 0.0}
TEXT = {"embedding": 256, "hidden": 256, "layers": 1, "dropout": 0.3}


def is_text(corpus: Corpus) -> bool:
    """Whether people wrote the sentences: then the vocabulary is large, and no output is simply right."""
    own = corpus.name == "files" and corpus.target_unit in ("text-word", "subword")
    return own or corpus.name == "multi30k-de-en"


def sizes(corpus: Corpus, model: str) -> dict[str, Any]:
    """SMALL for tasks that code makes, TEXT for sentences that people wrote.

    A Transformer has one width, `hidden`, and two layers: the second asks with what the first has found.
    """
    fitting = TEXT if is_text(corpus) else SMALL
    if MODELS[model].get("architecture") != "transformer":
        return fitting
    return {name: size for name, size in fitting.items() if name != "embedding"} | {"layers": 2}


def min_count(corpus: Corpus) -> int:
    """How often a token must occur to be in the vocabulary: twice in real text, where many occur once."""
    return 2 if is_text(corpus) else 1


def pool(corpus: Corpus) -> int:
    """How many batches are sorted by length together: most of an epoch for real text.

    There padding costs most, and PyTorch's recurrent networks are about twice as fast on a batch whose
    sources have one length. Small tasks learn a little better from batches that are more mixed.
    """
    return 250 if is_text(corpus) else 50
