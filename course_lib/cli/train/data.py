"""Data: the pairs of a training as its model sees them, and what is to be said of them."""

import argparse
import hashlib
import sys
from dataclasses import replace
from typing import Any, NamedTuple

from course_lib.data.batching import IdPair, encode_pairs
from course_lib.data.corpora import load
from course_lib.data.corpora.corpus import Corpus
from course_lib.data.corpora.files import load_files, read_pairs
from course_lib.data.vocab import UNK, Vocab

from .. import UsageError, recipes
from ..chinese import spoken

_FINER = {"word": "cut it finer, with --unit char or subword"}
_FINER["text-word"] = f"keep what occurs once, with --unit word, or {_FINER['word']}"


class Data(NamedTuple):
    """The ids of a corpus's pairs."""

    train: list[IdPair]
    valid: list[IdPair]

    @classmethod
    def of(cls, corpus: Corpus, source_vocab: Vocab, target_vocab: Vocab) -> "Data":
        """The training and validation pairs of a corpus, in the ids of these vocabularies."""
        return cls(*(encode_pairs(part, source_vocab, target_vocab) for part in (corpus.train, corpus.valid)))

    @property
    def digest(self) -> str:
        """A mark of exactly these ids in this order: other data have another."""
        seen = hashlib.sha256()
        for part in self:
            for pair in part:
                seen.update(f"{pair}\n".encode())
            seen.update(b"\n")
        return seen.hexdigest()

    @property
    def unknown(self) -> dict[str, float]:
        """The share (0 to 1) of tokens that the vocabularies lack, of each part and side: "train source"."""
        shares = {}
        for name, part in zip(("train", "valid"), self, strict=True):
            for side, rows in zip(("source", "target"), zip(*part, strict=True), strict=True):
                tokens = sum(map(len, rows))
                shares[f"{name} {side}"] = sum(row.count(UNK) for row in rows) / max(tokens, 1)
        return shares


def corpus_of(options: argparse.Namespace, begun: dict[str, Any]) -> Corpus:
    """The corpus of that name, or of the four files, cut as the options say, or as its training began.

    Without either, the user's files and sentences are cut as fits them and the model; other corpora say
    themselves how. Raises UsageError, and CorpusError as they do.
    """
    files = (options.source, options.target, options.valid_source, options.valid_target)
    model = options.model or begun.get("model") or recipes.MODEL
    unit = options.unit or begun.get("unit")
    if options.name and not any(files):
        corpus = load(options.name)
        if not recipes.is_text(corpus):
            return corpus
        unit = unit or recipes.unit_for(corpus.train, model)
        return replace(corpus, source_unit=unit, target_unit=unit)
    if all(files) and not options.name:
        return load_files(*files, unit or recipes.unit_for(read_pairs(*files[:2])[0], model))
    raise UsageError(
        "give either the name of a corpus or all of --source, --target, --valid-source and --valid-target"
    )


def tell_unknown(data: Data, unit: str) -> None:
    """Print how much of the data the model can't read or say, and warn where that is all of it."""
    shares = data.unknown
    told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
    print(spoken(f"unknown tokens: {told}"), flush=True)
    lost = [name for name, share in shares.items() if share == 1]
    if lost:
        remedy = f"give more text, or {_FINER[unit]}" if unit in _FINER else "are both files in one language?"
        where = ", ".join(lost)
        print(spoken(f"warning: the vocabulary has no token of {where}; {remedy}"), file=sys.stderr)
