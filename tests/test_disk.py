"""Files: whole or not at all, read only where they are files, and held by one process at a time."""

import os
import subprocess
import sys

import pytest

from course_lib import disk
from course_lib.disk import half_of, held, reading, write_whole

HOLDER = """
import sys, time
from pathlib import Path
from course_lib.disk import held
with held(Path(sys.argv[1])) as locked:
    print(locked, flush=True)
    time.sleep(600)
"""


def test_a_file_is_written_whole_or_stays_what_it_was(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(OSError, match="No space") as failed:
        write_whole(path, b"new")
    assert failed.value.filename == str(path)
    assert path.read_bytes() == b"old" and not half_of(path).exists()


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path):
    with held(tmp_path / "lock") as locked:
        assert locked
        with pytest.raises(BlockingIOError), held(tmp_path / "lock"):
            pass
    with held(tmp_path / "lock") as locked:
        assert locked


def test_a_killed_process_leaves_no_lock(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline().strip() == b"True"
        with pytest.raises(BlockingIOError), held(path):
            pass
        holder.kill()
    with held(path) as locked:
        assert locked


@pytest.mark.skipif(disk.fcntl is None, reason="how Windows locks can't be replaced here")
def test_where_there_are_no_locks_it_says_so_and_goes_on(tmp_path, monkeypatch):
    def flock(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(disk.fcntl, "flock", flock)
    with held(tmp_path / "lock") as locked:
        assert not locked


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a file"), reading(tmp_path / "pipe"):
        pass


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no such device here")
def test_a_device_without_an_end_is_refused(tmp_path):
    (tmp_path / "link").symlink_to("/dev/zero")
    with pytest.raises(OSError, match="not a file"), reading(tmp_path / "link"):
        pass


def test_a_link_to_a_file_is_read(tmp_path):
    (tmp_path / "file").write_bytes(b"text")
    try:
        (tmp_path / "link").symlink_to(tmp_path / "file")
    except OSError:
        pytest.skip("links need a permission here")
    with reading(tmp_path / "link") as stream:
        assert stream.read() == b"text"
