"""Ledger: the file that remembers what a learner has done, .course/progress-2.json.

Whatever happens to that file, a learner can go on: `record` never raises; what it has to say, it returns.
Several kernels may write at once: each reads, adds and writes under a lock (progress.lock), none lost.
Where the lock cannot be had in time, attempts wait in memory and are written with the next one. On a file
system without locks all goes on as well; there only two attempts in one instant could meet.
COURSE_PROGRESS names another folder.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from course_lib.disk import InUse, locked, write_whole
from course_lib.kit.chapter import Chapter
from course_lib.language import pick

from .storage import NEW, OLD, Entry, both, folder, move_aside, read, text_of

_UNWRITABLE = (
    "(Your progress cannot be saved in this folder: it is kept until the kernel ends.)",
    "（此文件夹无法写入进度：进度只保留到内核结束。）",
)
_IN_USE = (
    "(Another program holds your progress file: this waits in memory, and is saved with a later check.)",
    "（另一个程序占用着进度文件：这次的进度先留在内存里，以后检查时再保存。）",
)


class Item(Protocol):
    """What the ledger knows of an exercise, a question or a quiz."""

    id: str  # "sequences.encode_line"
    chapter: Chapter
    kind: str
    title: tuple[str, str]
    parts: list[str]  # ids of its entries: one, but for a quiz one for each of its questions


def _add(entry: Entry, more: Entry) -> Entry:
    return {**entry, **more} | {
        "attempts": entry.get("attempts", 0) + more["attempts"],
        "done": entry.get("done", False) or more["done"],
    }


class Ledger:
    """The entries, and the items that the chapters opened so far have made."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self._unsaved: dict[str, Entry] = {}  # what could not be written yet
        self._told = False  # that it could not

    def register(self, item: Item) -> None:
        self.items[item.id] = item

    def entries(self) -> tuple[dict[str, Entry], str]:
        """(all entries, with those that could not be written; a notice or "")."""
        try:
            return self._with_unsaved(_read_both()), ""
        except ValueError:
            return self._update()
        except OSError:
            return self._with_unsaved({}), self._once(*_UNWRITABLE)

    def record(self, name: str, done: bool, answer: str | None = None) -> str:
        """Add one attempt to what the file holds by now, other kernels' entries included; "" or a notice."""
        more: Entry = {"attempts": 1, "done": done} | ({} if answer is None else {"answer": answer})
        self._unsaved[name] = _add(self._unsaved.get(name, {}), more)
        return self._update()[1]

    def reset(self) -> str:
        """Begin anew; what became of the old files. They stay beside, such as progress-2.backup.json."""
        names = []
        try:
            with _alone():
                self._saved()  # what waits in memory belongs into the backup
                names = [move_aside(path, "backup") for path in _files() if path.exists()]
        except InUse:
            return pick(
                "Another program holds your progress file: nothing is reset. Try again in a moment.",
                "另一个程序占用着进度文件，没有清零。请稍后再试。",
            )
        except OSError:
            self._unsaved.clear()
            return pick(*_UNWRITABLE)
        if not names:
            return pick("Your progress begins anew.", "进度已清零。")
        return pick(
            f"Your progress begins anew. The old one is kept as {' and '.join(names)}.",
            f"进度已清零，旧的进度保留为 {'、'.join(names)}。",
        )

    def _with_unsaved(self, entries: dict[str, Entry]) -> dict[str, Entry]:
        return entries | {name: _add(entries.get(name, {}), more) for name, more in self._unsaved.items()}

    def _saved(self) -> tuple[dict[str, Entry], str]:
        """As `entries`, and it is what the files hold then. To be called under the lock. Raises OSError."""
        notice = ""
        for path in _files():
            try:
                read(path)
            except ValueError:
                notice = _damaged(move_aside(path, "broken"))
        entries = _read_both()
        if self._unsaved:
            entries = self._with_unsaved(entries)
            write_whole(folder() / NEW, text_of(entries))
            self._unsaved.clear()
        self._told = False
        return entries, notice

    def _update(self) -> tuple[dict[str, Entry], str]:
        """As `entries`; what waits in memory is written, a damaged file put aside, if it can be done now."""
        try:
            with _alone():
                return self._saved()
        except InUse:
            notice = self._once(*_IN_USE)
        except OSError:
            notice = self._once(*_UNWRITABLE)
        return self._with_unsaved(both(*map(_readable, _files()))), notice

    def _once(self, en: str, zh: str) -> str:
        told, self._told = self._told, True
        return "" if told else pick(en, zh)


def _files() -> list[Path]:
    return [folder() / OLD, folder() / NEW]


def _read_both() -> dict[str, Entry]:
    return both(*map(read, _files()))


def _alone() -> AbstractContextManager[bool]:
    """While it lasts no other kernel changes the files. Raises OSError."""
    folder().mkdir(parents=True, exist_ok=True)
    return locked(folder() / "progress.lock", wait=True)


def _readable(path: Path) -> dict[str, Entry]:
    try:
        return read(path)
    except (OSError, ValueError):
        return {}


def _damaged(name: str) -> str:
    return pick(
        f"(Your progress file was damaged. It is kept as {name}; counting begins anew.)",
        f"（记录进度的文件已损坏，保留为 {name}；进度重新开始记录。）",
    )


ledger = Ledger()
