"""Guesses file: .course/guesses.json, what a learner expected before the result could be seen.

    {"version": 1, "guesses": {"welcome.planted": {"edition": "5f2c01aa", "state": "made", "guess": 40,
                                                   "measured": 12}}}

The first state of a guess stays: "made", "skipped", or "unmade" when its result was shown without one. Only
what was measured is brought up to date. A question that was changed has another edition: what was said to the
old one stays in the file, under its name with that edition, and the new one is open. As with progress,
nothing here raises: what cannot be written waits in memory, and a file of a newer version is only read.
"""

import json
from pathlib import Path
from typing import Any

from course_lib.disk import locked, reading, write_whole
from course_lib.language import pick

from .progress_file import folder, move_aside

FILE, VERSION = "guesses.json", 1
STATES = ("made", "skipped", "unmade")
Value = (
    float | list[float] | None
)  # a number, the place of a choice from 0, or a number at each place of a curve
Entry = dict[str, Any]  # {"edition": …, "state": …, "guess": Value, "measured": Value}


class Guesses:
    """The file, and what could not be written to it."""

    def __init__(self) -> None:
        self._unsaved: dict[str, Entry] = {}
        self._told = False

    def entries(self) -> dict[str, Entry]:
        """All guesses by their names, with what waits in memory."""
        try:
            found, _ = read(folder() / FILE)
        except (OSError, ValueError):
            found = {}
        return _joined(found, self._unsaved)

    def find(self, name: str, edition: str) -> Entry | None:
        """What is known of that guess, if it is of this edition."""
        entry = self.entries().get(name)
        return entry if entry and entry["edition"] == edition else None

    def keep(self, name: str, edition: str, state: str, guess: Value = None, measured: Value = None) -> str:
        """Remember a guess, or that there was none, or what was measured; "" or a notice."""
        entry = {"edition": edition, "state": state, "guess": guess, "measured": measured}
        self._unsaved = _joined(self._unsaved, {name: entry})
        path, notice = folder() / FILE, ""
        try:
            folder().mkdir(parents=True, exist_ok=True)
            with locked(folder() / "progress.lock", wait=True):
                try:
                    found, newer = read(path)
                except ValueError:
                    notice, found, newer = _damaged(move_aside(path, "broken")), {}, False
                if newer:
                    return self._once(
                        f"(A newer edition of the course wrote {FILE}, and it stays so: your guess is kept "
                        "until the kernel ends.)",
                        f"（{FILE} 是更新版的课程写的，原样保留；你的猜测只保留到内核结束。）",
                    )
                write_whole(path, text_of(_joined(found, self._unsaved)))
        except OSError:
            return notice or self._once(
                "(Your guess cannot be saved just now: it is kept until the kernel ends.)",
                "（暂时无法保存你的猜测：只保留到内核结束。）",
            )
        self._unsaved, self._told = {}, False
        return notice

    def _once(self, en: str, zh: str) -> str:
        told, self._told = self._told, True
        return "" if told else pick(en, zh)


def read(path: Path) -> tuple[dict[str, Entry], bool]:
    """The guesses of a file, and whether a newer edition wrote it.

    Raises OSError, and ValueError when it is no file of ours.
    """
    try:
        with reading(path) as stream:
            data = json.loads(stream.read().decode("utf-8-sig"))
    except FileNotFoundError:
        return {}, False
    except RecursionError:
        raise ValueError("too deep") from None
    version = data.get("version") if isinstance(data, dict) else None
    kept = data.get("guesses") if isinstance(data, dict) else None
    if type(version) is not int or version < 1 or not isinstance(kept, dict):
        raise ValueError("not a file of guesses")
    good = {name: entry for name, entry in kept.items() if _is_entry(entry)}
    if version == VERSION and len(good) < len(kept):
        raise ValueError("not a guess")
    return good, version > VERSION


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("edition"), str)
        and entry.get("state") in STATES
        and all(_is_value(entry.get(key)) for key in ("guess", "measured"))
    )


def _is_value(value: object) -> bool:
    numbers = value if isinstance(value, list) else [value]
    return value is None or all(type(number) in (int, float) for number in numbers)


def _joined(old: dict[str, Entry], new: dict[str, Entry]) -> dict[str, Entry]:
    """The entries of both: of one edition the old state and guess stay, of another they move aside."""
    found = dict(old)
    for name, entry in new.items():
        before = old.get(name, entry)
        if before["edition"] != entry["edition"]:
            found[f"{name}@{before['edition']}"] = before
            before = entry
        measured = before["measured"] if entry["measured"] is None else entry["measured"]
        found[name] = {**entry, **before, "measured": measured}
    return found


def text_of(entries: dict[str, Entry]) -> bytes:
    """The file that holds these guesses."""
    text = json.dumps({"version": VERSION, "guesses": entries}, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def _damaged(name: str) -> str:
    return pick(
        f"(The file with your guesses was damaged. It is kept as {name}; a new one begins.)",
        f"（记录猜测的文件已损坏，保留为 {name}；现在重新开始记录。）",
    )


guesses = Guesses()
