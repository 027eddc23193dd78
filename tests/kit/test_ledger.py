"""Several kernels at once: the ledger keeps every attempt, and nothing it was given is thrown away."""

import json
import os
import subprocess
import sys

import pytest

from course_lib import disk
from course_lib.chapters.progress import progress
from course_lib.kit.practice import ledger as module
from course_lib.kit.practice.ledger import Ledger
from course_lib.language import pick

KERNEL = """
import sys
from course_lib import disk
from course_lib.kit.practice.ledger import Ledger

disk.PATIENCE = 300
kernel, name = Ledger(), sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
for i in range(40):
    assert kernel.record("01.shared", done=False) == ""
    assert kernel.record(f"01.{name}", done=i == 3, answer=f"{name} {i}") == ""
"""


@pytest.fixture
def place(tmp_path):
    return tmp_path  # where COURSE_PROGRESS points


def stored(place):
    return json.loads((place / "progress-2.json").read_text(encoding="utf-8"))["entries"]


def test_kernels_at_once_lose_nothing(place):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    kernels = [subprocess.Popen([sys.executable, "-c", KERNEL, name], **pipes) for name in "ab"]
    assert [kernel.stdout.readline() for kernel in kernels] == ["ready\n"] * 2
    for kernel in kernels:
        kernel.stdin.write("go\n")
        kernel.stdin.flush()
    for kernel in kernels:
        kernel.communicate()
    assert [kernel.returncode for kernel in kernels] == [0] * 2
    own = {f"01.{name}": {"attempts": 40, "done": True, "answer": f"{name} 39"} for name in "ab"}
    assert stored(place) == own | {"01.shared": {"attempts": 80, "done": False}}
    assert {path.name for path in place.iterdir()} == {"progress-2.json", "progress.lock"}


def test_a_lock_that_is_never_given_back_is_waited_for_a_while_only(place, language, monkeypatch):
    monkeypatch.setattr(disk, "PATIENCE", 0.05)
    kernel, words = Ledger(), pick("Another program holds", "另一个程序占用")
    kernel.record("01.a", done=True)
    with disk.locked(place / "progress.lock", wait=False):
        assert words in kernel.record("01.a", done=False)
        assert kernel.record("01.b", done=True) == ""  # said once
        assert kernel.entries()[0]["01.b"] == {"attempts": 1, "done": True}
        assert words in Ledger().reset()
    assert stored(place) == {"01.a": {"attempts": 1, "done": True}}
    assert kernel.record("01.a", done=False) == ""
    assert stored(place) == {"01.a": {"attempts": 3, "done": True}, "01.b": {"attempts": 1, "done": True}}


def test_a_file_that_another_kernel_has_mended_meanwhile_stays(place, monkeypatch):
    """Damaged when this kernel looks without the lock, whole again once it has the lock."""
    (place / "progress-2.json").write_text("{")
    alone = module._alone

    def mended_first():
        monkeypatch.setattr(module, "_alone", alone)
        Ledger().record("01.b", done=True)
        return alone()

    monkeypatch.setattr(module, "_alone", mended_first)
    assert Ledger().entries() == ({"01.b": {"attempts": 1, "done": True}}, "")
    assert stored(place) == {"01.b": {"attempts": 1, "done": True}}
    assert (place / "progress-2.broken.json").read_text() == "{"


def test_what_was_put_aside_before_is_kept_too(place):
    kernel, names = Ledger(), [f"progress-2.broken{end}.json" for end in ("", "-2", "-3")]
    for number, name in enumerate(names):
        (place / "progress-2.json").write_text("{" * (number + 1))
        assert name in kernel.record("01.a", done=True)
    assert [(place / name).read_text() for name in names] == ["{", "{{", "{{{"]


def test_what_waits_in_memory_is_in_the_backup(place):
    kernel = Ledger()
    kernel._unsaved["01.a"] = {"attempts": 2, "done": True}
    assert "progress-2.backup.json" in kernel.reset()
    kept = json.loads((place / "progress-2.backup.json").read_text(encoding="utf-8"))
    assert kept["entries"] == {"01.a": {"attempts": 2, "done": True}} and kernel.entries() == ({}, "")


def test_a_file_system_without_locks_serves_as_well(place, monkeypatch):
    def cannot(_):
        raise OSError(38, "no locks here")

    monkeypatch.setattr(disk, "_lock", cannot)
    one, other = Ledger(), Ledger()
    assert one.record("01.a", done=True) == other.record("01.a", done=False) == ""
    assert stored(place) == {"01.a": {"attempts": 2, "done": True}}


RELEASE_1 = """{"version": 1, "entries": {
 "01.average": {"answer": "编号只是名字", "attempts": 2, "done": true},
 "01.encode_line": {"attempts": 3, "done": false}}}
"""


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "saved again by an editor of Windows"])
def test_the_progress_of_release_1_goes_on(place, mark):
    (place / "progress.json").write_text(mark + RELEASE_1, encoding="utf-8")
    before = (place / "progress.json").read_bytes()
    assert Ledger().record("sequences.encode_line", done=True) == ""
    assert stored(place) == {
        "sequences.average": {"answer": "编号只是名字", "attempts": 2, "done": True},
        "sequences.encode_line": {"attempts": 4, "done": True},
    }
    assert (place / "progress.json").read_bytes() == before, "an old kernel goes on with it"
    assert "01 · exercise · words to ids · ✓ done · 4" in repr(progress())


def test_chapters_that_changed_their_numbers_keep_their_ticks(place):
    entries = '"08.layer_norm": {"attempts": 1, "done": true}, "09.quiz.2": {"attempts": 1, "done": false}'
    (place / "progress.json").write_text(f'{{"version": 1, "entries": {{{entries}}}}}')
    found, _ = Ledger().entries()
    asked_once = {"attempts": 1, "done": False}
    assert found == {
        "norm.layer_norm": {"attempts": 1, "done": True},
        "transformer.quiz.2": asked_once,
        "transformer.quiz.the-causal-mask-is-only-for-decoding": asked_once,
    }


def test_what_a_kernel_of_release_1_adds_later_counts_too(place):
    kernel = Ledger()
    kernel.record("norm.layer_norm", done=False)
    entries = '"08.layer_norm": {"attempts": 3, "done": true}'
    (place / "progress.json").write_text(f'{{"version": 1, "entries": {{{entries}}}}}')
    assert kernel.record("norm.layer_norm", done=False) == ""
    assert stored(place) == {"norm.layer_norm": {"attempts": 4, "done": True}}
    kernel.reset()
    assert kernel.entries() == ({}, "") and (place / "progress.backup.json").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_place_of_the_file_keeps_nobody_waiting(place):
    os.mkfifo(place / "progress-2.json")
    assert "cannot be saved" in Ledger().record("01.a", done=True)
