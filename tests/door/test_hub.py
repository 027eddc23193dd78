"""What JupyterHub starts for a learner: own copies and progress, what the chapters show, private sockets.

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
    copy = tmp_path / "seq2seq" / "my" / "00_welcome.ipynb"
    copy.write_text('{"cells": [], "mine": 1}')
    start()
    assert copy.read_text() == '{"cells": [], "mine": 1}'
    assert not sockets.exists()


def test_what_the_chapters_show_is_renewed_but_not_what_a_learner_wrote(start, tmp_path, monkeypatch):
    course, home = tmp_path / "course", tmp_path / "seq2seq"
    (course / "docs").mkdir(parents=True)
    for name in ("page.md", "notes.md"):
        (course / "docs" / name).write_text("old")
    monkeypatch.setattr(hub_server, "ROOT", course)
    hub_server.bring("docs")
    (home / "docs" / "notes.md").chmod(0o600)
    (home / "docs" / "notes.md").write_text("mine")
    for name in ("page.md", "notes.md"):
        (course / "docs" / name).write_text("new")
    hub_server.bring("docs")
    assert [(home / "docs" / name).read_text() for name in ("page.md", "notes.md")] == ["new", "mine"]
    assert not (home / "docs" / "page.md").is_symlink()  # no server shows what a link outside leads to
