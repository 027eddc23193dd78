"""Ledger: the file that remembers what a learner has done, .course/progress.json.

Whatever happens to that file, a learner can go on: `record` never raises; what it has to say, it returns.
COURSE_PROGRESS names another folder.
"""

import json
import os
from pathlib import Path
from typing import Any, Protocol

from ..plots import pick

Entry = dict[str, Any]  # {"attempts": 2, "done": True}, for a question also {"answer": "…"}


class Item(Protocol):
    """What the ledger knows of an exercise, a question or a quiz."""

    id: str  # "01.encode_line"
    chapter: str
    kind: str
    title: tuple[str, str]
    parts: list[str]  # ids of its entries: one, but for a quiz one for each of its questions


def folder() -> Path:
    """Where progress is kept: beside course_lib, or where COURSE_PROGRESS says."""
    named = os.environ.get("COURSE_PROGRESS")
    return Path(named).expanduser() if named else Path(__file__).resolve().parents[2] / ".course"


def _read(path: Path) -> dict[str, Entry]:
    """The entries of a file. Raises OSError, and ValueError when it is no file of ours."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except RecursionError:
        raise ValueError("too deep") from None
    entries = data.get("entries") if isinstance(data, dict) else None
    if not isinstance(entries, dict) or data.get("version") != 1:
        raise ValueError("not a progress file")
    for entry in entries.values():
        if not isinstance(entry, dict) or type(entry.get("attempts")) is not int:
            raise ValueError("not an entry")
        if not isinstance(entry.get("done"), bool) or not isinstance(entry.get("answer", ""), str):
            raise ValueError("not an entry")
    return entries


def _add(entry: Entry, more: Entry) -> Entry:
    return {**entry, **more} | {
        "attempts": entry.get("attempts", 0) + more["attempts"],
        "done": entry.get("done", False) or more["done"],
    }


def write(path: Path, data: bytes) -> None:
    """The whole file or nothing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


class Ledger:
    """The entries, and the items that the chapters opened so far have made."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self._unsaved: dict[str, Entry] = {}  # what could not be written yet
        self._told = False

    def register(self, item: Item) -> None:
        self.items[item.id] = item

    def entries(self) -> tuple[dict[str, Entry], str]:
        """(all entries, with those that could not be written; a notice or "")."""
        path, notice = folder() / "progress.json", ""
        try:
            entries = _read(path)
        except ValueError:
            entries, notice = {}, self._put_aside(path)
        except OSError:
            entries, notice = {}, self._in_memory()
        merged = dict(entries)
        for name, more in self._unsaved.items():
            merged[name] = _add(merged.get(name, {}), more)
        return merged, notice

    def record(self, name: str, done: bool, answer: str | None = None) -> str:
        """Add one attempt to what the file holds by now, other kernels' entries included; "" or a notice."""
        more: Entry = {"attempts": 1, "done": done} | ({} if answer is None else {"answer": answer})
        self._unsaved[name] = _add(self._unsaved.get(name, {}), more)
        entries, notice = self.entries()
        return self._save(entries) or notice

    def reset(self) -> str:
        """Begin anew. The old file stays beside, as progress.backup.json."""
        self._unsaved.clear()
        path = folder() / "progress.json"
        try:
            os.replace(path, path.with_name("progress.backup.json"))
        except FileNotFoundError:
            return ""
        except OSError:
            return self._in_memory()
        return ""

    def _save(self, entries: dict[str, Entry]) -> str:
        text = json.dumps({"version": 1, "entries": entries}, ensure_ascii=False, indent=1, sort_keys=True)
        try:
            write(folder() / "progress.json", (text + "\n").encode("utf-8", "replace"))
        except OSError:
            return self._in_memory()
        self._unsaved.clear()
        return ""

    def _put_aside(self, path: Path) -> str:
        try:
            os.replace(path, path.with_name("progress.broken.json"))
        except OSError:
            return self._in_memory()
        return pick(
            "(Your progress file was damaged. It is kept as progress.broken.json; counting begins anew.)",
            "（记录进度的文件已损坏，保留为 progress.broken.json；进度重新开始记录。）",
        )

    def _in_memory(self) -> str:
        if self._told:
            return ""
        self._told = True
        return pick(
            "(Your progress cannot be saved in this folder: it is kept until the kernel ends.)",
            "（此文件夹无法写入进度：进度只保留到内核结束。）",
        )


ledger = Ledger()
