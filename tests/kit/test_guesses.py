"""The file of guesses: whatever happens to it, a learner goes on, and the first guess counts."""

import json
import multiprocessing
import os
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.disk import locked, write_whole
from course_lib.kit.practice import guesses


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """The file, in a folder of the test's own; nothing waits in memory."""
    begin(monkeypatch, tmp_path)
    return tmp_path / "guesses.json"


def begin(monkeypatch, folder):
    monkeypatch.setenv("COURSE_PROGRESS", str(folder))
    monkeypatch.setattr(guesses, "_unsaved", [])
    monkeypatch.setattr(guesses, "_told", False)


def entry(state="made", guess=40, measured=None, edition="a"):
    return {"state": state, "guess": guess, "measured": measured, "edition": edition}


def unmade(measured, edition="a"):
    return entry("unmade", None, measured, edition)


def kept(path):
    return json.loads(path.read_text())["guesses"]


def test_the_file_holds_what_the_course_promises(store):
    assert guesses.keep("welcome.planted", entry()) == (entry(), "")
    guesses.keep("welcome.planted", unmade(12))
    assert json.loads(store.read_text()) == {
        "version": 1,
        "guesses": {"welcome.planted": entry(measured=12)},
    }


def test_a_made_guess_needs_a_guess_and_another_one_has_none():
    assert guesses.is_entry(entry()) and guesses.is_entry(unmade([1, 2.5]))
    for wrong in (
        entry(guess=None),
        entry("unmade", 3),
        entry("other"),
        entry(guess=True),
        entry(guess="40"),
        entry(guess=float("nan")),
        entry(guess=[1, "2"]),
        entry(edition=None),
        {},
        None,
        [],
    ):
        assert not guesses.is_entry(wrong), wrong


DAMAGE = [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"version": 1}', b'{"version": 1, "guesses": []}']
DAMAGE += [b'{"version": 0, "guesses": {}}', b'{"version": true, "guesses": {}}', b'{"guesses": {}}']


@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_file_is_put_aside_whole_and_said_once(store, damage, language):
    store.write_bytes(damage)
    assert guesses.read() == {}
    holds, notice = guesses.keep("a.b", entry())
    assert holds == entry() and "guesses.broken.json" in notice
    assert store.with_name("guesses.broken.json").read_bytes() == damage
    assert kept(store) == {"a.b": entry()}
    assert guesses.keep("a.c", entry())[1] == ""
    store.write_bytes(damage)
    assert "guesses.broken-2.json" in guesses.keep("a.b", entry())[1]


def test_a_newer_file_is_read_and_stays_whole(store, language):
    text = json.dumps({"version": 2, "more": 1, "guesses": {"a.b": entry(), "a.c": {"new": 1}}})
    store.write_text(text)
    assert guesses.read() == {"a.b": entry()}
    holds, notice = guesses.keep("a.b", unmade(12))
    assert holds == entry(measured=12) and "guesses.json" in notice
    assert guesses.keep("a.d", entry()) == (entry(), ""), "it is said once"
    assert guesses.read() == {"a.b": entry(measured=12), "a.d": entry()}
    assert store.read_text() == text
    store.write_text('{"version": 3, "guesses": [7]}')
    assert guesses.read().keys() == {"a.b", "a.d"}
    assert store.read_text() == '{"version": 3, "guesses": [7]}'


def test_what_is_not_known_is_kept(store):
    odd = {"state": "dreamt", "\ud800": "\udfff"}
    text = json.dumps({"version": 1, "guesses": {"x.y": odd, "a.b": {"other": 1}}, "theirs": [1]})
    store.write_text(text)
    guesses.keep("a.b", entry())
    assert json.loads(store.read_text()) == {
        "version": 1,
        "guesses": {"x.y": odd, "a.b": entry(), "a.b@unknown": {"other": 1}},
        "theirs": [1],
    }


