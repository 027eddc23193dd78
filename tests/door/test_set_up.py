"""What course.py does to .venv: it makes, renews and repairs its own, and touches no other."""

import json
import os
import shutil

import pytest
from door import load, one_error_line, posix_only, run


@pytest.fixture
def fake_install(course, monkeypatch):
    """set_up without its slow parts; the list says what it did."""
    return fake(course)


def fake(course):
    did = []
    course.make_venv = lambda: did.append("venv")
    course.pip = lambda *arguments: did.append("pip " + arguments[-1]) or ""
    course.logged = lambda command: did.append(command[-1]) or ""
    course.fitting_python = lambda command: command[0]
    return did


def test_second_run_does_nothing(course, fake_install):
    course.set_up()
    assert fake_install[0] == "venv"
    assert fake_install[-2:] == ["pip .[lab,dev,site]", "import torch, jupyterlab, course_lib"]
    fake_install.clear()
    course.set_up()
    assert fake_install == []


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml"])
def test_changed_pins_install_again(course, fake_install, name):
    course.set_up()
    fake_install.clear()
    with open(course.ROOT / name, "a") as pins:
        pins.write("# changed\n")
    course.set_up()
    assert fake_install
    assert "venv" not in fake_install


def test_newest_has_a_stamp_of_its_own(course, fake_install):
    course.set_up()
    fake_install.clear()
    course.set_up(newest=True)
    assert fake_install
    fake_install.clear()
    course.set_up(newest=True)
    assert fake_install == []
    course.set_up()
    assert fake_install


def test_a_moved_venv_is_made_anew(course, fake_install, tmp_path):
    course.set_up()
    moved = tmp_path / "moved"
    shutil.copytree(tmp_path, moved, ignore=shutil.ignore_patterns("moved"))
    again = load(moved)
    did = fake(again)
    again.set_up()
    assert did[0] == "venv"


@pytest.mark.parametrize("python", ["3.10", None])
def test_a_venv_of_another_or_no_python_is_made_anew(course, fake_install, python):
    course.set_up()
    fake_install.clear()
    if python:
        course.STAMP.write_text(json.dumps(dict(course.read_json(course.STAMP), python=python)))
    else:
        course.fitting_python = lambda command: None
    course.set_up()
    assert fake_install[0] == "venv"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_an_interrupted_install_is_repeated(course, fake_install, stop):
    course.set_up()
    (course.ROOT / "constraints.txt").write_text("")

    def stopped(*_):
        raise stop

    course.pip, working = stopped, course.pip
    with pytest.raises(stop):
        course.set_up()
    assert not course.STAMP.exists()
    course.pip = working
    fake_install.clear()
    course.set_up()
    assert fake_install


def test_packages_that_cannot_be_used_are_no_success(course, fake_install, capsys):
    course.logged = lambda command: "Traceback\nModuleNotFoundError: No module named 'torch'"
    with pytest.raises(SystemExit) as caught:
        course.set_up()
    line = one_error_line(capsys, caught)
    assert "No module named 'torch'" in line and str(course.LOG) in line
    assert not course.STAMP.exists()


def test_a_venv_of_release_1_goes_on(course, fake_install):
    """It has a stamp and a log, and no more."""
    course.VENV.mkdir()
    course.LOG.write_text("as it was")
    course.STAMP.write_text(json.dumps(course.wanted_stamp(False)))
    course.set_up()
    assert fake_install == [] and course.LOG.read_text() == "as it was"
    assert sorted(path.name for path in course.ROOT.iterdir() if "venv" in path.name) == [".venv"]
    (course.ROOT / "constraints.txt").write_text("")
    course.set_up()
    assert fake_install and "venv" not in fake_install


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_no_ensurepip_is_one_line(course, monkeypatch, capsys, missing):
    monkeypatch.setattr(
        course.importlib.util, "find_spec", lambda name: None if name == missing else object()
    )
    with pytest.raises(SystemExit) as caught:
        course.make_venv()
    assert "apt install" in one_error_line(capsys, caught)


