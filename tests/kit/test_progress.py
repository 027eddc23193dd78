"""The learner's progress: it is kept, and nothing that happens to its file stops a learner."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.chapters.ch00_welcome import exercises as ch00
from course_lib.chapters.ch01_sequences import exercises as ch01
from course_lib.chapters.progress import progress
from course_lib.kit.practice.ledger import Ledger, ledger
from course_lib.kit.practice.progress_file import folder
from course_lib.language import pick

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept"))
    monkeypatch.setattr(ledger, "_told", False)
    ledger._unsaved.clear()
    yield tmp_path / "kept"
    ledger._unsaved.clear()


def stored(place: Path) -> dict:
    return json.loads((place / "progress-2.json").read_text(encoding="utf-8"))["entries"]


def test_the_place_is_beside_the_library_or_as_named(place, monkeypatch):
    assert folder() == place
    monkeypatch.setenv("COURSE_PROGRESS", "~/kept")
    assert folder() == Path.home() / "kept"
    monkeypatch.delenv("COURSE_PROGRESS")
    assert folder() == ROOT / ".course"


def test_attempts_are_counted_and_done_stays_done(place):
    exercise = ch01.by_length
    first, *others = [answer for answer, _ in exercise.wrong_answers[1:]]  # after the code as it came
    for function in (first, exercise.solve, others[0]):
        exercise.check(function)
    assert stored(place) == {"sequences.by_length": {"attempts": 3, "done": True}}
    assert {path.name for path in place.iterdir()} == {"progress-2.json", "progress.lock"}


def test_the_table_says_in_words_what_is_done(language):
    ch01.encode_line.check(ch01.encode_line.solve)
    ch01.quiz.view()
    ch01.quiz.panels[0].choice.value = 2
    ch01.quiz.panels[0].go.click()
    shown = progress()
    rows = [row for row in repr(shown).splitlines() if row.startswith("01")]
    assert rows[0].endswith(pick("✓ done · 1", "✓ 完成 · 1"))
    assert rows[1].endswith(pick("open · 0", "未完成 · 0"))
    assert rows[-1].endswith(pick(f"1 of {len(ch01.quiz.items)} · 1", f"1/{len(ch01.quiz.items)} · 1"))
    assert shown.html().count("<tr>") == len(repr(shown).splitlines()) + 1


def test_chapters_in_the_file_are_shown_though_not_opened(place):
    Ledger().record(ch00.ready.parts[0], done=True)
    Ledger().record("77.unknown", done=True)
    code = "from course_lib.chapters.progress import progress; print(progress())"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    (row,) = [row for row in told.stdout.splitlines() if ch00.ready.title[0] in row]
    assert row.startswith("00 · quiz") and "1 of " in row and "77" not in told.stdout


BROKEN = {
    "no JSON": b"{",
    "binary": b"\xff\x00\xfe",
    "a list": b"[]",
    "another program's": b'{"version": 1, "entries": []}',
    "of no version": b'{"version": true, "entries": {}}',
    "of version 0": b'{"version": 0, "entries": {}}',
    "a choice is none": b'{"version": 2, "entries": {"a.b": {"attempts": 3, "done": true, "first": 4}}}',
    "an entry is none": b'{"version": 1, "entries": {"sequences.a": {"attempts": "3", "done": true}}}',
    "too deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_kept_beside_and_one_line_says_so(place, content, language):
    place.mkdir()
    (place / "progress-2.json").write_bytes(content)
    result = ch01.encode_line.check(ch01.encode_line.solve)
    assert result and repr(result).count("progress-2.broken.json") == 1
    assert (place / "progress-2.broken.json").read_bytes() == content
    assert stored(place) == {"sequences.encode_line": {"attempts": 1, "done": True}}
    assert "broken" not in repr(ch01.encode_line.check(ch01.encode_line.solve))


def test_a_folder_that_cannot_be_written_is_said_once_and_memory_serves(place, language):
    place.write_text("a file where the folder should be")
    words = pick("cannot be saved", "无法写入")
    assert words in repr(ch01.encode_line.check(ch01.encode_line.solve))
    assert words not in repr(ch01.encode_line.check(ch01.encode_line.solve))
    assert pick("✓ done · 2", "✓ 完成 · 2") in repr(progress())
    place.unlink()  # once it can be written, nothing is lost and nothing counts twice
    ch01.encode_line.check(ch01.encode_line.solve)
    ch01.encode_line.check(ch01.encode_line.solve)
    assert stored(place) == {"sequences.encode_line": {"attempts": 4, "done": True}}


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write"
)
def test_a_read_only_folder_works_in_memory(place):
    place.mkdir()
    place.chmod(0o500)
    try:
        assert "cannot be saved" in repr(ch01.encode_line.check(ch01.encode_line.solve))
    finally:
        place.chmod(0o700)


def test_a_failed_write_leaves_the_old_file_and_no_draft(place, monkeypatch):
    ledger.record("sequences.encode_line", done=False)
    before = (place / "progress-2.json").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        assert "cannot be saved" in ledger.record("sequences.encode_line", done=True)
    assert (place / "progress-2.json").read_bytes() == before
    assert {path.name for path in place.iterdir()} == {"progress-2.json", "progress.lock"}


def test_two_kernels_keep_each_others_entries(place):
    one, other = Ledger(), Ledger()
    for kernel, name in (
        (one, "sequences.a"),
        (other, "sequences.b"),
        (one, "sequences.b"),
        (other, "sequences.a"),
    ):
        kernel.record(name, done=name == "sequences.a")
    assert stored(place) == {
        "sequences.a": {"attempts": 2, "done": True},
        "sequences.b": {"attempts": 2, "done": False},
    }


def test_reset_takes_guesses_along(place, language):
    ledger.record("sequences.encode_line", done=True)
    (place / "guesses.json").write_text('{"version": 1, "guesses": {}}')
    assert "guesses.backup.json" in repr(progress.reset())
    assert not (place / "guesses.json").exists() and (place / "guesses.backup.json").exists()


def test_reset_begins_anew_and_keeps_a_backup(place, language):
    ledger.record("sequences.encode_line", done=True)
    before = (place / "progress-2.json").read_bytes()
    assert "progress-2.backup.json" in repr(progress.reset())
    assert (place / "progress-2.backup.json").read_bytes() == before
    assert pick("✓ done", "✓ 完成") not in repr(progress())
    assert "backup" not in repr(progress.reset())  # nothing to keep: the backup stays
    assert (place / "progress-2.backup.json").read_bytes() == before
    ledger.record("sequences.encode_line", done=False)
    assert "progress-2.backup-2.json" in repr(progress.reset())
    assert (place / "progress-2.backup.json").read_bytes() == before


def test_a_file_that_cannot_be_moved_is_said_and_memory_serves(place, language, monkeypatch):
    place.mkdir()
    (place / "progress-2.json").write_bytes(b"{")

    def locked(*_):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "replace", locked)
    words = pick("cannot be saved", "无法写入")
    kernel = Ledger()
    assert words in kernel.record("sequences.encode_line", done=True)
    assert kernel.entries()[0] == {"sequences.encode_line": {"attempts": 1, "done": True}}
    assert words in Ledger().reset()
    assert (place / "progress-2.json").read_bytes() == b"{"


def test_the_card_is_drawn_told_in_words_and_saved(place, language, recwarn):
    ch01.encode_line.check(ch01.encode_line.solve)
    card = progress.card(name="小明 $x_$", date="2031-02-03")
    assert pick("chapter 01: 1 of", "第 01 章：1/") in card.alt
    assert card.alt.endswith(pick("words to ids", "从词到编号"))
    png = (place / "card.png").read_bytes()
    assert png.startswith(b"\x89PNG") and png == progress.card(name="小明 $x_$", date="2031-02-03").png()
    assert png != progress.card().png()
    assert not [str(w.message) for w in recwarn if "Glyph" in str(w.message)]


def test_a_card_that_cannot_be_saved_is_still_drawn(place):
    place.write_text("no folder")
    assert progress.card().png()
