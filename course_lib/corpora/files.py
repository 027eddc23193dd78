"""The user's own texts: two text files, one sentence a line, line n of one answering line n of the other.

Bad input raises CorpusError: one line that names the file, the line and the remedy.
"""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from .corpus import Corpus, Pair
from .errors import CorpusError

MAX_CHARACTERS = 10_000  # in a line: a longer one is no sentence
MAX_BYTES = 500_000_000  # in a file: corpora are held in memory
_MAX_LINE = 4 * MAX_CHARACTERS + 5  # bytes: UTF-8 has at most 4 a character; a byte order mark and a line end
_TOO_LONG = f": longer than {MAX_CHARACTERS:,} characters; put one sentence on each line"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

File = str | PathLike[str]


def lines_of(stream: BinaryIO, name: str, max_bytes: int | None = None) -> Iterator[str]:
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
        if b"\0" in raw or (number == 1 and raw.startswith(_UTF16_MARKS)):
            raise CorpusError(f"{where}: {_nature(raw)}")
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


def _nature(raw: bytes) -> str:
    """What bytes that are no UTF-8 text look like. UTF-16 gives Latin letters a zero in every other byte."""
    half = len(raw) // 2
    zeros = max(raw[::2].count(0), raw[1::2].count(0))
    if raw.startswith(_UTF16_MARKS) or (half and zeros > half // 2):
        return "looks like UTF-16; save the file as UTF-8"
    return f"byte {raw.index(0) + 1} is NUL, so this is no text file; give a file of plain text"


def read_lines(path: File) -> list[str]:
    """The lines of a text file, blank ones too, at least one of them with text.

    Raises CorpusError when there is no such file or it can't be read, for a file that is empty or blank, and
    as `lines_of` does.
    """
    name = _shown(path)
    if Path(path).is_dir():
        raise CorpusError(f"{name}: is a folder; give a text file")
    try:
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


def read_pairs(source: File, target: File) -> list[Pair]:
    """Line n of `source` with line n of `target`, as they stand; pairs with a blank side are left out.

    Raises CorpusError as `read_lines` does, for unequal line counts, and when no pair is left.
    """
    return _read_pairs(source, target)[0]


def _read_pairs(source: File, target: File) -> tuple[list[Pair], int]:
    """`read_pairs`, and how many pairs were left out."""
    sources, targets = read_lines(source), read_lines(target)
    names = f"{_shown(source)} and {_shown(target)}"
    remedy = "line n of one must answer line n of the other"
    if len(sources) != len(targets):
        raise CorpusError(f"{names}: {len(sources)} and {len(targets)} lines; {remedy}")
    pairs = [pair for pair in zip(sources, targets, strict=True) if pair[0].strip() and pair[1].strip()]
    if not pairs:
        raise CorpusError(f"{names}: no line has text in both files; {remedy}")
    return pairs, len(sources) - len(pairs)


def load_files(
    source: File, target: File, valid_source: File, valid_target: File, unit: str = "text-word"
) -> Corpus:
    """A corpus of the user's own files, without a test part; `unit` is for both sides.

    A pair of `valid` whose source is in train too is left out, so that no part gives another away; the recipe
    counts what was left out. Raises CorpusError as `read_pairs` does, and when no pair of `valid` is left.
    """
    train, blank = _read_pairs(source, target)
    valid, valid_blank = _read_pairs(valid_source, valid_target)
    seen = {text for text, _ in train}
    unseen = [pair for pair in valid if pair[0] not in seen]
    if not unseen:
        remedy = "keep some sentences out of training"
        raise CorpusError(f"{_shown(valid_source)}: every line is in {_shown(source)} too; {remedy}")
    recipe = (
        f"train: {_shown(source)} and {_shown(target)}, {len(train)} pairs, left out {blank} with a blank "
        f"side; valid: {_shown(valid_source)} and {_shown(valid_target)}, {len(unseen)} pairs, left out "
        f"{valid_blank} with a blank side and {len(valid) - len(unseen)} that are in train"
    )
    return Corpus("files", train, unseen, [], unit, unit, "yours", recipe)


def _shown(path: File) -> str:
    """The path on one line, whatever characters are in it."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(path))
