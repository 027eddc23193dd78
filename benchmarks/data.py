"""What is measured on: Multi30k where it has been fetched, else numbers in words."""

from typing import NamedTuple

from course_lib.cli import recipes
from course_lib.data import corpora
from course_lib.data.batching import IdPair, encode_pairs
from course_lib.data.corpora import multi30k
from course_lib.data.vocab import Vocab


class Data(NamedTuple):
    """A corpus as ids."""

    name: str
    source_size: int  # names in the vocabulary
    target_size: int
    pairs: list[IdPair]  # of training
    sources: list[list[int]]  # of the test


def load(quick: bool, least: int | None = None) -> Data:
    """`least` is how often a word of real text must occur to have a name: by default the course's choice."""
    here = all((multi30k.folder() / file).exists() for file in multi30k.SHA256)
    corpus = corpora.load("multi30k-de-en" if here and not quick else "numbers-en-fr")
    if least is None or not recipes.is_text(corpus):
        least = recipes.min_count(corpus)
    source = Vocab.build((source for source, _ in corpus.train), corpus.source_unit, least)
    target = Vocab.build((target for _, target in corpus.train), corpus.target_unit, least)
    pairs = encode_pairs(corpus.train, source, target)
    return Data(
        corpus.name, len(source), len(target), pairs, [source.encode(text) for text, _ in corpus.test]
    )
