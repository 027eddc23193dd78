"""Ledger: the file that remembers what a learner has done, .course/progress-2.json.

Whatever happens to that file, a learner can go on: `record` never raises; what it has to say, it returns.
Several kernels may write at once: each reads, adds and writes under a lock (progress.lock), none lost.
Where the lock cannot be had in time, attempts wait in memory and are written with the next one. On a file
system without locks all goes on as well; there only two attempts in one instant could meet.
COURSE_PROGRESS names another folder.

Release 1 wrote progress.json, under the numbers of its chapters. It is read on, and left as it is: an old
kernel may still write there. What is written now goes to progress-2.json, under the names of chapters.
"""

import errno
import json
import os
import stat
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from typing import Any

from course_lib.disk import InUse, locked, write_whole
from course_lib.kit.chapter import Chapter
from course_lib.language import pick

OLD, NEW = "progress.json", "progress-2.json"
_CHAPTERS = (  # in the order of release 1
    "welcome sequences encoder decoder teacher_forcing exposure_bias bleu attention_preview norm transformer "
    "vision_transformer"
).split()
Entry = dict[str, Any]  # {"attempts": 2, "done": True}, for a question also {"answer": "…"}
_UNWRITABLE = (
    "(Your progress cannot be saved in this folder: it is kept until the kernel ends.)",
    "（此文件夹无法写入进度：进度只保留到内核结束。）",
)
_IN_USE = (
    "(Another program holds your progress file: this waits in memory, and is saved with a later check.)",
    "（另一个程序占用着进度文件：这次的进度先留在内存里，以后检查时再保存。）",
)


class Assignment:
    """What a chapter gives a learner to do: an exercise, a question, a quiz; known by its id."""

    def __init__(self, module: str, name: str, kind: str, title: tuple[str, str]):
        """`module` is the one it stands in, `name` what the chapter calls it, `title` (English, Chinese)."""
        self.chapter, self.name, self.kind, self.title = Chapter.of(module), name, kind, title
        self.id = f"{self.chapter.name}.{name}"  # "sequences.encode_line"
        self.call = f"ch{self.chapter.number}.{name}"  # how a learner writes it: "ch01.encode_line"
        ledger.register(self)

    @property
    def parts(self) -> list[str]:
        """The ids of its entries in the ledger: one, but for a quiz one for each of its questions."""
        return [self.id]


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


def _add(entry: Entry, more: Entry) -> Entry:
    return {**entry, **more} | {
        "attempts": entry.get("attempts", 0) + more["attempts"],
        "done": entry.get("done", False) or more["done"],
    }


def folder() -> Path:
    """Where progress is kept: beside course_lib, or where COURSE_PROGRESS says."""
    named = os.environ.get("COURSE_PROGRESS")
    return Path(named).expanduser() if named else Path(__file__).resolve().parents[3] / ".course"


def read(path: Path) -> dict[str, Entry]:
    """The entries of a file. Raises OSError, and ValueError when it is no file of ours."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would keep us waiting
            raise OSError(errno.EINVAL, "not a regular file")
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except RecursionError:
        raise ValueError("too deep") from None
    entries = data.get("entries") if isinstance(data, dict) else None
    if not isinstance(entries, dict) or data.get("version") not in (1, 2):
        raise ValueError("not a progress file")
    for entry in entries.values():
        if not isinstance(entry, dict) or type(entry.get("attempts")) is not int:
            raise ValueError("not an entry")
        if not isinstance(entry.get("done"), bool) or not isinstance(entry.get("answer", ""), str):
            raise ValueError("not an entry")
    return {_renamed(name): entry for name, entry in entries.items()} if data["version"] == 1 else entries


def both(old: dict[str, Entry], new: dict[str, Entry]) -> dict[str, Entry]:
    """The entries of the two files together. The new one began with what the old one held then."""
    found = dict(old)
    for name, entry in new.items():
        other = old.get(name, entry)
        found[name] = {**other, **entry} | {
            "attempts": max(entry["attempts"], other["attempts"]),
            "done": entry["done"] or other["done"],
        }
    return found


def _renamed(name: str) -> str:
    """08.layer_norm -> norm.layer_norm; other names stay."""
    number, _, rest = name.partition(".")
    known = number.isdecimal() and int(number) < len(_CHAPTERS)
    return f"{_CHAPTERS[int(number)]}.{rest}" if known else name


def text_of(entries: dict[str, Entry]) -> bytes:
    """The file that holds these entries."""
    text = json.dumps({"version": 2, "entries": entries}, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")


def move_aside(path: Path, word: str) -> str:
    """Keep the file beside, under a name that nothing has yet; the name. Raises OSError."""
    names = (f"{path.stem}.{word}{f'-{n}' if n > 1 else ''}.json" for n in count(1))
    name = next(name for name in names if not path.with_name(name).exists())
    os.replace(path, path.with_name(name))
    return name


ledger = Ledger()
