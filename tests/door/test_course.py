"""The one door, course.py: the file, its words, the Python that it starts with, and the lab.

What it does to .venv is in test_set_up.py; torch in test_torch_index.py; my/ in test_copies.py.
"""

import ast
import errno
import importlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
import stages
from door import OPENING, ROOT, one_error_line, posix_only, run, shim

from course_lib.chapters.index import Index, alone
from course_lib.language import set_language

# ---- the file itself ----


def test_old_pythons_can_read_it():
    ast.parse((ROOT / "course.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("file", ["course.py", *OPENING])
def test_standard_library_only(file):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names | {
        "course",
        "course_lib",  # what it reads of it is standard library, too
        "copies",
        "open_lab",
    }


def test_versions_agree_with_pyproject(course):
    (major, oldest), (_, newest) = course.OLDEST, course.NEWEST
    assert (
        f'requires-python = ">={major}.{oldest},<{major}.{newest + 1}"'
        in (ROOT / "pyproject.toml").read_text()
    )


# ---- the command line ----


def test_alone_it_names_every_command(course, tmp_path):
    done = run(tmp_path)
    assert done.returncode == 0
    for command in ("lab", *course.PROGRAMS):
        assert f"python3 course.py {command} " in done.stdout


@pytest.mark.parametrize(
    "words", [["nonsense"], ["lab", "--language", "fr"], ["lab", "--port", "x"], ["lab", "more"]]
)
def test_a_wrong_word_is_one_line(course, tmp_path, words):
    done = run(tmp_path, *words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "a folder in which you may write"),
        (errno.EROFS, "a folder in which you may write"),
        (errno.ENAMETOOLONG, "a shorter path"),
        (errno.EEXIST, "rename or delete"),
        (errno.ENOTDIR, "rename or delete"),
        (errno.EISDIR, "rename or delete"),
        (errno.EIO, ""),
    ],
)
def test_a_system_error_is_one_line_with_its_remedy(course, capsys, number, remedy):
    error = OSError(number, os.strerror(number), "my/x")

    def fails(_):
        raise error

    course.lab = fails
    with pytest.raises(SystemExit) as caught:
        course.main(["lab"])
    line = one_error_line(capsys, caught)
    assert str(error) in line and remedy in line


@posix_only
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_traceback(course, tmp_path, closed):
    words = "import course; course.program = print; course.main(['doctor'])"
    script = f'"$@" {closed}; echo $? >status'
    command = ["sh", "-c", script, "sh", sys.executable, "-c", words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60)
    assert (tmp_path / "status").read_text() == "0\n"
    assert done.stderr == ""


@pytest.mark.parametrize("moment", ["at work", "in the search for a Python"])
def test_ctrl_c_is_no_traceback(course, capsys, moment):
    def interrupted(*_):
        raise KeyboardInterrupt

    if moment == "at work":
        course.program = interrupted
    else:
        course.use_fitting_python = interrupted
    assert course.main(["test"]) == 130
    assert capsys.readouterr().err == ""


# ---- a Python that fits ----


@posix_only
def test_search_passes_over_shims_that_fail(course, tmp_path, monkeypatch):
    course.OLDEST, course.NEWEST = (9, 1), (9, 4)  # this Python does not fit now
    shim(tmp_path, "python3.4", "echo 'version not installed' >&2; exit 127")
    shim(tmp_path, "python3.3", "echo 3 9 /too/old")
    shim(tmp_path, "python3.2", "echo '9 2 /a b/good'")
    shim(tmp_path, "python3.1", "echo 9 1 /older")
    monkeypatch.setenv("PATH", str(tmp_path))
    started = []
    monkeypatch.setenv("PYTHONHOME", "/of/the/old/one")  # it would break the new one

    def execve(path, argv, environment):
        assert "PYTHONHOME" not in environment
        started.append((path, argv))
        sys.exit(0)

    monkeypatch.setattr(course.os, "execve", execve)
    with pytest.raises(SystemExit):
        course.use_fitting_python(["lab", "--no-browser"])
    assert started == [("/a b/good", ["/a b/good", course.__file__, "lab", "--no-browser"])]


def test_no_python_fits(course, tmp_path, monkeypatch, capsys):
    course.OLDEST, course.NEWEST = (9, 1), (9, 4)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as caught:
        course.use_fitting_python(["lab"])
    assert "install Python 3." in one_error_line(capsys, caught)


# ---- lab ----


