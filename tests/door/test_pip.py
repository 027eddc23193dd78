"""How course.py runs pip: what pip may take from the environment, and what its failures become."""

import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from door import one_error_line


def test_pip_that_fails_is_one_line_and_a_log(course, capsys):
    course.VENV.mkdir()
    course.PYTHON = Path(sys.executable)
    with pytest.raises(SystemExit) as caught:
        course.install("--no-index", "--no-deps", "a-package-that-is-nowhere")
    line = one_error_line(capsys, caught)
    assert "No matching distribution" in line
    assert str(course.LOG) in line
    assert "a-package-that-is-nowhere" in course.LOG.read_text(encoding="utf-8")


def test_a_disk_without_room_for_the_log_is_full_all_the_same(course, monkeypatch):
    course.VENV.mkdir()
    full = course.shutil.disk_usage(course.ROOT)._replace(free=4096)
    monkeypatch.setattr(course.shutil, "disk_usage", lambda _: full)
    assert course.logged([sys.executable, "-c", ""]) == ""
    assert "the disk is full" in course.likely_cause(
        course.logged([sys.executable, "-c", "raise SystemExit(1)"])
    )


@pytest.mark.parametrize(
    ("printed", "cause"),
    [
        ("WARNING: Retrying after NewConnectionError\nERROR: [Errno 28] No space left on device", "disk"),
        ("WARNING: Retrying after NewConnectionError('refused')\nERROR: No matching distribution", "network"),
        ("Collecting x\nERROR: ReadTimeoutError: Read timed out.", "network"),
        ("Collecting x\nERROR: No matching distribution found for x\n\n[notice] new pip", "No matching"),
        (
            "ERROR: Cannot install a and b.\nERROR: ResolutionImpossible: for help visit x",
            "Cannot install a and b",
        ),
        ("ERROR: Cannot install torch because these\nERROR: ResolutionImpossible: see x", "docs/faq.md"),
        ("ERROR: No matching distribution found for torch", "docs/faq.md"),
        ("ERROR: No matching distribution found for torch==2.13.0", "docs/faq.md"),
        ("ERROR: No matching distribution found for torchvision", "torchvision"),
        (
            "WARNING: Retrying: ProxyError(OSError('Tunnel connection failed: 407 Authenticate'))\nERROR: x",
            "password",
        ),
        ("SSLError(SSLCertVerificationError('[SSL: CERTIFICATE_VERIFY_FAILED] self-signed'))", "PIP_CERT"),
        ("ERROR: [WinError 32] The process cannot access the file: 'a.pyd'", "End the lab"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'a'",
            "may write",
        ),
        ("ERROR: [Errno 2] No such file\nHINT: Windows Long Path support", "shorter path"),
        ("OSError: [WinError 126] not found. Error loading torch\\lib\\c10.dll", "Visual C++"),
        ("100%", "100%"),
        ("ERROR: 50%s of %d", "50%s of %d"),
        ("Killed", "Killed"),
        ("", "no word"),
    ],
)
def test_likely_cause(course, printed, cause):
    answer = course.likely_cause(printed)
    assert cause in answer
    assert "\n" not in answer


@pytest.fixture
def proxy(monkeypatch):
    """A proxy that lets nobody through without a name and a password."""

    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(407)
            self.send_header("Proxy-Authenticate", "Basic")
            self.end_headers()

        do_CONNECT = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    for name in ("NO_PROXY", "no_proxy", "PIP_PROXY", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()


def test_a_proxy_that_asks_for_a_password_is_named(course, proxy, capsys):
    course.VENV.mkdir()
    course.PYTHON = Path(sys.executable)
    with pytest.raises(SystemExit) as caught:
        course.install("--retries", "1", "--index-url", "https://index.invalid/simple", "a-package")
    line = one_error_line(capsys, caught)
    assert "HTTPS_PROXY=http://name:password@host:port" in line and str(course.LOG) in line


HOSTILE = """
TARGET PREFIX ROOT USER DRY_RUN REQUIRE_VIRTUALENV REQUIRE_HASHES CONSTRAINT REQUIREMENT EDITABLE NO_DEPS PRE
NO_BINARY ONLY_BINARY PYTHON PYTHON_VERSION PLATFORM IGNORE_INSTALLED QUIET LOG XCERT INDEX_URLS
"""
WHERE_FROM = """
INDEX_URL EXTRA_INDEX_URL NO_INDEX FIND_LINKS TRUSTED_HOST PROXY CERT CLIENT_CERT TIMEOUT DEFAULT_TIMEOUT
RETRIES CACHE_DIR NO_CACHE_DIR CONFIG_FILE
"""


def test_of_pips_settings_those_hold_that_say_where_from(course, monkeypatch):
    for name in (HOSTILE + WHERE_FROM).split():
        monkeypatch.setenv("PIP_" + name, "theirs")
    theirs = {name for name, value in course.environment().items() if value == "theirs"}
    assert theirs == {"PIP_" + name for name in WHERE_FROM.split()}
    assert os.environ["PIP_TARGET"] == "theirs"


@pytest.mark.parametrize("name", ["PYTHONHOME", "PYTHONPATH", "PYTHONOPTIMIZE"])
def test_settings_for_another_python_do_not_reach_ours(course, tmp_path, monkeypatch, name):
    (tmp_path / "random.py").write_text("raise SystemExit('the wrong one')")
    monkeypatch.setenv(name, "2" if name == "PYTHONOPTIMIZE" else str(tmp_path))
    assert course.fitting_python([sys.executable])
    ask = "import random, sys; assert sys.flags.optimize == 1"
    done = subprocess.run([sys.executable, "-c", ask], env=course.environment(), capture_output=True)
    assert b"AssertionError" in done.stderr  # asserts work, and random is Python's own
