"""What `course.py lab` does once .venv stands: the learner's copies, a font, a server, a browser.

course.py calls this, with whatever Python it runs on: standard library only.
"""

import argparse
import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import course
from course import fail, say, spoken, write_whole
from course_lib.language import from_locale

# Voila's page asks a public server for icons that it also brings itself: let it not ask.
VOILA_PAGE = """{% extends 'lab/index.html.j2' %}
{% block notebook_css %}{{ super() | replace('https://cdn.jsdelivr.net', 'data:text/css,') }}{% endblock %}
"""
# JupyterLab's first question would be whether to fetch news: answered here, it need not be asked.
QUIET = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
JUPYTERLAB = """jupyterlab --ip=127.0.0.1 --allow-root --ServerApp.port_retries=0 --ServerApp.base_url=/
--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate --LabApp.news_url=None"""
VOILA = """voila --Voila.ip=127.0.0.1 --Voila.port_retries=0 --Voila.base_url=/ --Voila.auto_token=True
--VoilaConfiguration.template=course"""


def read(arguments: list[str]) -> argparse.Namespace:
    """The options of `course.py lab`, before anything is set up: what is wrong is one line."""
    parser = argparse.ArgumentParser(prog="course.py lab")
    add = parser.add_argument
    add("--port", type=int, help=spoken("the port to listen on (default: 8888 or the next free one)"))
    languages = spoken("in which language (default: the one that this machine speaks)")
    add("--language", choices=["en", "zh"], default=from_locale(), help=languages)
    add("--no-browser", action="store_true", help=spoken("print the address, open no browser"))
    add("--open", action="store_true", help=spoken("copies with all outputs and nothing folded"))
    add("--app", choices=["all", *apps()], nargs="?", const="all", help=spoken("labs without code"))
    parser.error = fail  # one line instead of the whole usage
    options = parser.parse_args(arguments)
    if options.port is not None and not is_free(options.port):
        fail(f"port {options.port} cannot be had: choose another, or none.")
    return options


def open_lab(options: argparse.Namespace) -> int:
    """Make ready what the server shows, then serve it until Ctrl-C."""
    port = options.port or next((number for number in range(8888, 9000) if is_free(number)), None)
    if port is None:
        fail("no free port from 8888 to 8999: name one with --port.")
    no_display = course.ON_LINUX and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    make_ready(course.VENV / "share" / "jupyter")
    if options.app:
        command, page = voila(options.app, options.language), "/"
    else:
        from copies import refresh

        refresh(course.ROOT / "notebooks", course.ROOT / "my", opened=options.open)
        command = [*JUPYTERLAB.split(), f"--ServerApp.root_dir={course.ROOT}"]
        page = "/lab/tree/my/" + ("zh/" if options.language == "zh" else "") + "00_welcome.ipynb"
    return serve(command, port, page, browse=not (options.no_browser or no_display))


def is_free(port: int) -> bool:
    """Whether a server can listen there."""
    try:
        socket.create_server(("127.0.0.1", port)).close()  # as the server does it: just closed is free
    except (OSError, OverflowError):
        return False
    return True


def apps() -> list[str]:
    """The labs that stand alone, by their folders. The translator needs the model of its chapter, and the
    lesson is a part of the ratio lab."""
    labs = (course.ROOT / "course_lib" / "chapters").glob("ch*/*_lab/__init__.py")
    return sorted({path.parent.name[: -len("_lab")] for path in labs} - {"translator", "lesson"})


def make_ready(share: Path) -> None:
    """What every server of this environment needs: no first question, and Chinese."""
    write_whole(share / "lab" / "settings" / "overrides.json", json.dumps(QUIET).encode())
    bring_font(course.ROOT / "assets" / "fonts", share)