@pytest.fixture
def open_lab(course, tmp_path, monkeypatch):
    """notebooks/open_lab.py of that copy, as its course.py will import it."""
    monkeypatch.setitem(sys.modules, "course", course)
    for name in ("open_lab", "copies"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path / "notebooks")
    return importlib.import_module("open_lab")


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({}, False),
    ],
)
def test_the_locale_chooses_the_language(open_lab, monkeypatch, variables, chinese):
    monkeypatch.delenv("COURSE_LANGUAGE", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert open_lab.read([]).language == ("zh" if chinese else "en")
    set_language("en")


def test_a_port_in_use_is_one_line(course, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(tmp_path, "lab", "--port", str(port))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert str(port) in line
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_port_the_next_free_one_is_taken(course, open_lab, monkeypatch, language):
    served = []
    course.set_up = lambda: None
    open_lab.serve = lambda *arguments, browse: served.append(arguments) or int(browse)
    monkeypatch.setattr(open_lab, "is_free", lambda port: port >= 8890)
    course.lab(["--no-browser", "--language", language])
    ((command, port, page),) = served
    assert command[0] == "jupyterlab" and port == 8890
    assert page == "/lab/tree/my/" + {"en": "", "zh": "zh/"}[language] + "00_welcome.ipynb"


def test_a_server_that_dies_is_one_line_and_a_log(course, open_lab, capsys):
    course.VENV.mkdir()
    course.PYTHON = Path(sys.executable)
    with pytest.raises(SystemExit) as caught:
        open_lab.serve(["jupyterlab", "--no-such-option"], 8888, "/lab", browse=False)
    (log,) = course.VENV.glob("lab-*.log")
    assert str(log) in one_error_line(capsys, caught)
    assert "no-such-option" in log.read_text(encoding="utf-8")


def test_a_learners_first_sight_is_no_question_about_news(course, open_lab):
    course.set_up, open_lab.serve = lambda: None, lambda *arguments, browse: 0
    course.lab([])
    (quiet,) = course.VENV.rglob("lab/settings/overrides.json")  # where JupyterLab looks for its defaults
    (answers,) = json.loads(quiet.read_text()).values()
    assert answers["fetchNews"] == "false"


def test_the_font_is_brought_whole_and_once(open_lab, tmp_path):
    fonts, copies = tmp_path / "assets" / "fonts", tmp_path / "share" / "labextensions" / "course-font"
    open_lab.bring_font(fonts, tmp_path / "share")  # nothing to bring
    assert not copies.exists()
    shutil.copytree(ROOT / "assets" / "fonts", fonts)
    (fonts / "folder.otf").mkdir()
    open_lab.bring_font(fonts, tmp_path / "share")
    brought = {path.name: path.stat().st_mtime_ns for path in copies.iterdir()}
    assert set(brought) == {path.name for path in fonts.iterdir() if path.is_file() and path.suffix != ".py"}
    (copies / "font.css").write_text("half", encoding="utf-8")
    open_lab.bring_font(fonts, tmp_path / "share")
    again = {path.name: path.stat().st_mtime_ns for path in copies.iterdir()}
    assert (copies / "font.css").read_bytes() == (fonts / "font.css").read_bytes()
    assert {name for name in brought if brought[name] != again[name]} == {"font.css"}
    assert json.loads((copies / "package.json").read_text())["name"] == copies.name  # else it is not found


def test_the_kernel_of_this_venv_comes_first(course, tmp_path, monkeypatch):
    theirs = tmp_path / "theirs" / "kernels" / "python3"
    theirs.mkdir(parents=True)
    (theirs / "kernel.json").write_text(
        '{"argv": ["nowhere"], "display_name": "theirs", "language": "python"}'
    )
    for name in ("JUPYTER_PATH", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "theirs"))
    course.VENV = Path(sys.prefix)
    ask = "import jupyter_client.kernelspec as k; print(k.get_kernel_spec('python3').resource_dir)"
    found = subprocess.check_output([sys.executable, "-c", ask], env=course.environment(), encoding="utf-8")
    assert Path(found.strip()).is_relative_to(sys.prefix)


LAB = """
import sys, course
sys.path.insert(0, "notebooks")
import open_lab
course.PYTHON, course.NOT_OURS = course.Path(sys.executable), set()  # PYTHONPATH may name what is tested
course.set_up, open_lab.apps = lambda: course.VENV.mkdir(), lambda: ["ratio"]
sys.exit(course.main(["lab", "--no-browser"]))
"""


def told(family):
    """What anybody may read on the command lines of processes; one that has just ended has none."""
    import psutil

    for process in family:
        with suppress(psutil.NoSuchProcess):  # a zombie too
            yield from process.cmdline()


@posix_only
@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
def test_lab_starts_and_ends(course, tmp_path, ending):
    import psutil

    environment = dict(os.environ, JUPYTER_RUNTIME_DIR=str(tmp_path / "runtime"), JUPYTER_TOKEN="theirs")
    door = subprocess.Popen(
        [sys.executable, "-c", LAB],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    lines = iter(door.stdout.readline, "Ctrl-C ends it.\n")
    base, token = re.search(r"(http://127\.0\.0\.1:\d+)/lab/tree/my/\S+token=(\w+)", "".join(lines)).groups()
    for key, status in ((token, 201), ("theirs", 403)):
        request = urllib.request.Request(
            base + "/api/kernels", b'{"name": "python3"}', {"Authorization": "token " + key}
        )
        try:
            assert urllib.request.urlopen(request, timeout=30).status == status
        except urllib.error.HTTPError as error:
            assert error.code == status
    family = psutil.Process(door.pid).children(recursive=True)
    assert len(family) >= 2  # the server and a kernel
    assert not any(token in word for word in told(family))
    private = Path(family[0].environ()["JUPYTER_RUNTIME_DIR"])
    assert private.stat().st_mode & 0o777 == 0o700  # nobody else comes near the kernel's sockets
    while not (sockets := list(private.glob("kernel-*-ipc-*"))):
        time.sleep(0.05)
    assert sockets[0].is_socket()
    (connection,) = private.glob("kernel-*.json")
    assert json.loads(connection.read_text())["transport"] == "ipc"
    door.send_signal(getattr(signal, ending))
    out, err = door.communicate(timeout=30)
    assert (door.returncode, err) == (0, "")
    assert len(out.split("\n\n")[-1].strip().splitlines()) == 1
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert not private.exists()  # it tidied up: it was not killed


APP = LAB.replace('["lab", "--no-browser"]', '["lab", "--app", "ratio", "--language", "zh", "--no-browser"]')


@posix_only
def test_an_app_starts_with_a_token_and_ends(course, tmp_path):
    import psutil

    door = subprocess.Popen(
        [sys.executable, "-c", APP],
        cwd=tmp_path,
        env=dict(os.environ, JUPYTER_RUNTIME_DIR=str(tmp_path / "runtime"), JUPYTER_TOKEN="theirs"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    lines = "".join(iter(door.stdout.readline, "按 Ctrl-C 结束。\n"))  # it was asked to speak Chinese
    base, token = re.search(r"(http://127\.0\.0\.1:\d+)/\?token=(\w+)", lines).groups()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    page = {key: opener.open(f"{base}/?token={key}", timeout=60) for key in ("theirs", token)}
    assert "/login" in page["theirs"].url and "/login" not in page[token].url
    assert "Voil" in page[token].read().decode()
    (notebook,) = tmp_path.rglob("ratio.ipynb")
    assert notebook.is_relative_to(tmp_path / ".venv")  # nothing of ours stands among the learner's files
    assert "language.set_language('zh')" in json.loads(notebook.read_text())["cells"][0]["source"]
    assert not (tmp_path / "my").exists()
    family = psutil.Process(door.pid).children(recursive=True)
    assert not any(token in word for word in told(family))
    door.send_signal(signal.SIGINT)
    _, err = door.communicate(timeout=30)
    assert (door.returncode, err) == (0, "")
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_the_labs_that_can_stand_alone_are_those_of_the_page_of_all(course, open_lab):
    course.ROOT = ROOT
    assert open_lab.apps() == sorted(name for _, name in Index().labs.options)
    assert all(alone(name).view.children for name in open_lab.apps())


def test_an_unknown_app_is_one_line(course, open_lab, capsys):
    course.ROOT = ROOT
    with pytest.raises(SystemExit) as caught:
        course.lab(["--app", "nonsense"])
    line = one_error_line(capsys, caught)
    assert "nonsense" in line and "ratio" in line and not course.VENV.exists()


def test_the_browser_gets_the_token_through_a_private_file(course, open_lab, monkeypatch):
    course.VENV.mkdir()
    opened = []
    monkeypatch.setattr(open_lab.webbrowser, "open", opened.append)
    open_lab.browse_to("http://127.0.0.1:1/?token=secret")
    (address,) = opened
    assert "secret" not in address and address.startswith("file:")
    page = course.VENV / "open-app.html"
    assert "url=http://127.0.0.1:1/?token=secret" in page.read_text()
    assert os.name != "posix" or page.stat().st_mode & 0o077 == 0


# ---- the programs of the course ----


@pytest.mark.parametrize(
    ("words", "newest", "started"),
    [
        (["build", "--check", "04"], False, ["notebooks/build.py", "--check", "04"]),
        (["test", "--newest", "-k", "one"], True, ["tests/stages.py", "test", "--newest", "-k", "one"]),
        (["build", "--newest"], False, ["notebooks/build.py", "--newest"]),
    ],
)
def test_a_program_gets_its_words_after_the_set_up(course, monkeypatch, words, newest, started):
    calls = []
    course.set_up = lambda newest: calls.append(newest)
    monkeypatch.setattr(course.subprocess, "call", lambda command, **_: calls.append(command[1:]) or 7)
    assert course.main(words) == 7
    assert calls == [newest, started]


def test_a_program_leaves_the_learners_progress_alone(course, monkeypatch):
    course.set_up, seen = lambda newest: None, []
    monkeypatch.setattr(course.subprocess, "call", lambda *_, env, **__: seen.append(env["COURSE_PROGRESS"]))
    course.main(["test"])
    assert seen and not seen[0].startswith(str(course.ROOT))


def test_share_and_group_see_the_learners_progress_and_files(course, tmp_path, monkeypatch, capfd):
    course.set_up, course.PYTHON, course.NOT_OURS = lambda newest: None, Path(sys.executable), set()
    (tmp_path / "kept").mkdir()
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept"))
    entry = '{"sequences.quiz.ids-are-sizes": {"attempts": 1, "done": true, "first": "a1b2c3"}}'
    (tmp_path / "kept" / "progress-2.json").write_text(f'{{"version": 2, "entries": {entry}}}')
    assert course.main(["share"]) == 0
    line = capfd.readouterr().out
    assert line.startswith("course-share:1:") and line.count("\n") == 1
    (tmp_path / "desk" / "chat.txt").write_text(line)
    (tmp_path / "desk" / "json.py").write_text("raise SystemExit('another module')")
    assert course.main(["group", "chat.txt"]) == 0
    assert (tmp_path / "desk" / "group.html").is_file()


@pytest.mark.parametrize(
    "words", [["check"], ["test"], ["test", "--long"], ["test", "--newest"], ["test", "9"]]
)
def test_every_stage_runs_even_if_one_fails(monkeypatch, capsys, words):
    ran = []
    monkeypatch.setattr(stages.subprocess, "call", lambda command, **_: ran.append(command) or len(ran) == 2)
    assert stages.main(words) == 1
    summary = capsys.readouterr().out.split("==== summary\n")[1].splitlines()
    assert [line.split()[0] for line in summary] == ["passed", "FAILED", *["passed"] * (len(ran) - 2)]
    monkeypatch.setattr(stages.subprocess, "call", lambda *_, **__: 0)
    assert stages.main(words) == 0


def test_what_is_long_is_left_out_unless_it_is_asked_for():
    plain, long = (dict(stages.everything(long))["tests"] for long in (False, True))
    assert "not long" in plain and "--cov" not in plain
    assert "not long" not in long and "--cov" in long


def test_every_notebook_is_compared_cell_by_cell():
    for chosen in (stages.everything(False), stages.everything(True)):
        (words,) = [words for _, words in chosen if "--nbval" in words]
        assert "notebooks" in words
    (words,) = [words for _, words in stages.of_chapter("09") if "--nbval" in words]
    assert {word for word in words if word.endswith(".ipynb")} == {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").rglob("09_*.ipynb")
    }


def test_a_chapter_that_is_not_there_is_one_line(capsys):
    assert stages.main(["test", "77"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_other_words_after_test_go_to_pytest_alone(monkeypatch):
    ran = []
    monkeypatch.setattr(stages.subprocess, "call", lambda command, **_: ran.append(command[1:]) or 0)
    assert stages.main(["test", "tests/core/test_bleu.py", "-k", "one"]) == 0
    assert ran == [["-m", "pytest", "tests/core/test_bleu.py", "-k", "one"]]
