"""The learner's copies in my/: brought up to date at each start, and no work is ever lost."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

import pytest
from door import ROOT
from hypothesis import given
from hypothesis import strategies as st

from notebooks import copies

NAMES = ("00_welcome.ipynb", "zh/00_welcome.ipynb")


@pytest.fixture
def chapters(tmp_path):
    """Two chapters and their first copies; `refresh()` is what `lab` does with them at each start."""
    originals, mine = tmp_path / "notebooks", tmp_path / "my"
    (originals / "zh").mkdir(parents=True)
    (originals / "source").mkdir()
    for name in (*NAMES, "source/not_a_chapter.ipynb"):
        (originals / name).write_text("first " + name, encoding="utf-8")
    refresh = lambda: copies.refresh(originals, mine)  # noqa: E731
    refresh()
    return originals / "00_welcome.ipynb", mine / "00_welcome.ipynb", refresh


def test_copies_are_made_at_the_same_depth(chapters, tmp_path):
    found = sorted(
        path.relative_to(tmp_path / "my").as_posix() for path in (tmp_path / "my").rglob("*.ipynb")
    )
    assert found == ["00_welcome.ipynb", "zh/00_welcome.ipynb"]


def test_an_untouched_copy_is_refreshed(chapters):
    original, copy, refresh = chapters
    for text in ("second", "third"):
        original.write_text(text)
        refresh()
        assert copy.read_text() == text


def notebook(source, outputs=(), **metadata):
    cells = [{"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": metadata}]
    return json.dumps({"cells": cells, "metadata": metadata})


def test_running_and_saving_a_chapter_is_not_editing_it(chapters, capsys):
    original, copy, refresh = chapters
    original.write_text(notebook(["x = 1\n", "x"]))
    refresh()
    saved = notebook("x = 1\nx", outputs=["1"], kernelspec="Python 3 (ipykernel)")  # as JupyterLab does it
    copy.write_text(saved)
    refresh()
    assert copy.read_text() == saved  # the outputs stay while the chapter is the same
    original.write_text(notebook("x = 2"))
    refresh()
    assert copy.read_text() == notebook("x = 2") and capsys.readouterr().out == ""
    copy.write_text(notebook("x = 3"))
    original.write_text(notebook("x = 4"))
    refresh()
    assert copy.read_text() == notebook("x = 3")


def test_an_edited_copy_is_kept_and_the_learner_told(chapters, capsys):
    original, copy, refresh = chapters
    copy.write_text("my work")
    refresh()
    assert capsys.readouterr().out == ""  # the original is as it was: nothing to say
    original.write_text("second")
    for _ in range(2):
        refresh()
        assert copy.read_text() == "my work"
        (line,) = capsys.readouterr().out.splitlines()
        assert "00_welcome.ipynb" in line
        assert "rename or delete" in line
    copy.unlink()
    refresh()
    assert copy.read_text() == "second"


DAMAGE = [b"", b"{", b"[1]", b"\xff\xfe", b'{"00_welcome.ipynb": [7]}', b"[" * 100_000, None]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_record_loses_no_work(chapters, damage, capsys):
    original, copy, refresh = chapters
    record = copy.parent / ".copies.json"
    record.unlink() if damage is None else record.write_bytes(damage)
    copy.write_text("my work")
    original.write_text("second")
    refresh()
    assert copy.read_text() == "my work"
    assert "00_welcome.ipynb" in capsys.readouterr().out
    copy.write_text("second")  # equal to the original: known again from here on
    refresh()
    original.write_text("third")
    refresh()
    assert copy.read_text() == "third"


def test_a_failed_write_leaves_the_old_copy(chapters, monkeypatch):
    original, copy, refresh = chapters
    before = copy.read_text()
    original.write_text("second")

    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError):
        refresh()
    assert copy.read_text() == before


def test_a_picture_in_a_cell_is_work(chapters):
    original, copy, refresh = chapters
    cell = {"cell_type": "markdown", "source": "![](attachment:a.png)"}
    pictures = [{"cells": [dict(cell, attachments={"a.png": {"image/png": data}})]} for data in ("A", "B")]
    original.write_text(json.dumps(pictures[0]))
    refresh()
    copy.unlink()
    refresh()
    copy.write_text(json.dumps(pictures[1]))
    original.write_text("second")
    refresh()
    assert copy.read_text() == json.dumps(pictures[1])


def test_what_is_no_notebook_any_more_is_kept(chapters):
    original, copy, refresh = chapters
    for odd in (
        "[" * 100_000,
        '{"cells": [7]}',
        '{"cells": [{"cell_type": 1, "source": 2, "attachments": 3}]}',
    ):
        copy.write_text(odd)
        original.write_text("after " + odd[:20])
        refresh()
        assert copy.read_text() == odd


def test_a_record_of_release_1_still_holds():
    """A digest must not change: what a learner has not touched would look edited."""
    text = '{"cells": [{"cell_type": "markdown", "source": ["# A\\n", "b"], "metadata": {}}], "nbformat": 4}'
    assert copies.content(text.encode()).startswith("631f2caadc9b")


def test_a_record_that_cannot_be_written_stops_nothing(chapters, capsys):
    original, copy, refresh = chapters
    record = copy.parent / ".copies.json"
    record.unlink()
    record.mkdir()
    original.write_text("second")
    copy.write_text("my work")
    refresh()
    (first, second) = capsys.readouterr().out.splitlines()
    assert ".copies.json" in first and "leave" in first
    assert "00_welcome.ipynb" in second
    assert copy.read_text() == "my work"


def test_nothing_is_written_if_nothing_changed(chapters, monkeypatch):
    _, copy, refresh = chapters
    monkeypatch.setattr(copies, "write_whole", None)
    refresh()  # as in a folder that can only be read
    assert copy.exists()


KILLED = """
import os, sys
from pathlib import Path
from notebooks import copies
left = int(sys.argv[1])

