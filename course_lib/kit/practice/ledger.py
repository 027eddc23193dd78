"""Ledger: what a learner has done, kept in .course/progress-2.json (see progress_file).

Whatever happens to that file, a learner can go on: `record` never raises; what it has to say, it returns.
Several kernels may write at once: each reads, adds and writes under a lock (progress.lock), none lost.
Where the lock cannot be had in time, attempts wait in memory and are written with the next one. On a file
system without locks all goes on as well; there only two attempts in one instant could meet.
COURSE_PROGRESS names another folder.
"""

from contextlib import AbstractContextManager
from pathlib import Path

from course_lib.disk import InUse, locked, write_whole
from course_lib.kit.chapter import Chapter
from course_lib.language import pick

from .progress_file import GUESSES, NEW, Content, Entry, both, files, folder, move_aside, read, text_of

_UNWRITABLE = (
    "(Your progress cannot be saved in this folder: it is kept until the kernel ends.)",
    "（此文件夹无法写入进度：进度只保留到内核结束。）",
)
_IN_USE = (
    "(Another program holds your progress file: this waits in memory, and is saved with a later check.)",
    "（另一个程序占用着进度文件：这次的进度先留在内存里，以后检查时再保存。）",
)
_NEWER = (
    f"(A newer edition of the course wrote {NEW}. It stays as it is, and this is kept only until the kernel "
    "ends: update the course to have it saved.)",
    f"（{NEW} 是更新版的课程写的，原样保留；这次的进度只留到内核结束。更新课程以后才能保存。）",
)


class Assignment:
    """What a chapter gives a learner to do: an exercise, a question, a quiz; known by its id."""

    def __init__(self, module: str, name: str, kind: str, title: tuple[str, str]):
        """`module` is the one it stands in, `name` what the chapter calls it, `title` (English, Chinese)."""
        self.chapter, self.name, self.kind, self.title = Chapter.of(module), name, kind, title
        self.id = f"{self.chapter.name}.{name}"  # "sequences.encode_line"
        self.call = f"ch{self.chapter.number}.{name}"  # how a learner writes it: "ch01.encode_line"
        self.parts = [self.id]  # its entries in the ledger: a quiz has one for each of its questions
        ledger.register(self)


class Ledger:
    """The entries, and the items that the chapters opened so far have made."""

    def __init__(self) -> None:
        self.items: dict[str, Assignment] = {}
        self._unsaved: dict[str, Entry] = {}  # what could not be written yet
        self._told = False  # that it could not

    def register(self, item: Assignment) -> None:
        self.items[item.id] = item

    def entries(self) -> tuple[dict[str, Entry], str]:
        """(all entries, with those that could not be written; a notice or "")."""
        try:
            found = _read_both()
        except ValueError:
            return self._update()
        except OSError:
            return self._with_unsaved({}), self._once(*_UNWRITABLE)
        return self._with_unsaved(found.entries), self._once(*_NEWER) if found.newer else ""

    def record(self, name: str, done: bool, answer: str | None = None, first: str | None = None) -> str:
        """Add one attempt to what the file holds by now, other kernels' entries included; "" or a notice.

        `first`, what this attempt chose, is kept only if there was none before.
        """
        more: Entry = {"attempts": 1, "done": done}
        more |= {key: value for key, value in (("answer", answer), ("first", first)) if value is not None}
        self._unsaved[name] = _add(self._unsaved.get(name, {}), more)
        return self._update()[1]

    def reset(self) -> str:
        """Begin anew; what became of the old files. They stay beside, such as progress-2.backup.json."""
        names = []
        try:
            with _alone():
                self._saved()  # what waits in memory belongs into the backup
                if _read_both().newer:
                    return pick(
                        f"A newer edition of the course wrote {NEW}: nothing is reset. Update the course.",
                        f"{NEW} 是更新版的课程写的，没有清零。请更新课程。",
                    )
                kept = [*files(), folder() / GUESSES]
                names = [move_aside(path, "backup") for path in kept if path.exists()]
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
        for path in files():
            try:
                read(path)
            except ValueError:
                notice = _damaged(move_aside(path, "broken"))
        found = _read_both()
        entries = self._with_unsaved(found.entries)
        if found.newer:
            return entries, notice or self._once(*_NEWER)
        if self._unsaved:
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
        return self._with_unsaved(both(*map(_readable, files()))), notice

    def _once(self, en: str, zh: str) -> str:
        told, self._told = self._told, True
        return "" if told else pick(en, zh)


def _read_both() -> Content:
    old, new = map(read, files())
    return Content(both(old.entries, new.entries), new.newer)  # the old one is never written anyway


def _alone() -> AbstractContextManager[bool]:
    """While it lasts no other kernel changes the files. Raises OSError."""
    folder().mkdir(parents=True, exist_ok=True)
    return locked(folder() / "progress.lock", wait=True)


def _readable(path: Path) -> dict[str, Entry]:
    try:
        return read(path).entries
    except (OSError, ValueError):
        return {}


def _damaged(name: str) -> str:
    return pick(
        f"(Your progress file was damaged. It is kept as {name}; counting begins anew.)",
        f"（记录进度的文件已损坏，保留为 {name}；进度重新开始记录。）",
    )


def _add(entry: Entry, more: Entry) -> Entry:
    kept = {"first"} if entry else set()  # what came second is no first choice
    return {**entry, **{key: value for key, value in more.items() if key not in kept}} | {
        "attempts": entry.get("attempts", 0) + more["attempts"],
        "done": entry.get("done", False) or more["done"],
    }


ledger = Ledger()
