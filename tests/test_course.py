"""The one door, course.py: each test works on a copy of it in a folder of its own, and installs nothing."""

import ast
import http.server
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from course_lib.labs.shell import Lab

ROOT = Path(__file__).resolve().parent.parent
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs shell scripts or POSIX signals")


@pytest.fixture
def course(tmp_path, monkeypatch):
    for name in ("course.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("COURSE_TORCH_INDEX", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return load(tmp_path)


def load(folder):
    spec = importlib.util.spec_from_file_location("course_under_test", folder / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def one_error_line(capsys, caught):
    """The one line on standard error of something that ended with exit code 2."""
    assert caught.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("course.py: ")
    return line


def door(folder, *arguments):
    command = [sys.executable, str(folder / "course.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)


# ---- the file itself ----


def test_old_pythons_can_read_it():
    ast.parse((ROOT / "course.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_standard_library_only():
    tree = ast.parse((ROOT / "course.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_versions_agree_with_pyproject(course):
    (major, oldest), (_, newest) = course.OLDEST, course.NEWEST
    assert (
        f'requires-python = ">={major}.{oldest},<{major}.{newest + 1}"'
        in (ROOT / "pyproject.toml").read_text()
    )


# ---- the command line ----


def test_alone_it_names_every_command(course, tmp_path):
    done = door(tmp_path)
    assert done.returncode == 0
    for command in course.COMMANDS:
        assert f"python3 course.py {command} " in done.stdout


@pytest.mark.parametrize(
    "words", [["nonsense"], ["lab", "--language", "fr"], ["lab", "--port", "x"], ["lab", "more"]]
)
def test_a_wrong_word_is_one_line(course, tmp_path, words):
    done = door(tmp_path, *words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied", "my/x"), OSError(28, "No space left")]
)
def test_a_system_error_is_one_line(course, capsys, error):
    def fails(_):
        raise error

    course.COMMANDS["lab"] = fails
    with pytest.raises(SystemExit) as caught:
        course.main(["lab"])
    assert error.strerror in one_error_line(capsys, caught)


def test_ctrl_c_is_no_traceback(course, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    course.COMMANDS["test"] = interrupted
    assert course.main(["test"]) == 130
    assert capsys.readouterr().err == ""


# ---- a Python that fits ----


def shim(folder, name, script):
    path = folder / name
    path.write_text("#!/bin/sh\n" + script + "\n")
    path.chmod(0o755)


@posix_only
def test_search_passes_over_shims_that_fail(course, tmp_path, monkeypatch):
    course.OLDEST, course.NEWEST = (9, 1), (9, 4)  # this Python does not fit now
    shim(tmp_path, "python3.4", "echo 'version not installed' >&2; exit 127")
    shim(tmp_path, "python3.3", "echo 3 9 /too/old")
    shim(tmp_path, "python3.2", "echo '9 2 /a b/good'")
    shim(tmp_path, "python3.1", "echo 9 1 /older")
    monkeypatch.setenv("PATH", str(tmp_path))
    started = []
    monkeypatch.setattr(course.os, "execv", lambda path, argv: (started.append((path, argv)), sys.exit(0)))
    with pytest.raises(SystemExit):
        course.use_fitting_python(["lab", "--no-browser"])
    assert started == [("/a b/good", ["/a b/good", course.__file__, "lab", "--no-browser"])]


def test_no_python_fits(course, tmp_path, monkeypatch, capsys):
    course.OLDEST, course.NEWEST = (9, 1), (9, 4)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as caught:
        course.use_fitting_python(["lab"])
    assert "install Python 3." in one_error_line(capsys, caught)


# ---- .venv and its stamp ----


@pytest.fixture
def fake_install(course, monkeypatch):
    """set_up without its slow parts; the list says what it did."""
    return fake(course)


def fake(course):
    did = []
    course.make_venv = lambda: (did.append("venv"), course.VENV.mkdir(exist_ok=True))
    course.pip = lambda *arguments: did.append("pip " + arguments[-1]) or ""
    course.fitting_python = lambda command: command[0]
    return did


def test_second_run_does_nothing(course, fake_install):
    course.set_up()
    assert fake_install[0] == "venv"
    assert fake_install[-1].endswith("[lab,dev,site]")
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


def test_a_folder_that_is_no_venv_is_left_alone(course, capsys):
    mine = course.VENV / "thesis.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(SystemExit) as caught:
        course.make_venv()
    assert "move it away" in one_error_line(capsys, caught)
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_no_ensurepip_is_one_line(course, monkeypatch, capsys, missing):
    monkeypatch.setattr(
        course.importlib.util, "find_spec", lambda name: None if name == missing else object()
    )
    with pytest.raises(SystemExit) as caught:
        course.make_venv()
    assert "apt install" in one_error_line(capsys, caught)


# ---- pip ----


def test_pip_that_fails_is_one_line_and_a_log(course, capsys):
    course.VENV.mkdir()
    course.PYTHON = Path(sys.executable)
    with pytest.raises(SystemExit) as caught:
        course.install("--no-index", "--no-deps", "a-package-that-is-nowhere")
    line = one_error_line(capsys, caught)
    assert "No matching distribution" in line
    assert str(course.LOG) in line
    assert "a-package-that-is-nowhere" in course.LOG.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("printed", "cause"),
    [
        ("WARNING: Retrying after NewConnectionError\nERROR: [Errno 28] No space left on device", "disk"),
        ("WARNING: Retrying after NewConnectionError('refused')\nERROR: No matching distribution", "network"),
        ("Collecting x\nERROR: ReadTimeoutError: Read timed out.", "network"),
        ("Collecting x\nERROR: No matching distribution found for x\n\n[notice] new pip", "No matching"),
        ("Killed", "Killed"),
        ("", "no word"),
    ],
)
def test_likely_cause(course, printed, cause):
    answer = course.likely_cause(printed)
    assert cause in answer
    assert "\n" not in answer


# ---- torch and its index ----


@pytest.fixture
def serve_status():
    """Starts an index that answers everything with one status; gives its address."""
    servers = []

    def start(status):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/whl/cpu"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_an_index_that_serves_answers(course, serve_status):
    assert course.answers(serve_status(200))
    assert not course.answers(serve_status(404))


def test_a_silent_or_closed_index_does_not_hold_up(course):
    course.PATIENCE = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert not course.answers(index)
        silent.setblocking(False)
        attempts = 0
        while attempts < 3:
            try:
                silent.accept()[0].close()
            except BlockingIOError:
                break
            attempts += 1
        assert attempts == 2  # one retry
    assert not course.answers(index)
    assert not course.answers("not an address")


def test_an_index_that_hangs_outside_sockets_does_not_hold_up(course, monkeypatch):
    course.PATIENCE = 0.1
    release = threading.Event()

    def hangs(*_, **__):
        release.wait(20)
        return io.BytesIO()

    monkeypatch.setattr(course.urllib.request, "urlopen", hangs)
    assert not course.answers("http://a.dead.name.server")
    release.set()


@pytest.fixture
def torch_pips(course):
    """The pip calls of install_torch on Linux without a GPU; those whose words hold one of `failing` fail."""
    calls, failing = [], {"--no-index"}

    def pip(*arguments):
        calls.append(list(arguments))
        return "ERROR" if failing & set(arguments) else ""

    course.pip, course.ON_LINUX = pip, True
    course.answers = lambda index: True
    course.has_gpu = lambda: False
    return calls, failing


PINS = ["-c", "constraints.txt"]


def test_torch_comes_from_the_cpu_index(course, torch_pips):
    calls, _ = torch_pips
    course.install_torch(PINS)
    quick = ["--timeout", "10", "--retries", "1"]
    assert calls == [
        ["--no-index", "--no-deps", *PINS, "torch"],
        ["--no-deps", "--index-url", course.CPU_INDEX, *quick, *PINS, "torch"],
    ]


def test_torch_that_is_here_needs_no_index(course, torch_pips):
    calls, failing = torch_pips
    failing.clear()
    course.install_torch(PINS)
    assert len(calls) == 1


@pytest.mark.parametrize("trouble", ["silent", "broken", "switched off"])
def test_without_the_index_torch_comes_the_normal_way(course, torch_pips, monkeypatch, capsys, trouble):
    calls, failing = torch_pips
    if trouble == "silent":
        course.answers = lambda index: False
    elif trouble == "broken":
        failing.add("--index-url")
    else:
        monkeypatch.setenv("COURSE_TORCH_INDEX", "")
    course.install_torch(PINS)
    assert calls[-1] == [*PINS, "torch"]
    assert any("--index-url" in call for call in calls) == (trouble == "broken")
    assert "2.7 GB" in capsys.readouterr().out


def test_a_variable_names_another_index(course, torch_pips, monkeypatch):
    calls, _ = torch_pips
    monkeypatch.setenv("COURSE_TORCH_INDEX", "http://mirror.example")
    course.install_torch(PINS)
    assert "http://mirror.example" in calls[-1]


@pytest.mark.parametrize("why", ["gpu", "not linux"])
def test_others_get_torch_the_normal_way_at_once(course, torch_pips, capsys, why):
    calls, _ = torch_pips
    if why == "gpu":
        course.has_gpu = lambda: True
    else:
        course.ON_LINUX = False
    course.install_torch(PINS)
    assert calls[1:] == [[*PINS, "torch"]]
    assert "GB" not in capsys.readouterr().out


# ---- the learner's copies ----


@pytest.fixture
def chapters(course, tmp_path):
    """Two chapters and their first copies; `refresh()` is what `lab` does with them at each start."""
    originals, mine = tmp_path / "notebooks", tmp_path / "my"
    (originals / "zh").mkdir(parents=True)
    (originals / "source").mkdir()
    for name in ("00_welcome.ipynb", "zh/00_welcome.ipynb", "source/not_a_chapter.ipynb"):
        (originals / name).write_text("first " + name, encoding="utf-8")
    refresh = lambda: course.refresh_copies(originals, mine)  # noqa: E731
    refresh()
    return originals / "00_welcome.ipynb", mine / "00_welcome.ipynb", refresh


def test_copies_are_made_at_the_same_depth(chapters, tmp_path):
    found = sorted(
        path.relative_to(tmp_path / "my").as_posix() for path in (tmp_path / "my").rglob("*.ipynb")
    )
    assert found == ["00_welcome.ipynb", "zh/00_welcome.ipynb"]


def test_an_untouched_copy_is_refreshed(chapters):
    original, copy, refresh = chapters
    for text in ("second", "third"):
        original.write_text(text)
        refresh()
        assert copy.read_text() == text


def notebook(source, outputs=(), **metadata):
    cells = [{"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": metadata}]
    return json.dumps({"cells": cells, "metadata": metadata})


def test_running_and_saving_a_chapter_is_not_editing_it(chapters, capsys):
    original, copy, refresh = chapters
    original.write_text(notebook(["x = 1\n", "x"]))
    refresh()
    saved = notebook("x = 1\nx", outputs=["1"], kernelspec="Python 3 (ipykernel)")  # as JupyterLab does it
    copy.write_text(saved)
    refresh()
    assert copy.read_text() == saved  # the outputs stay while the chapter is the same
    original.write_text(notebook("x = 2"))
    refresh()
    assert copy.read_text() == notebook("x = 2") and capsys.readouterr().out == ""
    copy.write_text(notebook("x = 3"))
    original.write_text(notebook("x = 4"))
    refresh()
    assert copy.read_text() == notebook("x = 3")


def test_an_edited_copy_is_kept_and_the_learner_told(chapters, capsys):
    original, copy, refresh = chapters
    copy.write_text("my work")
    refresh()
    assert capsys.readouterr().out == ""  # the original is as it was: nothing to say
    original.write_text("second")
    for _ in range(2):
        refresh()
        assert copy.read_text() == "my work"
        (line,) = capsys.readouterr().out.splitlines()
        assert "00_welcome.ipynb" in line
        assert "rename or delete" in line
    copy.unlink()
    refresh()
    assert copy.read_text() == "second"


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff\xfe", b'{"00_welcome.ipynb": 7}', None])
def test_a_damaged_record_loses_no_work(chapters, damage, capsys):
    original, copy, refresh = chapters
    record = copy.parent / ".copies.json"
    record.unlink() if damage is None else record.write_bytes(damage)
    copy.write_text("my work")
    original.write_text("second")
    refresh()
    assert copy.read_text() == "my work"
    assert "00_welcome.ipynb" in capsys.readouterr().out
    copy.write_text("second")  # equal to the original: known again from here on
    refresh()
    original.write_text("third")
    refresh()
    assert copy.read_text() == "third"


def test_a_failed_write_leaves_the_old_copy(course, chapters, monkeypatch):
    original, copy, refresh = chapters
    before = copy.read_text()
    original.write_text("second")

    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(course.Path, "write_bytes", full)
    with pytest.raises(OSError):
        refresh()
    assert copy.read_text() == before


# ---- lab ----


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
def test_the_locale_chooses_the_language(course, monkeypatch, variables, chinese):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert course.is_chinese() == chinese


def test_a_port_in_use_is_one_line(course, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = door(tmp_path, "lab", "--port", str(port))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert str(port) in line
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_port_the_next_free_one_is_taken(course, monkeypatch, language):
    served = []
    course.set_up = lambda: None
    course.serve = lambda *arguments: served.append(arguments) or 0
    monkeypatch.setattr(course, "is_free", lambda port: port >= 8890)
    course.lab(["--no-browser", "--language", language])
    ((port, page, extra),) = served
    assert port == 8890
    assert page == "/lab/tree/my/" + {"en": "", "zh": "zh/"}[language] + "00_welcome.ipynb"
    assert "--no-browser" in extra
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    assert ("--allow-root" in extra) == is_root


def test_a_server_that_dies_is_one_line_and_a_log(course, capsys):
    course.VENV.mkdir()
    course.PYTHON = Path(sys.executable)
    with pytest.raises(SystemExit) as caught:
        course.serve(8888, "/lab", ["--no-such-option"])
    (log,) = course.VENV.glob("lab-*.log")
    assert str(log) in one_error_line(capsys, caught)
    assert "no-such-option" in log.read_text(encoding="utf-8")
    (quiet,) = course.VENV.rglob("lab/settings/overrides.json")  # where JupyterLab looks for its defaults
    (answers,) = json.loads(quiet.read_text()).values()
    assert answers["fetchNews"] == "false"  # else a learner's first sight is a question about news


def test_the_font_is_brought_whole_and_once(course, tmp_path):
    fonts, copies = tmp_path / "assets" / "fonts", tmp_path / "share" / "labextensions" / "course-font"
    course.bring_font(tmp_path / "share")  # nothing to bring
    assert not copies.exists()
    shutil.copytree(ROOT / "assets" / "fonts", fonts)
    (fonts / "folder.otf").mkdir()
    course.bring_font(tmp_path / "share")
    brought = {path.name: path.stat().st_mtime_ns for path in copies.iterdir()}
    assert set(brought) == {path.name for path in fonts.iterdir() if path.is_file() and path.suffix != ".py"}
    (copies / "font.css").write_text("half", encoding="utf-8")
    course.bring_font(tmp_path / "share")
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
course.PYTHON = course.Path(sys.executable)
course.set_up = lambda: course.VENV.mkdir()
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
    door.send_signal(getattr(signal, ending))
    out, err = door.communicate(timeout=30)
    assert (door.returncode, err) == (0, "")
    assert len(out.split("\n\n")[-1].strip().splitlines()) == 1
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert list((tmp_path / "runtime").glob("jpserver-*")) == []  # it tidied up: it was not killed


APP = LAB.replace('["lab", "--no-browser"]', '["lab", "--app", "ratio", "--language", "zh", "--no-browser"]')


@posix_only
@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
def test_an_app_starts_with_a_token_and_ends(course, tmp_path, ending):
    import psutil

    (tmp_path / "notebooks").mkdir()
    door = subprocess.Popen(
        [sys.executable, "-c", APP],
        cwd=tmp_path,
        env=dict(os.environ, JUPYTER_RUNTIME_DIR=str(tmp_path / "runtime"), JUPYTER_TOKEN="theirs"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    lines = "".join(iter(door.stdout.readline, "Ctrl-C ends it.\n"))
    base, token = re.search(r"(http://127\.0\.0\.1:\d+)/\?token=(\w+)", lines).groups()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    page = {key: opener.open(f"{base}/?token={key}", timeout=60) for key in ("theirs", token)}
    assert "/login" in page["theirs"].url and "/login" not in page[token].url
    assert "Voil" in page[token].read().decode()
    (notebook,) = tmp_path.rglob("ratio.ipynb")
    assert notebook.is_relative_to(tmp_path / ".venv")  # nothing of ours stands among the learner's files
    assert "set_language('zh')" in "".join(json.loads(notebook.read_text())["cells"][0]["source"])
    assert not (tmp_path / "my").exists()
    family = psutil.Process(door.pid).children(recursive=True)
    assert not any(token in word for word in told(family))
    door.send_signal(getattr(signal, ending))
    _, err = door.communicate(timeout=30)
    assert (door.returncode, err) == (0, "")
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_every_app_is_a_lab(course):
    for code in course.APPS.values():
        first, shown = code.split("\n")
        names: dict = {}
        exec(first, names)
        assert issubclass(names[shown.split("(")[0]], Lab)


def test_an_unknown_app_is_one_line(course, tmp_path):
    done = door(tmp_path, "lab", "--app", "nonsense")
    assert done.returncode == 2 and not (tmp_path / ".venv").exists()
    (line,) = done.stderr.splitlines()
    assert "nonsense" in line and "ratio" in line


def test_the_browser_gets_the_token_through_a_private_file(course, monkeypatch):
    course.VENV.mkdir()
    opened = []
    monkeypatch.setattr(course.webbrowser, "open", opened.append)
    course.browse_to("http://127.0.0.1:1/?token=secret")
    (address,) = opened
    assert "secret" not in address and address.startswith("file:")
    page = course.VENV / "open-app.html"
    assert "url=http://127.0.0.1:1/?token=secret" in page.read_text()
    assert os.name != "posix" or page.stat().st_mode & 0o077 == 0


# ---- test and build ----


@pytest.fixture
def runs(course):
    calls = []
    course.set_up = lambda newest=False: calls.append(["newest"] if newest else ["pinned"])
    course.run = lambda arguments: calls.append(arguments) or int("ruff" in arguments)
    return calls


def test_every_stage_runs_even_if_one_fails(course, runs, capsys):
    assert course.test([]) == 1
    assert len(runs) == 1 + len(course.STAGES)
    summary = capsys.readouterr().out.split("==== summary\n")[1].splitlines()
    assert [line.split()[0] for line in summary] == ["FAILED", "FAILED", "passed", "passed", "passed"]
    course.run = lambda arguments: 0
    assert course.test([]) == 0


def test_words_after_test_go_to_pytest_alone(course, runs):
    assert course.test(["--newest", "tests/test_bleu.py", "-k", "one"]) == 0
    assert runs == [["newest"], ["-m", "pytest", "tests/test_bleu.py", "-k", "one"]]


def test_build_hands_its_words_on(course, runs):
    course.COMMANDS["build"](["--check", "04"])
    assert runs == [["pinned"], ["notebooks/build.py", "--check", "04"]]
