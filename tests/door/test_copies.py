"""The learner's copies in my/: brought up to date at each start, and no work is ever lost."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

import nbformat
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


def sources(path):
    return [cell["source"] for cell in json.loads(path.read_text("utf-8"))["cells"]]


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
    assert sources(copy) == ["x = 2"] and capsys.readouterr().out == ""
    copy.write_text(notebook("x = 3"))
    original.write_text(notebook("x = 4"))
    refresh()
    assert copy.read_text() == notebook("x = 3")


FOLD = "jp-MarkdownHeadingCollapsed"


def explained(**opened):
    """A chapter as the build writes it: a result, and what explains it."""
    heading = {"tags": ["explain"], **opened}
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {"tags": ["other"]}, "source": ["# 词\n", "b"]},
        {
            "cell_type": "code",
            "execution_count": 3,
            "id": "b",
            "metadata": {},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["12\n"]}],
            "source": ["print(12)"],
        },
        {"cell_type": "markdown", "id": "c", "metadata": heading, "source": ["### Why"]},
        {"cell_type": "markdown", "id": "d", "metadata": {}, "source": ["Because."]},
    ]
    return {"cells": cells, "metadata": {"title": "词"}, "nbformat": 4, "nbformat_minor": 5}


def written(path, book):
    path.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")


def stored(path):
    return json.loads(path.read_text("utf-8"))


def test_a_copy_begins_without_outputs_and_folded_and_differs_in_nothing_else(chapters):
    original, copy, refresh = chapters
    written(original, explained())
    refresh()
    expected = explained(**{FOLD: True})
    expected["cells"][1] |= {"execution_count": None, "outputs": []}
    assert stored(copy) == expected
    assert nbformat.read(copy, as_version=4).cells[1].outputs == []
    assert "词" in copy.read_text("utf-8")


def test_what_a_learner_ran_and_opened_stays_until_the_chapter_changes(chapters, monkeypatch):
    original, copy, refresh = chapters
    written(original, explained())
    refresh()
    own = explained()  # the fold is opened, and an output there: of the learner's own run
    own["cells"][1]["outputs"][0]["text"] = ["13\n"]
    written(copy, own)
    before = copy.read_bytes()
    for _ in range(2):
        refresh()
        assert copy.read_bytes() == before
    changed = explained()
    changed["cells"][3]["source"] = ["Because of that."]
    written(original, changed)
    refresh()
    book = stored(copy)
    assert book["cells"][1]["outputs"] == [] and book["cells"][2]["metadata"][FOLD]


def test_open_shows_everything_and_stays_until_the_chapter_changes(chapters, tmp_path):
    original, copy, refresh = chapters
    written(original, explained())
    refresh()
    opened = lambda: copies.refresh(tmp_path / "notebooks", tmp_path / "my", opened=True)  # noqa: E731
    opened()
    assert copy.read_bytes() == original.read_bytes()
    own = explained()
    own["cells"][1]["outputs"] = []
    written(copy, own)
    opened()
    refresh()
    assert stored(copy) == own, "once, and then the copy is the learner's again"
    changed = explained()
    changed["cells"][3]["source"] = ["Because of that."]
    written(original, changed)
    refresh()
    assert stored(copy)["cells"][2]["metadata"][FOLD]
    edited = explained()
    edited["cells"][3]["source"] = ["My own words."]
    written(copy, edited)
    opened()
    assert stored(copy) == edited


RELEASE_1 = ROOT / "tests" / "release_1_copies"  # what its course.py made of a few cells of chapter 00


@pytest.fixture
def release_1(tmp_path):
    """A folder my/ of release 1, and the chapter of which it was made: (original, copy, refresh)."""
    originals, mine = tmp_path / "notebooks", tmp_path / "my"
    shutil.copytree(RELEASE_1, mine)
    originals.mkdir()
    shutil.copy(RELEASE_1 / "00_welcome.ipynb", originals)
    name = "00_welcome.ipynb"
    return originals / name, mine / name, lambda: copies.refresh(originals, mine)


def outputs(path):
    return [output for cell in stored(path)["cells"] for output in cell.get("outputs", [])]


def test_copies_of_release_1_lose_their_outputs_once(release_1, capsys):
    original, copy, refresh = release_1
    assert len(outputs(copy)) == 2
    refresh()
    assert outputs(copy) == [] and sources(copy) == sources(original)
    shutil.copy(original, copy)  # the learner runs it
    refresh()
    assert len(outputs(copy)) == 2 and capsys.readouterr().out == ""


def test_a_copy_of_release_1_that_was_edited_is_kept_whole(release_1):
    _, copy, refresh = release_1
    book = stored(copy)
    book["cells"][1]["source"] = ["from course_lib import plots"]
    written(copy, book)
    before = copy.read_bytes()
    for _ in range(2):
        refresh()
        assert (copy.parent / "release1" / copy.name).read_bytes() == before
        assert outputs(copy) == []


def test_who_goes_back_to_release_1_and_comes_again_loses_nothing(release_1):
    """Its course.py keeps what it does not know in the record, and writes copies whole."""
    original, copy, refresh = release_1
    refresh()
    book = stored(original)
    book["cells"][0]["source"] = ["# Changed"]
    written(original, book)
    shutil.copy(original, copy)
    record = stored(copy.parent / ".copies.json")
    written(copy.parent / ".copies.json", record | {copy.name: copies.content(original.read_bytes())})
    refresh()
    assert outputs(copy) == [] and sources(copy) == sources(original)
    shutil.copy(original, copy)
    refresh()
    assert len(outputs(copy)) == 2


@pytest.mark.parametrize("damage", [b"", b'{"forms": 3}', b'{"forms": {"00_welcome.ipynb": 3}}', None])
def test_where_the_record_is_lost_outputs_are_kept(chapters, damage):
    original, copy, refresh = chapters
    written(original, explained())
    refresh()
    shutil.copy(original, copy)
    record = copy.parent / ".copies.json"
    record.unlink() if damage is None else record.write_bytes(damage)
    for _ in range(2):
        refresh()
        assert copy.read_bytes() == original.read_bytes()


def test_every_chapter_has_a_copy_that_is_a_notebook_and_folds_no_code():
    """No lab, exercise, guess or result lies in a fold, in both editions."""
    for path in copies.chapters(ROOT / "notebooks"):
        data = copies.unread(path.read_bytes())
        assert copies.content(data) == copies.content(path.read_bytes())
        book = nbformat.reads(data.decode(), as_version=4)
        nbformat.validate(book)
        assert all(not cell.outputs for cell in book.cells if cell.cell_type == "code")
        assert hidden(book.cells) == [cell for cell in hidden(book.cells) if cell.cell_type == "markdown"], (
            path
        )


def hidden(cells):
    """What JupyterLab hides: the cells after a folded heading's, up to a heading of its level or above."""
    found, below = [], 7
    for cell in cells:
        levels = re.findall(r"(?m)^(#{1,6}) ", cell.source) if cell.cell_type == "markdown" else []
        if levels and min(map(len, levels)) <= below:
            below = 7
        if below < 7:
            found.append(cell)
        if cell.metadata.get(FOLD):
            below = min(map(len, levels))
    return found


def test_a_lab_in_a_fold_would_be_seen():
    book = nbformat.reads(json.dumps(explained(**{FOLD: True})), as_version=4)
    assert [cell.source for cell in hidden(book.cells)] == ["Because."]
    code = nbformat.v4.new_code_cell("x")
    assert hidden([*book.cells, code])[-1] is code
    ends = nbformat.v4.new_markdown_cell("## Next")
    assert code not in hidden([*book.cells, ends, code])


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


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo] if hasattr(os, "mkfifo") else [Path.mkdir])
def test_what_is_no_file_stops_nothing_and_stays(chapters, make, capsys):
    _, copy, refresh = chapters
    copy.unlink()
    make(copy)
    refresh()
    assert not copy.is_file() and copy.exists()
    assert "Not a file, so it stays as it is" in capsys.readouterr().out
