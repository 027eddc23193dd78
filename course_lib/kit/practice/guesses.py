"""Guesses: which guesses the chapters ask for, and what the learner guessed, kept in .course/guesses.json.

The first guess counts. An entry that a result cell made before there was a guess, "unmade", stays so too.
Guesses are known by their ids. A guess that asks something else by now has another edition: what was guessed
before is kept beside it, as "welcome.planted@3fa29c1b", and counts for the old question alone.

Whatever happens to that file, a learner can go on: nothing here raises; what there is to say is returned.
Kernels share the lock of the ledger. What cannot be written waits in memory, and goes with the next write.
"""

import json
import math
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib.disk import InUse, locked, reading, write_whole
from course_lib.language import pick

from .progress_file import GUESSES as NAME
from .progress_file import folder, move_aside

if TYPE_CHECKING:
    from .guess import Guess

GUESSES: dict[str, "Guess"] = {}  # those of the chapters opened so far, by their ids
VERSION = 1
STATES = ("made", "skipped", "unmade")
Entry = dict[str, Any]  # {"state": "made", "guess": 40, "measured": 12, "edition": "3fa29c1b"}

_UNWRITABLE = (
    "(Your guesses cannot be saved in this folder: they are kept until the kernel ends.)",
    "（此文件夹无法写入猜测：猜测只保留到内核结束。）",
)
_IN_USE = (
    "(Another program holds your guesses: this one waits in memory, and is saved with a later one.)",
    "（另一个程序占用着猜测文件：这次的先留在内存里，以后再保存。）",
)
_NEWER = (
    f"(A newer edition of the course wrote {NAME}. It stays as it is, and this is kept only until the kernel "
    "ends: update the course to have it saved.)",
    f"（{NAME} 是更新版的课程写的，原样保留；这次的猜测只留到内核结束。更新课程以后才能保存。）",
)

_unsaved: list[tuple[str, Entry]] = []  # what could not be written yet, in the order of its making
_told = False  # that something could not be written


def read() -> dict[str, Entry]:
    """What has been guessed and measured, by id, with what could not be written yet."""
    try:
        known = _load()["guesses"]
    except (OSError, ValueError):
        known = {}
    for name, entry in _unsaved:
        _add(known, name, entry)
    return {name: entry for name, entry in known.items() if is_entry(entry)}


def find(name: str, edition: str) -> Entry | None:
    """What was guessed or measured in that edition of the question."""
    known = read()
    key = _key(known, name, edition)
    return known[key] if key else None


def keep(name: str, entry: Entry) -> tuple[Entry, str]:
    """Add an entry where there is none, else only its measurement: (what holds now, a notice or "")."""
    holds = _add(read(), name, entry)
    _unsaved.append((name, entry))
    try:
        with _alone():
            return _save(name, entry["edition"])
    except InUse:
        return holds, _once(*_IN_USE)
    except OSError:
        return holds, _once(*_UNWRITABLE)


def is_entry(entry: object) -> bool:
    """Whether it is one that this edition of the course understands."""
    return (
        isinstance(entry, dict)
        and entry.get("state") in STATES
        and isinstance(entry.get("edition"), str)
        and all(is_value(entry.get(key)) for key in ("guess", "measured"))
        and (entry.get("guess") is not None) == (entry["state"] == "made")
    )


def is_value(value: object) -> bool:
    """Whether it can be kept: nothing, a number, or a list of numbers."""
    values = value if isinstance(value, list) else [0 if value is None else value]
    return all(type(one) in (int, float) and math.isfinite(one) for one in values)


def _key(known: dict[str, Entry], name: str, edition: str) -> str | None:
    """Under what an edition's entry stands, if there is one."""
    names = (name, f"{name}@{edition}")
    return next((key for key in names if is_entry(e := known.get(key)) and e["edition"] == edition), None)


def _add(known: dict[str, Entry], name: str, entry: Entry) -> Entry:
    """Add the entry as `keep` does; what holds now."""
    key = _key(known, name, entry["edition"])
    if key:
        measured = entry["measured"] if entry["measured"] is not None else known[key]["measured"]
        known[key] = {**known[key], "measured": measured}
        return known[key]
    if name in known:
        old = known[name]
        edition = old["edition"] if is_entry(old) else "unknown"
        known.setdefault(f"{name}@{edition}", old)
    known[name] = entry
    return entry


def _load() -> dict[str, Any]:
    """All that the file holds. Raises OSError, and ValueError when it is no file of ours."""
    try:
        with reading(folder() / NAME) as stream:
            data = json.loads(stream.read().decode("utf-8-sig"))
    except FileNotFoundError:
        return {"version": VERSION, "guesses": {}}
    except RecursionError:
        raise ValueError("too deep") from None
    version = data.get("version") if isinstance(data, dict) else None
    if type(version) is not int or version < 1:
        raise ValueError("not a file of guesses")
    if not isinstance(data.get("guesses"), dict):
        if version == VERSION:
            raise ValueError("not a file of guesses")
        data["guesses"] = {}
    return data


def _save(name: str, edition: str) -> tuple[Entry, str]:
    """As `keep`, once all that waits is written. To be called under the lock. Raises OSError."""
    global _told
    path, notice = folder() / NAME, ""
    try:
        data = _load()
    except ValueError:
        notice = _damaged(move_aside(path, "broken"))
        data = _load()
    before = json.dumps(data)
    for waiting, entry in _unsaved:
        _add(data["guesses"], waiting, entry)
    holds = data["guesses"][_key(data["guesses"], name, edition)]
    if data["version"] > VERSION:
        return holds, _once(*_NEWER)
    if json.dumps(data) != before:
        write_whole(path, (json.dumps(data, indent=1) + "\n").encode())
    _unsaved.clear()
    _told = False
    return holds, notice


def _alone() -> AbstractContextManager[bool]:
    """While it lasts no other kernel changes the file. Raises OSError."""
    place: Path = folder()
    place.mkdir(parents=True, exist_ok=True)
    return locked(place / "progress.lock", wait=True)


def _damaged(name: str) -> str:
    return pick(
        f"(The file of your guesses was damaged. It is kept as {name}; guesses are kept anew.)",
        f"（记录猜测的文件已损坏，保留为 {name}；猜测重新开始记录。）",
    )


def _once(en: str, zh: str) -> str:
    global _told
    told, _told = _told, True
    return "" if told else pick(en, zh)
