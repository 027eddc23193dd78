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


@dataclass(frozen=True)
class Corpus:
    """Text pairs in three parts.

    No source text stands in two parts, unless somebody else's published parts are kept: the recipe says so.
    """

    name: str
    train: list[Pair]
    valid: list[Pair]
    test: list[Pair]
    source_unit: str  # how to cut the text into tokens: one of course_lib.data.tokenization.UNITS
    target_unit: str
    licence: str
    recipe: str
    # Source -> every right answer, for sources of valid and test that have several.
    references: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        facts: Facts,
        train: list[Pair],
        valid: list[Pair],
        test: list[Pair],
        *,
        references: dict[str, list[str]] | None = None,
    ) -> "Corpus":
        """The corpus with these facts and these pairs."""
        return cls(
            facts.name,
            train,
            valid,
            test,
            facts.source_unit,
            facts.target_unit,
            facts.licence,
            facts.recipe,
            references or {},
        )

    def answers(self, pair: Pair) -> list[str]:
        """Every right answer to the pair's source; an output is scored against the one it matches best."""
        return self.references.get(pair[0], [pair[1]])
