"""The user's own texts: two text files, one sentence a line, line n of one answering line n of the other.

Bad input raises CorpusError: one line that names the file, the line and the remedy.
"""

import re
from collections.abc import Iterator
from gzip import GzipFile
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from ..tokenization import tokenize
from .corpus import Corpus, CorpusError, Pair
from .nature import nature

MAX_CHARACTERS = 10_000  # in a line: a longer one is no sentence
MAX_BYTES = 500_000_000  # in a file: corpora are held in memory
_MAX_LINE = 4 * MAX_CHARACTERS + 5  # bytes: UTF-8 has at most 4 a character; a byte order mark and a line end
_REMEDY = "line n of one must answer line n of the other"
_OTHER_ENDS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # of lines, says str.splitlines
_TOO_LONG = f": longer than {MAX_CHARACTERS:,} characters; put one sentence on each line"

File = str | PathLike[str]


def lines_of(stream: BinaryIO | GzipFile, name: str, max_bytes: int | None = None) -> Iterator[str]:
    """The lines of an open binary file, blank ones too, without their ends; `name` is what errors call it.

    Only \\n and \\r\\n end a line (str.splitlines would also cut at U+2028 and others). A UTF-8 byte order
    mark is dropped. At most one line is in memory. Raises CorpusError for what is not UTF-8 text in lines,
    and past `max_bytes`.
    """
    number = size = 0
    while raw := stream.readline(_MAX_LINE):
        number += 1
        size += len(raw)
        where = f"{name}, line {number}"
        if max_bytes and size > max_bytes:
            raise CorpusError(f"{where}: the file is larger than {max_bytes // 10**6} MB; take a part of it")
        if wrong := nature(raw, number):
            raise CorpusError(f"{where}: {wrong}")
        if len(raw) == _MAX_LINE and not raw.endswith(b"\n"):
            raise CorpusError(where + _TOO_LONG)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = f"byte {error.start + 1} (0x{raw[error.start]:02X})"
            raise CorpusError(f"{where}: {byte} is not UTF-8; save the file as UTF-8") from None
        text = text.removesuffix("\n").removesuffix("\r")
        if number == 1:
            text = text.removeprefix("\ufeff")
        if len(text) > MAX_CHARACTERS:
            raise CorpusError(where + _TOO_LONG)
        yield text


def read_lines(path: File) -> list[str]:
    """The lines of a text file, blank ones too, at least one of them with text.

    Raises CorpusError when there is no such file or it can't be read, for a file that is empty or blank, and
    as `lines_of` does.
    """
    name = _shown(path)
    try:
        if Path(path).is_dir():
            raise CorpusError(f"{name}: is a folder; give a text file")
        with open(path, "rb") as stream:
            lines = list(lines_of(stream, name, MAX_BYTES))
    except FileNotFoundError:
        raise CorpusError(f"{name}: no such file; check the path") from None
    except PermissionError:
        raise CorpusError(f"{name}: you may not read it; change its permissions or copy it") from None
    except OSError as error:
        raise CorpusError(f"{name}: can't be read ({error.strerror}); check the path and the disk") from None
    if not lines:
        raise CorpusError(f"{name}: the file is empty; write one sentence on each line")
    if not any(line.strip() for line in lines):
        raise CorpusError(f"{name}: only blank lines ({len(lines)}); write one sentence on each line")
    return lines


def read_both(source: File, target: File) -> tuple[list[str], list[str]]:
    """The lines of two files that answer each other, as `read_lines` gives them.

    Raises CorpusError as `read_lines` does, and for unequal line counts, with a likely cause.
    """
    sources, targets = read_lines(source), read_lines(target)
    if len(sources) != len(targets):
        counts = f"{_shown(source)} has {len(sources)} lines and {_shown(target)} has {len(targets)}"
        cause = _cause(_shown(source), sources) or _cause(_shown(target), targets)
        raise CorpusError(f"{counts}; {cause}{_REMEDY}")
    return sources, targets


def _cause(name: str, lines: list[str]) -> str:
    """Why a file may have too few lines, or too many; "" for nothing that can be seen."""
    for number, line in enumerate(lines, start=1):
        if found := _OTHER_ENDS.search(line):
            return f"{name}, line {number}, holds {found[0]!a}, which some programs take for a line end; "
    tail = len(lines) - max(number for number, line in enumerate(lines, start=1) if line.strip())
    return f"{name} ends with blank lines ({tail}); " if tail else ""


def read_pairs(source: File, target: File) -> tuple[list[Pair], int]:
    """Line n of `source` with line n of `target`, as they stand, and how many pairs were left out: those with
    a blank side. Raises CorpusError as `read_both` does, and when no pair is left."""
    lines = list(zip(*read_both(source, target), strict=True))
    pairs = [pair for pair in lines if pair[0].strip() and pair[1].strip()]
    if not pairs:
        names = f"{_shown(source)} and {_shown(target)}"
        raise CorpusError(f"{names}: no line has text in both files; {_REMEDY}")
    return pairs, len(lines) - len(pairs)


def load_files(
    source: File, target: File, valid_source: File, valid_target: File, unit: str = "text-word"
) -> Corpus:
    """A corpus of the user's own files, without a test part; `unit` is for both sides.

    A pair of `valid` whose source is in train too is left out, so that no part gives another away: sources
    are the same if their tokens are, for a model sees no more of them. The recipe counts what was left out.
    Raises CorpusError as `read_pairs` does, and when no pair of `valid` is left.
    """
    train, blank = read_pairs(source, target)
    valid, valid_blank = read_pairs(valid_source, valid_target)
    seen = {_seen(text, unit) for text, _ in train}
    unseen = [pair for pair in valid if _seen(pair[0], unit) not in seen]
    if not unseen:
        remedy = "keep some sentences out of training"
        raise CorpusError(f"{_shown(valid_source)}: every line is in {_shown(source)} too; {remedy}")
    recipe = (
        f"train: {_shown(source)} and {_shown(target)}, {len(train)} pairs, left out {blank} with a blank "
        f"side; valid: {_shown(valid_source)} and {_shown(valid_target)}, {len(unseen)} pairs, left out "
        f"{valid_blank} with a blank side and {len(valid) - len(unseen)} whose source, as {unit}, is in train"
    )
    return Corpus("files", train, unseen, [], unit, unit, "yours", recipe)


def _seen(text: str, unit: str) -> str:
    """The tokens of a line, one a line. Pieces of words are the same if the words are."""
    return "\n".join(tokenize(text, "word" if unit == "subword" else unit))


def _shown(path: File) -> str:
    """The path on one line, whatever characters are in it."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(path))