def test_a_folder_that_cannot_be_written_is_said_once_and_nothing_is_lost(tmp_path, monkeypatch, language):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "file"))
    holds, notice = guesses.keep("a.b", entry())
    assert holds == entry() and notice
    assert guesses.keep("a.b", unmade(12)) == (entry(measured=12), "")
    assert guesses.read() == {"a.b": entry(measured=12)}
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "now"))
    guesses.keep("a.c", entry())
    assert kept(tmp_path / "now" / "guesses.json") == {"a.b": entry(measured=12), "a.c": entry()}


@pytest.mark.skipif(os.name != "posix", reason="needs a pipe in the file system")
def test_a_pipe_is_not_waited_for(store):
    os.mkfifo(store)
    assert guesses.read() == {}
    assert guesses.keep("a.b", entry())[1]


def test_while_another_program_has_the_lock_it_waits_in_memory(store, monkeypatch):
    monkeypatch.setattr("course_lib.disk.PATIENCE", 0)
    with locked(store.with_name("progress.lock"), wait=True):
        holds, notice = guesses.keep("a.b", entry())
        assert holds == entry() and notice and not store.exists()
    guesses.keep("a.b", unmade(12))
    assert kept(store) == {"a.b": entry(measured=12)}


def test_nothing_is_written_where_nothing_changed(store, monkeypatch):
    guesses.keep("a.b", entry())
    monkeypatch.setattr(guesses, "write_whole", None)
    assert guesses.keep("a.b", entry(guess=3)) == (entry(), "")


def _guess(folder, number):
    os.environ["COURSE_PROGRESS"] = folder
    for name in range(20):
        guesses.keep(f"a.g{name}", entry(guess=number))
        guesses.keep(f"a.own{number}_{name}", entry(guess=number))


def test_kernels_that_write_at_once_lose_nothing_and_agree_on_the_first(store):
    context = multiprocessing.get_context("spawn")
    kernels = [context.Process(target=_guess, args=(str(store.parent), number)) for number in range(3)]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
        assert kernel.exitcode == 0
    found = kept(store)
    assert len(found) == 20 + 3 * 20
    assert all(found[f"a.own{number}_{name}"]["guess"] == number for number in range(3) for name in range(20))


STEPS = st.one_of(
    st.tuples(st.just("guess"), st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 99)),
    st.tuples(st.just("skip"), st.sampled_from("ab"), st.sampled_from("xyz"), st.none()),
    st.tuples(st.just("result"), st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 99)),
    st.tuples(st.just("full"), st.just(""), st.just(""), st.none()),
    st.tuples(st.just("free"), st.just(""), st.just(""), st.none()),
    st.tuples(st.just("restart"), st.just(""), st.just(""), st.none()),
)


def refuse(path, data):
    raise OSError(28, "No space left on device", str(path))


@given(st.lists(STEPS, max_size=25))
def test_whatever_happens_the_first_guess_counts(history):
    """Questions change their editions, the disk is full at times, kernels restart while it is not."""
    first: dict[tuple[str, str], dict] = {}
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        begin(patch, folder)
        full = False
        for what, name, edition, number in history:
            if what in ("full", "free"):
                full = what == "full"
                patch.setattr(guesses, "write_whole", refuse if full else write_whole)
            elif what == "restart":
                if not full:
                    guesses.keep("c", unmade(1))  # with this, all that waited is saved
                    patch.setattr(guesses, "_unsaved", [])
            else:
                state = {"guess": "made", "skip": "skipped", "result": "unmade"}[what]
                guess, measured = (number if what == kind else None for kind in ("guess", "result"))
                new = entry(state, guess, measured, edition)
                holds, _ = guesses.keep(name, new)
                known = first.setdefault((name, edition), dict(new))
                known["measured"] = known["measured"] if measured is None else measured
                assert holds == known
            for (name, edition), known in first.items():
                assert guesses.find(name, edition) == known
