"""Storage: the file that progress is kept in: read whole, written whole, and never thrown away."""

import errno
import json
import os
import stat
from itertools import count
from pathlib import Path
from typing import Any

Entry = dict[str, Any]  # {"attempts": 2, "done": True}, for a question also {"answer": "…"}


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
    if not isinstance(entries, dict) or data.get("version") != 1:
        raise ValueError("not a progress file")
    for entry in entries.values():
        if not isinstance(entry, dict) or type(entry.get("attempts")) is not int:
            raise ValueError("not an entry")
        if not isinstance(entry.get("done"), bool) or not isinstance(entry.get("answer", ""), str):
            raise ValueError("not an entry")
    return entries


def text_of(entries: dict[str, Entry]) -> bytes:
    """The file that holds these entries."""
    text = json.dumps({"version": 1, "entries": entries}, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")


def move_aside(path: Path, word: str) -> str:
    """Keep the file beside, under a name that nothing has yet; the name. Raises OSError."""
    names = (f"{path.stem}.{word}{f'-{n}' if n > 1 else ''}.json" for n in count(1))
    name = next(name for name in names if not path.with_name(name).exists())
    os.replace(path, path.with_name(name))
    return name
