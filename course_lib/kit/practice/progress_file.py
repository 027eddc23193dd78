"""Progress file: .course/progress-2.json and the files of earlier editions, read, joined and put aside.

Release 1 wrote progress.json, under the numbers of its chapters. It is read on, and left as it is: an old
kernel may still write there. What is written now goes to progress-2.json, under the names of chapters.

Questions of quizzes had numbers in there until they got names (see renamed). Reading adds the names and
leaves the numbers, so that the file stays of version 2: a kernel from before goes on with it, a learner who
goes back finds all that was there, and what is done there counts here too.

A version that is not known yet belongs to a newer edition of the course. Such a file is read as far as it can
be, and never written, moved or called damaged.
"""

import errno
import json
import os
import stat
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from . import renamed

OLD, NEW, GUESSES = "progress.json", "progress-2.json", "guesses.json"
VERSION = 2
Entry = dict[
    str, Any
]  # {"attempts": 2, "done": True}; of a question in words also "answer", of a quiz "first"


class Content(NamedTuple):
    """What a file holds."""

    entries: dict[str, Entry]
    newer: bool = False  # written by a newer edition


def folder() -> Path:
    """Where progress is kept: beside course_lib, or where COURSE_PROGRESS says."""
    named = os.environ.get("COURSE_PROGRESS")
    return Path(named).expanduser() if named else Path(__file__).resolve().parents[3] / ".course"


def files() -> list[Path]:
    """The file of release 1 and today's, whether they exist or not."""
    return [folder() / OLD, folder() / NEW]


def read(path: Path) -> Content:
    """Raises OSError, and ValueError when it is no file of ours."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would keep us waiting
            raise OSError(errno.EINVAL, "not a regular file")
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Content({})
    except RecursionError:
        raise ValueError("too deep") from None
    version = data.get("version") if isinstance(data, dict) else None
    if type(version) is not int or version < 1:
        raise ValueError("not a progress file")
    entries = data.get("entries")
    if version > VERSION:
        known = entries.items() if isinstance(entries, dict) else ()
        return Content({name: entry for name, entry in known if _is_entry(entry)}, newer=True)
    if not isinstance(entries, dict) or not all(map(_is_entry, entries.values())):
        raise ValueError("not a progress file")
    if version == 1:
        entries = {renamed.by_chapter(name): entry for name, entry in entries.items()}
    return Content(with_names(entries))


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and type(entry.get("attempts")) is int
        and isinstance(entry.get("done"), bool)
        and all(isinstance(entry.get(key, ""), str) for key in ("answer", "first"))
    )


def with_names(entries: dict[str, Entry]) -> dict[str, Entry]:
    """The entries, and those of numbered questions under their names as well."""
    numbered = {renamed.NAMES[name]: entry for name, entry in entries.items() if name in renamed.NAMES}
    return both(numbered, entries)


def both(old: dict[str, Entry], new: dict[str, Entry]) -> dict[str, Entry]:
    """The entries of two files together. The new one began with what the old one held then."""
    found = dict(old)
    for name, entry in new.items():
        other = old.get(name, entry)
        found[name] = {**other, **entry} | {
            "attempts": max(entry["attempts"], other["attempts"]),
            "done": entry["done"] or other["done"],
        }
    return found


def text_of(entries: dict[str, Entry]) -> bytes:
    """The file that holds these entries."""
    text = json.dumps({"version": VERSION, "entries": entries}, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")


def move_aside(path: Path, word: str) -> str:
    """Keep the file beside, under a name that nothing has yet; the name. Raises OSError."""
    names = (f"{path.stem}.{word}{f'-{n}' if n > 1 else ''}.json" for n in count(1))
    name = next(name for name in names if not path.with_name(name).exists())
    os.replace(path, path.with_name(name))
    return name
