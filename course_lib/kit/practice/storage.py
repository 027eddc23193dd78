"""Storage: the files that progress is kept in: read whole, and never thrown away.

Release 1 wrote progress.json, under the numbers of its chapters. It is read on, and left as it is: an old
kernel may still write there. What is written now goes to progress-2.json, under the names of chapters.
"""

import errno
import json
import os
import stat
from itertools import count
from pathlib import Path
from typing import Any

OLD, NEW = "progress.json", "progress-2.json"
_CHAPTERS = (  # in the order of release 1
    "welcome sequences encoder decoder teacher_forcing exposure_bias bleu attention_preview norm transformer "
    "vision_transformer"
).split()
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