def deadly(call):
    def step(*words, **options):
        global left
        left -= 1
        if left == 0 and call is write:  # half of the bytes, then the end
            write(words[0], words[1][: len(words[1]) // 2])
        if left == 0:
            os._exit(9)
        return call(*words, **options)
    return step

write = Path.write_bytes
Path.write_bytes, os.replace = deadly(write), deadly(os.replace)
copies.refresh(Path("notebooks"), Path("my"))
"""


def test_a_kill_at_any_moment_loses_nothing(chapters, tmp_path):
    original, copy, refresh = chapters
    other = copy.parent / NAMES[1]
    for step in range(1, 20):
        original.write_text(f"update {step}")
        (original.parent / NAMES[1]).write_text(f"zh update {step}")
        work = f"my work {step}"
        copy.write_text(work)
        command = [sys.executable, "-c", KILLED, str(step)]
        killed = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}).returncode
        assert copy.read_text() == work
        refresh()
        assert copy.read_text() == work
        assert other.read_text() == f"zh update {step}"
        if killed == 0:
            break
    assert 1 < step < 19, "some were killed, the last one came to its end"


class Killed(BaseException):
    pass


STEPS = st.one_of(
    st.tuples(st.sampled_from(["edit", "update", "delete"]), st.sampled_from(NAMES)),
    st.tuples(st.just("start"), st.integers(0, 6)),
    st.tuples(st.just("damage"), st.sampled_from(DAMAGE)),
)


@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_no_work_is_lost(history):
    with tempfile.TemporaryDirectory() as folder:
        live(Path(folder), history)


def live(folder, history):
    """A learner who edits and deletes copies, updates the course, and kills starts after some writes."""
    originals, mine = folder / "notebooks", folder / "my"
    work = {}
    for name in NAMES:
        (originals / name).parent.mkdir(parents=True, exist_ok=True)
        (originals / name).write_text("original")
    for number, (what, which) in enumerate([*history, ("start", 0)]):
        if what == "edit":
            (mine / which).parent.mkdir(parents=True, exist_ok=True)
            (mine / which).write_text(f"work {number}")
            work[which] = f"work {number}"
        elif what == "update":
            (originals / which).write_text(f"original {number}")
        elif what == "delete":
            (mine / which).unlink(missing_ok=True)
            work.pop(which, None)
        elif what == "damage" and mine.exists():
            record = mine / ".copies.json"
            record.unlink(missing_ok=True) if which is None else record.write_bytes(which)
        elif what == "start":
            start(originals, mine, which)
        for name, text in work.items():
            assert (mine / name).read_text() == text
    assert all((mine / name).exists() for name in NAMES)


def start(originals, mine, kill_after):
    """Refresh; with a number, die before so many moves of a written file into its place."""
    moves, really = 0, os.replace

    def replace(*words):
        nonlocal moves
        moves += 1
        if moves == kill_after:
            raise Killed
        really(*words)

    with mock.patch.object(os, "replace", replace), contextlib.suppress(Killed):
        copies.refresh(originals, mine)


# ---- copies of release 1, whose imports have moved ----

OLD_CELL = "from course_lib import plots"


@pytest.fixture
def of_release_1(chapters, tmp_path):
    """What release 1 left: one copy as it came, one edited, one of a chapter that now has another number."""
    originals, mine = tmp_path / "notebooks", tmp_path / "my"
    left = {"00_welcome.ipynb": "", "zh/00_welcome.ipynb": " # mine", "08_norm.ipynb": " # mine too"}
    record = {}
    for name, added in left.items():
        record[name] = copies.content(notebook(OLD_CELL).encode())
        (mine / name).write_text(notebook(OLD_CELL + added))
    (mine / ".copies.json").write_text(json.dumps(record))
    (mine / "08_norm (my own).ipynb").write_text(notebook(OLD_CELL))
    for name in NAMES:
        (originals / name).write_text(notebook("from course_lib.kit import plots"))
    edited = {(mine / name).read_bytes() for name, added in left.items() if added}
    return mine, chapters[2], edited


def test_edited_copies_of_release_1_move_whole_and_make_room(of_release_1, capsys):
    mine, refresh, edited = of_release_1
    capsys.readouterr()
    refresh()
    told = capsys.readouterr().out
    assert told.count("\n") == 1 and "my/release1/, whole: 08_norm.ipynb, zh/00_welcome.ipynb." in told
    assert {path.read_bytes() for path in (mine / "release1").rglob("*.ipynb")} == edited
    assert all("course_lib.kit" in (mine / name).read_text() for name in NAMES)
    assert (mine / "08_norm (my own).ipynb").exists(), "a notebook of the learner's own stays"
    refresh()
    assert capsys.readouterr().out == ""


def test_nothing_in_release1_is_overwritten(of_release_1):
    mine, refresh, edited = of_release_1
    (mine / "release1").mkdir()
    (mine / "release1" / "08_norm.ipynb").write_text("here before")
    refresh()
    assert (mine / "release1" / "08_norm.ipynb").read_text() == "here before"
    assert {path.read_bytes() for path in (mine / "release1").rglob("*.ipynb")} == edited | {b"here before"}


@pytest.mark.parametrize("after", range(7))
def test_a_move_that_was_killed_goes_on(of_release_1, monkeypatch, after):
    """The kill comes before the call of that number, among all that move or write."""
    mine, refresh, edited = of_release_1
    calls = iter(range(100))

    def deadly(real):
        def call(*arguments):
            if next(calls) == after:
                raise KeyboardInterrupt
            return real(*arguments)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", deadly(os.rename))
        patch.setattr(os, "replace", deadly(os.replace))
        with contextlib.suppress(KeyboardInterrupt):
            refresh()
    left = {path.read_bytes() for path in mine.rglob("*.ipynb")}
    assert edited <= left, "whatever happens, what the learner wrote is there"
    refresh()
    assert {path.read_bytes() for path in (mine / "release1").rglob("*.ipynb")} == edited
    assert all("course_lib.kit" in (mine / name).read_text() for name in NAMES)


def test_no_chapter_of_today_is_taken_for_one_of_release_1():
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        assert not copies.RELEASE_1.search(path.read_bytes()), path