def bring_font(fonts: Path, share: Path) -> None:
    """Chinese for JupyterLab and Voila where the machine has none: an extension that is one style sheet."""
    for path in sorted(fonts.glob("*")):
        copy = share / "labextensions" / "course-font" / path.name
        if path.is_file() and path.suffix != ".py":
            data = path.read_bytes()
            if not copy.exists() or copy.read_bytes() != data:  # a server may be sending it just now
                write_whole(copy, data)


def voila(name: str, language: str) -> list[str]:
    """The command for one lab alone, or for all, from a notebook that is made for it."""
    code = "from course_lib import language\nfrom course_lib.chapters.index import Index, alone\n"
    shown = "Index()" if name == "all" else f"alone('{name}')"
    code += f"language.set_language('{language}')\n{shown}"
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": code}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    page = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}
    notebook = course.VENV / "apps" / f"{name}.ipynb"
    write_whole(notebook, json.dumps(page).encode())
    template = course.VENV / "share" / "jupyter" / "voila" / "templates" / "course"
    write_whole(template / "conf.json", b'{"base_template": "lab"}')
    write_whole(template / "index.html.j2", VOILA_PAGE.encode())
    return [*VOILA.split(), str(notebook)]


def browse_to(url: str) -> None:
    """Open a browser by way of a file of our own: other users can read a command line, and so the token."""
    page = course.VENV / "open-app.html"
    write_whole(page, b"")
    page.chmod(0o600)
    page.write_text(f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={url}">')
    webbrowser.open(page.as_uri())


@contextlib.contextmanager
def unheard() -> Iterator[tuple[list[str], dict[str, str]]]:
    """(options, environment) of a server whose kernels nobody else on this machine can listen to.

    They speak by sockets in a folder of ours, where the system has such; else by TCP, which is not encrypted.
    The name of a socket may have about 100 letters: a home can be too long for it, a folder of /tmp is not.
    """
    if not os.access("/tmp", os.W_OK) or os.name != "posix":
        yield [], {}
        return
    with tempfile.TemporaryDirectory(prefix="course-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        yield ["--KernelManager.transport=ipc"], {"JUPYTER_RUNTIME_DIR": folder}


def serve(command: list[str], port: int, page: str, browse: bool) -> int:
    """Run a server until Ctrl-C."""
    with unheard() as (options, more):
        return run([*command, *options], port, page, browse, more)


def run(command: list[str], port: int, page: str, browse: bool, more: dict[str, str]) -> int:
    """Run it with this environment. The token goes there too: other users can read a command line."""
    token, log = secrets.token_hex(16), course.VENV / f"lab-{port}.log"
    program = [
        course.PYTHON,
        "-m",
        *command,
        f"--port={port}",
        "--no-browser",
        "--Application.log_level=ERROR",
    ]
    with open(log, "wb") as sink:
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": sink,
            "stderr": subprocess.STDOUT,
            "cwd": course.ROOT,
        }
        # Its own session: Ctrl-C reaches only us, and we end it without a question. Windows ignores this.
        options["start_new_session"] = True
        server = subprocess.Popen(program, env=course.environment(JUPYTER_TOKEN=token, **more), **options)
    try:
        if comes_up(server, port):
            url = f"http://127.0.0.1:{port}{page}?token={token}"
            opens = "This opens in your browser" if browse else "Open this address"
            say(f"{opens}:\n\n  {url}\n\nCtrl-C ends it.")
            if browse:
                browse_to(url)
        if server.wait():
            fail(f"{command[0]} ended with an error: see {log}")
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one does not disturb the server's own end
        if os.name == "posix":  # on Windows Ctrl-C has reached it already
            server.terminate()
        course.end(server, 15)  # and with it its kernels
    say("\nEnded. Your work is in my/.")
    return 0


def comes_up(server: subprocess.Popen, port: int) -> bool:
    """Wait until the server answers (True) or has died (False)."""
    while server.poll() is None:
        try:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
                connection.request("GET", "/api")
                connection.getresponse()
            return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    return False
