"""Corpus: pairs of texts in three parts, and the facts that are known before any pair is made."""

from dataclasses import dataclass, field

Pair = tuple[str, str]  # (source text, target text)


class CorpusError(ValueError):
    """A user's file, folder or download can't be used: one line that names it, the line where there is one,
    and the remedy."""


@dataclass(frozen=True)
class Facts:
    """What can be said about a corpus without making or downloading it."""

    name: str
    sizes: tuple[int, int, int]  # pairs in train, valid, test
    source_unit: str  # how to cut the text into tokens: one of course_lib.data.tokenization.UNITS
    target_unit: str
    licence: str
    recipe: str
    download: str = ""  # how much the first use fetches, such as "1.3 MB"; empty when nothing


@dataclass(frozen=True, kw_only=True)
class Corpus(Facts):
    """Text pairs in three parts, and their facts.

    No source text stands in two parts, unless somebody else's published parts are kept: the recipe says so.
    """

    train: list[Pair]
    valid: list[Pair]
    test: list[Pair]
    # Source -> every right answer, for sources of valid and test that have several.
    references: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Facts, train: list[Pair], valid: list[Pair], test: list[Pair]) -> "Corpus":
        """The corpus with these facts and these pairs."""
        return cls(**vars(facts), train=train, valid=valid, test=test)

    @classmethod
    def cut(cls, facts: Facts, pairs: list[Pair]) -> "Corpus":
        """The corpus whose parts follow each other in these pairs."""
        train, valid, _ = facts.sizes
        return cls.of(facts, pairs[:train], pairs[train : train + valid], pairs[train + valid :])

    def answers(self, pair: Pair) -> list[str]:
        """Every right answer to the pair's source; an output is scored against the one it matches best."""
        return self.references.get(pair[0], [pair[1]])
