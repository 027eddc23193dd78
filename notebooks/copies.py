"""The learner's copies of the chapters, in my/: brought up to date at each start, and no work is ever lost.

`course.py lab` calls this, with whatever Python it runs on: standard library only.

Copies begin without outputs, and with what explains a result folded. What a learner has run or opened since
then stays, as long as the chapter is the same: outputs and folds are not what `content` looks at.
"""

import hashlib
import json
import os
import re
from pathlib import Path

from course import read_json, say, write_whole

# What release 1's chapters import, and has moved since.
RELEASE_1 = re.compile(rb"course_lib(\.| import )(plots|runs|labs|exercises|experiments|corpora|batching)\b")

FOLDED = "jp-MarkdownHeadingCollapsed"  # JupyterLab's own mark; it goes when a learner opens the fold
FORMS = "forms"  # in .copies.json, of each copy: of which content it was written, and how


def content(data: bytes) -> str:
    """A digest of what a learner edits in a notebook: cells and pictures, without outputs and metadata."""
    try:
        cells = json.loads(data.decode("utf-8"))["cells"]
        parts = [(c["cell_type"], "".join(c["source"]), *c.get("attachments", {}).items()) for c in cells]
        data = json.dumps(parts).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass  # not a notebook any more: its bytes then
    return hashlib.sha256(data).hexdigest()


def unread(original: bytes) -> bytes:
    """A chapter as it is before anybody has run it: no outputs, and the explanations folded by JupyterLab."""
    try:
        notebook = json.loads(original.decode("utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
            elif "explain" in cell["metadata"].get("tags", []):
                cell["metadata"][FOLDED] = True
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return original  # no notebook
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def chapters(folder: Path) -> list[Path]:
    """The notebooks of a folder, both languages."""
    found = sorted(folder.glob("*.ipynb")) + sorted(folder.glob("zh/*.ipynb"))
    return [path for path in found if path.is_file()]  # a pipe would keep us waiting


def refresh(originals: Path, mine: Path, opened: bool = False) -> None:
    """Bring the learner's copies up to date, but never touch one that the learner has edited.

    With `opened` those that are not edited get all outputs and no fold, until the course is updated.
    """
    set_aside(originals, mine)
    before, kept = read_json(mine / ".copies.json"), []
    forms = before.get(FORMS) if isinstance(before.get(FORMS), dict) else {}
    record = {**before, FORMS: dict(forms)}
    for original in chapters(originals):
        name, new = original.relative_to(originals).as_posix(), original.read_bytes()
        copy, digest = mine / name, content(new)
        if os.path.lexists(copy) and not copy.is_file():
            say(f"Not a file, so it stays as it is, and the chapter is not brought: my/{name}")
            continue
        old = content(copy.read_bytes()) if copy.exists() else None
        if old in (None, digest, record.get(name)):
            unread_one, opened_one = f"{digest} unread", f"{digest} opened"
            has = forms.get(name) if forms.get(name) in (unread_one, opened_one) else None
            # Known, but in no form: an edition of the course wrote it whole, with its outputs.
            stale = before.get(name) == old and not has
            if old != digest or stale or (opened and has != opened_one):
                write_whole(copy, new if opened else unread(new))
                has = opened_one if opened else unread_one
            record[name], record[FORMS][name] = digest, has or unread_one
        elif record.get(name) != digest:
            kept.append(name)
    if record != before:
        try:
            write_whole(mine / ".copies.json", json.dumps(record, indent=1).encode())
        except OSError as error:  # what it does not know is kept like an edited copy
            say(f"The next update will leave your copies as they are: {error}")
    if kept:
        names = ", ".join(kept)
        say(f"Newer than your edited copies in my/: {names}. To get one, rename or delete your copy.")


def set_aside(originals: Path, mine: Path) -> None:
    """Edited copies of release 1 import what has moved: they go to my/release1, whole, and make room."""
    record, moved = read_json(mine / ".copies.json"), []
    for copy in chapters(mine):
        name, data = copy.relative_to(mine).as_posix(), copy.read_bytes()
        current, edited = (originals / name).exists(), content(data) != record.get(name)
        if RELEASE_1.search(data) and (current or name in record) and (edited or not current):
            place = unused(mine / "release1" / name)
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                os.rename(copy, place)
                moved.append(name)
            except OSError as error:  # open elsewhere on Windows, or a file of that name: it stays
                say(f"Could not be moved to my/release1: {error}")
    if moved:
        say(f"These chapters of release 1 are now in my/release1/, whole: {', '.join(moved)}.")


def unused(path: Path) -> Path:
    """That path, or with a number after its name the first at which nothing stands."""
    others = (path.with_name(f"{path.stem}-{number}.ipynb") for number in range(2, 1000))
    return path if not path.exists() else next(other for other in others if not other.exists())
