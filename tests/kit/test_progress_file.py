"""The progress file through the editions: what was ticked stays ticked, and a newer file stays as it is.

progress/release_1.json was written by release 1 (commit 71ef26c), progress/by_number.json on top of it by the
last edition whose questions had numbers (9b39837): each by running that code.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.chapters.progress import progress
from course_lib.kit.practice import renamed
from course_lib.kit.practice.ledger import Ledger, ledger
from course_lib.kit.practice.progress_file import both, read, text_of, with_names
from course_lib.language import pick

SAMPLES = Path(__file__).parent / "progress"
IDS, MASK = "sequences.quiz.ids-are-sizes", "sequences.quiz.padding-is-harmless-without-a-mask"
NORM = "norm.quiz.layer-norm-looks-at-the-batch"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "_told", False)
    ledger._unsaved.clear()
    yield tmp_path  # where COURSE_PROGRESS points
    ledger._unsaved.clear()


def lay(place: Path, **samples: str) -> dict[str, bytes]:
    """Put samples at their places: the bytes that then lie there."""
    names = {"old": "progress.json", "new": "progress-2.json"}
    for key, sample in samples.items():
        shutil.copy(SAMPLES / sample, place / names[key])
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_ticks_of_release_1_stay(place):
    before = lay(place, old="release_1.json")
    entries, notice = Ledger().entries()
    assert notice == "" and entries[IDS] == {"attempts": 2, "done": True}
    assert entries["welcome.ready.softmax-picks-the-largest"] == {"attempts": 2, "done": True}
    assert entries["sequences.quiz.every-language-splits-at-spaces"] == {"attempts": 1, "done": False}
    assert entries[NORM]["done"] and entries["transformer.quiz.more-heads-cost-more"]["done"]
    assert entries["sequences.average"]["answer"] == "编号只是名字"
    assert Ledger().record(IDS, done=False) == ""
    assert Ledger().entries()[0] == entries | {IDS: {"attempts": 3, "done": True}}
    assert (place / "progress.json").read_bytes() == before["progress.json"], "an old kernel goes on with it"


def test_ticks_by_number_stay_and_a_learner_who_goes_back_finds_them(place):
    before = lay(place, old="release_1.json", new="by_number.json")
    numbered = json.loads(before["progress-2.json"])["entries"]
    entries, _ = Ledger().entries()
    assert entries[NORM] == {"attempts": 2, "done": True} and entries[MASK] == {"attempts": 2, "done": True}
    Ledger().record(MASK, done=False)
    after = json.loads((place / "progress-2.json").read_text(encoding="utf-8"))
    assert after["version"] == 2 and after["entries"].items() >= numbered.items()
    assert after["entries"][MASK] == {"attempts": 3, "done": True}
    assert Ledger().entries()[0] == after["entries"]


def test_what_an_older_kernel_ticks_later_counts_too(place):
    lay(place, new="by_number.json")
    Ledger().record(MASK, done=True)
    path = place / "progress-2.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    held["entries"]["sequences.quiz.4"] = {"attempts": 1, "done": True}  # as that code does, under its lock
    path.write_text(json.dumps(held))
    Ledger().record(MASK, done=True)
    found = Ledger().entries()[0]
    assert found["sequences.quiz.more-merges-are-always-better"] == {"attempts": 1, "done": True}
    assert found[MASK]["attempts"] == 4


def test_the_table_shows_the_old_ticks(place, language):
    lay(place, old="release_1.json", new="by_number.json")
    rows = [row for row in repr(progress()).splitlines() if row.startswith("09 · " + pick("quiz", "小测验"))]
    assert len(rows) == 1 and rows[0].endswith(pick("1 of 4 · 3", "1/4 · 3"))


def test_what_is_not_asked_any_more_is_one_line(place, language):
    lay(place, new="by_number.json")
    words = pick("earlier edition:", "旧版：")
    before = [
        int(n) for n in re.findall(pick(r"earlier edition: (\d+)", r"旧版：完成 (\d+)"), repr(progress()))
    ]
    ledger.record("norm.quiz.an-old-question", done=True)
    ledger.record("sequences.an_old_exercise", done=True)
    ledger.record("a_chapter_that_went.quiz.4", done=True)
    ledger.record("norm.tried_in_vain", done=False)
    shown = progress()
    told = [line for line in repr(shown).splitlines() if words in line]
    done = sum(before) + 3
    assert told == [pick(f"earlier edition: {done} done", f"旧版：完成 {done} 项")]
    assert shown.html().count(told[0]) == 1


def test_without_old_ticks_there_is_no_such_line(place):
    ledger.record("norm.batch_norm", done=True)
    ledger.record("norm.quiz.2", done=True)  # as an older kernel calls it: that is asked still
    assert "earlier edition" not in repr(progress())


def test_names_of_quizzes_are_what_they_were():
    """This is history; a question that changes its name later has no old ticks."""
    assert len(renamed.NAMES) == len({*renamed.NAMES.values()}) == 46
    assert renamed.NAMES["norm.quiz.2"] == NORM and renamed.by_chapter("08.quiz.2") == "norm.quiz.2"


NEWER = {
    "as today": '{"version": 3, "entries": {"sequences.encode_line": {"attempts": 2, "done": true}}, "x": 1}',
    "otherwise": '{"version": 99, "ticks": [["sequences.encode_line", 1]]}',
    "partly": '{"version": 3, "entries": {"sequences.encode_line": {"attempts": 2, "done": true}, "b": 7}}',
}


@pytest.mark.parametrize("text", NEWER.values(), ids=NEWER)
def test_a_file_of_a_newer_edition_is_only_read(place, text, language):
    path = place / "progress-2.json"
    path.write_text(text)
    lay(place, old="release_1.json")
    words, kernel = pick("newer edition", "更新版"), Ledger()
    notice = kernel.record("sequences.merge_once", done=True)
    assert words in notice and not notice.count("damaged")
    assert kernel.record("sequences.merge_once", done=False) == "" == kernel.entries()[1], "it is said once"
    entries = kernel.entries()[0]
    assert entries["sequences.merge_once"] == {"attempts": 2, "done": True}
    assert entries[IDS]["done"], "what release 1 left is there as well"
    if "entries" in text:
        assert entries["sequences.encode_line"] == {"attempts": 2, "done": True} and "b" not in entries
    assert words in kernel.reset()
    assert path.read_text() == text
    assert {p.name for p in place.iterdir()} == {"progress.json", "progress-2.json", "progress.lock"}
    path.write_text('{"version": 2, "entries": {}}')  # once the file is ours again, what waited is saved
    assert kernel.record("sequences.merge_once", done=False) == ""
    assert read(path).entries["sequences.merge_once"] == {"attempts": 3, "done": True}


def test_the_table_says_once_that_a_newer_edition_wrote_the_file(place, language):
    (place / "progress-2.json").write_text(NEWER["as today"])
    shown, words = progress(), pick("newer edition", "更新版")
    assert words in repr(shown) and pick("✓ done · 2", "✓ 完成 · 2") in repr(shown)
    assert words not in repr(progress())


def test_the_first_choice_stays_and_an_attempt_before_leaves_none(place):
    kernel = Ledger()
    for key in ("a1", "b2"):
        kernel.record(IDS, done=key == "b2", first=key)
    assert kernel.entries()[0][IDS] == {"attempts": 2, "done": True, "first": "a1"}
    lay(place, new="by_number.json")
    kernel.record(MASK, done=False, first="c3")
    assert kernel.entries()[0][MASK] == {"attempts": 3, "done": True}, "an older kernel saw the first choice"


def test_the_first_choice_is_the_first_of_all_kernels(place, monkeypatch):
    one, other = Ledger(), Ledger()
    with monkeypatch.context() as patch:
        patch.setattr(
            "course_lib.kit.practice.ledger._alone", lambda: (_ for _ in ()).throw(OSError(28, "full"))
        )
        one.record(IDS, done=False, first="a1")
        one.record(IDS, done=False, first="b2")
    other.record(IDS, done=True, first="c3")
    one.record(IDS, done=False, first="d4")
    assert Ledger().entries()[0][IDS] == {"attempts": 4, "done": True, "first": "c3"}


NAMES = st.sampled_from([*renamed.NAMES, *renamed.NAMES.values(), "norm.layer_norm", "gone.1"])
ENTRIES = st.dictionaries(
    NAMES,
    st.fixed_dictionaries(
        {"attempts": st.integers(0, 9), "done": st.booleans()},
        optional={"answer": st.text(max_size=3), "first": st.just("a1b2c3")},
    ),
)


@given(ENTRIES, ENTRIES)
def test_no_tick_is_lost_by_names_or_by_joining(old, new):
    found = both(with_names(old), with_names(new))
    for entries in (old, new):
        for name, entry in entries.items():
            for kept in (found[name], found[renamed.NAMES.get(name, name)]):
                assert kept["done"] >= entry["done"] and kept["attempts"] >= entry["attempts"]
    assert with_names(found) == found
    assert json.loads(text_of(found))["entries"] == found
