"""What JupyterHub starts for a learner: own copies and progress, links to the shared course, private sockets.

The hub itself is tried by `python -m benchmarks.hub`, which needs root and a machine to throw away.
"""

import os
import sys
from pathlib import Path

import pytest

from notebooks import hub_server

pytestmark = pytest.mark.skipif(os.name != "posix", reason="JupyterHub runs on Linux and macOS")


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start it as a learner whose home is new; returns what it becomes: (program, arguments, environment)."""
    monkeypatch.setattr(hub_server, "HOME", tmp_path / "seq2seq")
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(sys, "argv", ["hub_server.py", "--port=1"])
    made, mask = [], os.umask(0o022)
    monkeypatch.setattr(os, "execv", lambda *call: made.append((*call, dict(os.environ))))
    yield lambda: [hub_server.main(), made[-1]][1]
    hub_server.remove_sockets()
    os.umask(mask)


def test_a_learner_finds_copies_pictures_and_a_place_for_pages(start, tmp_path):
    _, arguments, environment = start()
    home = tmp_path / "seq2seq"
    assert (home / "my" / "zh" / "00_welcome.ipynb").is_file()
    assert (home / "my" / ".." / "assets" / "figures").is_dir()
    (home / "my" / "from_scratch" / "1.py").write_text("mine")
    assert (Path(environment["COURSE_PROGRESS"]) / "from_scratch" / "1.py").read_text() == "mine"
    assert f"--ServerApp.root_dir={home}" in arguments
    assert arguments[-1] == "--port=1"


def test_nobody_else_may_enter(start, tmp_path):
    _, arguments, environment = start()
    for folder in (tmp_path / "seq2seq", Path(environment["JUPYTER_RUNTIME_DIR"])):
        assert folder.stat().st_mode & 0o077 == 0
    assert "--KernelManager.transport=ipc" in arguments


def test_the_next_start_keeps_work_and_removes_old_sockets(start, tmp_path):
    sockets = Path(start()[2]["JUPYTER_RUNTIME_DIR"])
    copy, notes = tmp_path / "seq2seq" / "my" / "00_welcome.ipynb", tmp_path / "seq2seq" / "docs"
    copy.write_text('{"cells": [], "mine": 1}')
    notes.unlink()
    notes.write_text("my notes")
    start()
    assert copy.read_text() == '{"cells": [], "mine": 1}'
    assert notes.read_text() == "my notes"
    assert not sockets.exists()


def test_links_follow_a_course_that_has_moved(tmp_path):
    place = tmp_path / "assets"
    place.symlink_to(tmp_path / "old")
    hub_server.link(place, tmp_path / "new")
    assert place.readlink() == tmp_path / "new"