@posix_only
def test_a_path_that_no_venv_can_have_is_one_line(course, tmp_path, capsys):
    course.VENV = tmp_path / "a:b" / ".venv"
    course.VENV.mkdir(parents=True)
    course.LOG = course.VENV / "install.log"
    with pytest.raises(SystemExit) as caught:
        course.make_venv()
    assert "PATH separator" in one_error_line(capsys, caught)


# ---- what is not ours ----


def standing(course, kind, tmp_path):
    """Put what course.py has not made where .venv should be."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "pyvenv.cfg").write_text("home = /usr/bin")
    (other / "install.log").write_text("theirs, by chance")
    if kind == "link":
        course.VENV.symlink_to(other, target_is_directory=True)
    elif kind == "link to nowhere":
        course.VENV.symlink_to(tmp_path / "nowhere")
    elif kind == "file":
        course.VENV.write_text("mine")
    elif kind == "pipe":
        os.mkfifo(course.VENV)
    else:
        course.VENV.mkdir()
        (course.VENV / ("pyvenv.cfg" if kind == "venv" else "thesis.txt")).write_text("mine")
    return other


KINDS = ["venv", "folder", "file", *(["link", "link to nowhere", "pipe"] if os.name == "posix" else [])]


def seen(folder):
    """All that is in a folder, without following links."""
    return {
        path.relative_to(folder): path.read_bytes() if path.is_file() and not path.is_symlink() else None
        for path in folder.rglob("*")
        if path.name != "__pycache__" and path.suffix != ".pyc"
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_course_py_did_not_make_it_leaves_alone(course, tmp_path, kind):
    standing(course, kind, tmp_path)
    before = seen(tmp_path)
    done = run(tmp_path, "doctor")
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2 and str(course.VENV) in line and "rename or delete it" in line
    assert {
        "venv": "not made by course.py",
        "folder": "not made",
        "file": "not a folder",
        "pipe": "not a folder",
    }.get(kind, "is a link") in line
    assert seen(tmp_path) == before


def test_a_venv_that_is_all_right_may_be_reached_by_a_link(course, tmp_path, fake_install):
    """A small disk may have made somebody move it; only what changes it is refused."""
    elsewhere = tmp_path / "elsewhere"
    course.set_up()
    course.VENV.rename(elsewhere)
    course.VENV.symlink_to(elsewhere, target_is_directory=True)
    fake_install.clear()
    course.set_up()
    assert fake_install == []
    (course.ROOT / "constraints.txt").write_text("")
    with pytest.raises(SystemExit):
        course.set_up()
    assert fake_install == [] and (elsewhere / course.STAMP.name).exists()


def test_an_empty_folder_may_be_used(course, fake_install):
    course.VENV.mkdir()
    course.set_up()
    assert fake_install[0] == "venv"


@posix_only
def test_clearing_follows_no_link(course, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("mine")
    course.VENV.mkdir()
    for name, target in {"lib64": theirs, "a": theirs / "thesis.txt", "b": tmp_path / "nowhere"}.items():
        (course.VENV / name).symlink_to(target)
    (course.VENV / "lib").mkdir()
    (course.VENV / "lib" / "link").symlink_to(theirs)
    course.clear_venv()
    assert list(course.VENV.iterdir()) == [] and (theirs / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("failures", [3, 10_000])
def test_clearing_is_tried_again(course, monkeypatch, failures):
    """What a killed set-up left running may still write: "Directory not empty"."""
    course.PATIENCE = 1
    course.time = type("time", (), {"sleep": staticmethod(lambda _: None)})
    (course.VENV / "lib").mkdir(parents=True)
    calls = []

    def rmtree(path):
        calls.append(path)
        if len(calls) <= failures:
            raise OSError(39, "Directory not empty")
        os.rmdir(path)

    monkeypatch.setattr(course.shutil, "rmtree", rmtree)
    if failures == 3:
        course.clear_venv()
        assert not (course.VENV / "lib").exists()
    else:
        with pytest.raises(OSError):
            course.clear_venv()
        assert len(calls) < 100
