"""Corpora: pairs of texts, split once, with their licence and the recipe that makes them."""

from collections.abc import Callable
from dataclasses import dataclass

from . import numbers

Pair = tuple[str, str]  # (source text, target text)


@dataclass(frozen=True)
class Corpus:
    """Text pairs in three parts. No source text stands in two parts."""

    name: str
    train: list[Pair]
    valid: list[Pair]
    test: list[Pair]
    source_unit: str  # how to cut the text into tokens, see course_lib.vocab: "word" or "char"
    target_unit: str
    licence: str
    recipe: str


def _numbers_en_digits() -> Corpus:
    return Corpus(
        "numbers-en-digits",
        *numbers.split(numbers.english, str),
        source_unit="word",
        target_unit="char",
        licence="made here, free of rights",
        recipe=numbers.RECIPE,
    )


_LOADERS: dict[str, Callable[[], Corpus]] = {"numbers-en-digits": _numbers_en_digits}


def names() -> list[str]:
    """The names that `load` knows, in alphabetical order."""
    return sorted(_LOADERS)


def load(name: str = "numbers-en-digits") -> Corpus:
    """The corpus of that name; the same call gives the same pairs on every machine.

    Raises ValueError, with the known names, for any other name.
    """
    if name not in _LOADERS:
        raise ValueError(f"no corpus is called {name!r}; there are: {', '.join(names())}")
    return _LOADERS[name]()
