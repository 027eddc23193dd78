"""Corpora: pairs of texts, split once, with their licence and the recipe that makes them.

`load(name)` gives a `Corpus`; `describe()` says what there is without making or downloading anything;
`files.load_files` reads the user's own pair of text files.
"""

from collections.abc import Callable

from ..ranges import shown
from . import copying, dates, multi30k, numbers, phonemes, sentences
from .corpus import Corpus, CorpusError, Facts, Pair

__all__ = ["Corpus", "CorpusError", "Facts", "Pair", "describe", "facts", "load", "names"]

_MODULES = (copying, dates, multi30k, numbers, phonemes, sentences)
_LOADERS: dict[str, tuple[Facts, Callable[[str], Corpus]]] = {
    facts.name: (facts, module.load) for module in _MODULES for facts in module.FACTS
}


def names() -> list[str]:
    """The names that `load` knows, in alphabetical order."""
    return sorted(_LOADERS)


def load(name: str = "numbers-en-digits") -> Corpus:
    """The corpus of that name; the same call gives the same pairs on every machine.

    Raises ValueError, with the known names, for any other name, and CorpusError when a download fails.
    """
    return _find(name)[1](name)


def facts(name: str) -> Facts:
    """What is known of a corpus before it is loaded. Raises ValueError as `load` does."""
    return _find(name)[0]


def _find(name: str) -> tuple[Facts, Callable[[str], Corpus]]:
    if not isinstance(name, str) or name not in _LOADERS:
        raise ValueError(f"no corpus is called {shown(name, quoted=True)}; there are: {', '.join(names())}")
    return _LOADERS[name]


def describe() -> str:
    """A table of all corpora, for `python -m course_lib corpora`; recipe and licence stand below each row."""
    head = ("name", "train", "valid", "test", "source unit", "target unit", "download")
    rows: list[tuple[str, ...]] = [head]
    for name in names():
        known = facts(name)
        sizes = (f"{size:,}" for size in known.sizes)
        rows.append((name, *sizes, known.source_unit, known.target_unit, known.download or "no"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = []
    for row in rows:
        title, *counts, source, target, download = map(str.ljust, row, widths)
        cells = [title, *(count.strip().rjust(len(count)) for count in counts), source, target, download]
        lines.append("  ".join(cells).rstrip())
        if row is not head:
            lines += [f"    recipe: {facts(row[0]).recipe}", f"    licence: {facts(row[0]).licence}"]
    return "\n".join(lines)
