"""One set-up at a time; one that was killed, at any moment and with what it left running, is made good."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from door import posix_only, shim

SETTING_UP = """
import course
course.PYTHON = course.ROOT / "pip"
course.fitting_python = lambda command: command[0]
course.make_venv = course.clear_venv
course.set_up()
"""
# Stands for pip: says that it runs, writes into .venv, and waits in a child of its own.
PIP = """
echo $$ >> ran
echo half >> .venv/half-$$
sh -c 'while [ ! -e go ]; do sleep 0.05; done'
"""


def setting_up(folder):
    command = [sys.executable, "-c", SETTING_UP]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen(command, cwd=folder, **streams)


def wait_for(path):
    """The lines of a file, as soon as it has some."""
    for _ in range(3000):
        if path.exists() and path.read_text().endswith("\n"):
            return path.read_text().split()
        time.sleep(0.02)
    pytest.fail(f"{path.name} was never written")


def ended(process):
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    return out


@posix_only
def test_the_second_of_two_set_ups_waits_and_finds_all_done(course, tmp_path):
    shim(tmp_path, "pip", PIP)
    first = setting_up(tmp_path)
    wait_for(tmp_path / "ran")
    second = setting_up(tmp_path)
    assert "Another set-up is at work" in second.stdout.readline()
    (tmp_path / "go").touch()
    assert "Another" not in ended(first)
    done_by_the_first = len(wait_for(tmp_path / "ran"))
    assert ended(second) == ""
    assert len(wait_for(tmp_path / "ran")) == done_by_the_first
    assert course.read_json(course.STAMP) == course.wanted_stamp(False)


@posix_only
@pytest.mark.parametrize("both", [False, True])
def test_after_a_kill_the_next_waits_for_what_still_runs_and_makes_all_anew(course, tmp_path, both):
    shim(tmp_path, "pip", PIP)
    first = setting_up(tmp_path)
    (pip,) = wait_for(tmp_path / "ran")
    first.kill()
    first.communicate()
    if both:
        os.kill(int(pip), signal.SIGKILL)  # its own child still lives
    second = setting_up(tmp_path)
    assert "Another set-up is at work" in second.stdout.readline()
    (tmp_path / "go").touch()
    assert "Setting up" in ended(second)
    assert not (course.VENV / f"half-{pip}").exists()
    assert course.read_json(course.STAMP) == course.wanted_stamp(False)


@posix_only
def test_waiting_ends_with_ctrl_c(course, tmp_path):
    with open(course.LOCK, "a+b") as lock:
        assert course.taken(lock)
        waiting = subprocess.Popen(
            [sys.executable, "course.py", "doctor"], cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8"
        )
        waiting.stdout.readline()
        waiting.send_signal(signal.SIGINT)
        assert waiting.communicate(timeout=60)[0].strip() == "Stopped." and waiting.returncode == 130
    assert not course.VENV.exists()


@posix_only
def test_a_disk_without_locks_does_not_hold_up(course, monkeypatch):
    import fcntl

    def flock(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", flock)
    course.time = type("time", (), {"sleep": pytest.fail})
    with course.one_at_a_time(), course.one_at_a_time():
        pass


class Killed(BaseException):
    pass


@pytest.mark.parametrize("before", ["nothing", "another Python", "other pins", "half made"])
def test_a_kill_at_any_moment_is_repaired_by_the_next_start(course, before):
    course.make_venv = course.clear_venv
    course.fitting_python = lambda command: (course.VENV / "lib").exists()
    module, left = course.VENV / "lib" / "a.py", 0

    def pip(*_):
        module.parent.mkdir(exist_ok=True)
        module.write_text("half")
        step()
        module.write_text("whole")
        return ""

    def step():
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    def deadly(call):
        def wrapped(*words, **options):
            step()
            return call(*words, **options)

        return wrapped

    course.pip, course.logged = pip, lambda command: "" if module.read_text() == "whole" else "No module"
    course.os = type("os", (), dict(vars(os), replace=staticmethod(deadly(os.replace))))
    course.shutil = type("shutil", (), dict(vars(shutil), rmtree=staticmethod(deadly(shutil.rmtree))))
    for killed_at in range(1, 30):
        shutil.rmtree(course.VENV, ignore_errors=True)
        prepare(course, before)
        left = killed_at
        try:
            course.set_up()
        except Killed:
            left = 0
            course.set_up()
            assert module.read_text() == "whole"
            assert course.read_json(course.STAMP) == course.wanted_stamp(False)
        else:
            break
    assert 3 <= killed_at < 29


def prepare(course, before):
    if before != "nothing":
        (course.VENV / "lib").mkdir(parents=True)
        (course.VENV / "bin").mkdir()
        course.LOG.write_text("")
    if before == "another Python":
        course.STAMP.write_text(json.dumps(dict(course.wanted_stamp(False), python="3.10")))
    if before == "other pins":
        (course.VENV / "lib" / "a.py").write_text("whole")
        course.STAMP.write_text(json.dumps(dict(course.wanted_stamp(False), pins="")))
