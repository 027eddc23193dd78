"""Locks: one at a time, whoever ends and however; and no wait without an end."""

import errno
import os
import signal
import subprocess
import sys
import threading

import pytest

from course_lib import disk
from course_lib.disk import InUse, locked

HOLD = "import sys; from course_lib.disk import locked\n"
HOLD += "with locked(sys.argv[1], wait=False): print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.lock"


@pytest.fixture
def holder(path):
    """Another process that holds the lock."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], **pipes) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_is_refused_at_once_or_after_a_while(path, holder, monkeypatch):
    monkeypatch.setattr(disk, "PATIENCE", 0.05)
    for wait in (False, True):
        with pytest.raises(InUse), locked(path, wait):
            pytest.fail("two hold it")


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no SIGKILL")
def test_a_killed_holder_blocks_nobody(path, holder):
    holder.send_signal(signal.SIGKILL)
    with locked(path, wait=True) as held:
        assert held


def test_who_waits_gets_it_when_the_holder_is_done(path, holder, monkeypatch):
    monkeypatch.setattr(disk, "PATIENCE", 60)
    monkeypatch.setattr(disk.time, "sleep", lambda _: holder.stdin.close())  # it is done once we wait
    with locked(path, wait=True) as held:
        assert held


def test_it_is_free_after_an_error_and_shuts_out_threads_too(path):
    with pytest.raises(ZeroDivisionError), locked(path, wait=False):
        raise ZeroDivisionError
    refused = []

    def second():
        try:
            with locked(path, wait=False):
                pass
        except InUse as error:
            refused.append(error)

    with locked(path, wait=False):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(refused) == 1
    with locked(path, wait=False) as held:
        assert held


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_that_cannot_lock_keeps_nobody_out(path, monkeypatch, code):
    def cannot(_):
        raise OSError(code, "no locks here")

    monkeypatch.setattr(disk, "_lock", cannot)
    with locked(path, wait=True) as one, locked(path, wait=False) as other:
        assert not one and not other


def test_a_lock_that_cannot_be_made_says_so(tmp_path):
    with pytest.raises(FileNotFoundError), locked(tmp_path / "no" / "a.lock", wait=False):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows locks no file that is only read")
def test_a_lock_file_that_one_may_only_read_serves(path, monkeypatch):
    path.touch()
    really = os.open

    def denied(name, flags, *mode):
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "another user's")
        return really(name, flags, *mode)

    monkeypatch.setattr(os, "open", denied)
    with locked(path, wait=False) as held, pytest.raises(InUse), locked(path, wait=False):
        assert held
    assert held
