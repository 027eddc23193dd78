"""JupyterLab in a real browser, for tests.

    with lab(folder) as server, window(find()) as chromium, page(chromium) as tab:
        open_notebook(tab, server, "notebooks/00_welcome.ipynb")
        run_all(tab)
        expect(tab.locator(".widget-slider")).to_be_visible()
        assert not tab.outside and not tab.console_errors

Server and browser know nothing of the user's own settings, and leave nothing behind; a page knows nothing of
another.
"""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat import v4
from playwright.sync_api import Browser, Page, expect, sync_playwright

from notebooks.open_lab import bring_font

ROOT = Path(__file__).resolve().parent.parent
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    *(
        str(Path(os.environ[folder], program))
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        if folder in os.environ
        for program in ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
    ),
]
FLAGS = [  # --no-sandbox: also works as root; the rest keeps the browser from calling home
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach this machine
SETTINGS = '{"fetchNews": "false", "checkForUpdates": false, "doNotDisturbMode": true}'
KERNEL_READY = """async () => {
    await window.jupyterapp.restored;
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    return true;
}"""
# "Run All" of the menu may come before the kernel is there; the command, after KERNEL_READY, does not.
RUN_ALL = """async (milliseconds) => {
    const app = window.jupyterapp;
    const late = new Promise((_, reject) => setTimeout(reject, milliseconds, new Error("Run All: too long")));
    await Promise.race([app.commands.execute("notebook:run-all-cells"), late]);
    const errors = [];
    app.shell.currentWidget.content.model.sharedModel.cells.forEach((cell, number) => {
        for (const output of (cell.outputs ?? []))
            if (output.output_type === "error")
                errors.push(`cell ${number + 1}: ${output.ename}: ${output.evalue}`);
    });
    return errors;
}"""

# What stands for `course.py lab` in a copy of the course: the environment of the tests serves as its .venv.
DOOR = """
import sys, course
sys.path.insert(0, "notebooks")
import open_lab
course.PYTHON, course.NOT_OURS = course.Path(sys.executable), set()  # PYTHONPATH may name what is tested
course.set_up, open_lab.apps = lambda: course.VENV.mkdir(), lambda: ["ratio"]
sys.exit(course.main(["lab", *sys.argv[1:], "--no-browser"]))
"""

# A kernel on a busy machine takes its time; the five seconds of Playwright would then pass for a lost click.
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Lab:
    url: str
    token: str
    root: Path
    settings: Path
    pages: ExitStack  # folders of widget_page, removed once the server has ended


def find() -> str | None:
    """The program of an installed Chromium, Chrome or Edge; COURSE_BROWSER goes first."""
    if named := os.environ.get("COURSE_BROWSER"):
        return named
    return next((found for name in NAMES + PLACES if (found := shutil.which(name))), None)


@contextmanager
def lab(root: Path | str, seconds: float = 60) -> Iterator[Lab]:
    """JupyterLab that shows `root`. At the end it, its kernels and its files are gone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, token = f"http://127.0.0.1:{port}", secrets.token_hex(16)
    with ExitStack() as closing:
        own = Path(closing.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        pages = closing.enter_context(ExitStack())
        notifications = own / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
        notifications.parent.mkdir(parents=True)
        notifications.write_text(SETTINGS, encoding="utf-8")
        folders = {
            "JUPYTER_CONFIG_DIR": str(own / "config"),
            "JUPYTER_DATA_DIR": str(own / "data"),
            "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
            "IPYTHONDIR": str(own / "ipython"),
            "JUPYTER_PREFER_ENV_PATH": "1",
        }
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
            *(f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"),
            f"--ServerApp.root_dir={Path(root).resolve()}",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.news_url=None",
            "--LabApp.extension_manager=readonly",
        ]
        bring_font(ROOT / "assets" / "fonts", own / "data")  # as course.py brings it
        log = own / "lab.log"
        with log.open("wb") as output:
            streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
            # A session of its own: Ctrl-C is for the tests, which then stop the server.
            server = subprocess.Popen(command, env=os.environ | folders, start_new_session=True, **streams)
        closing.callback(stop, server, url, token)
        wait(server, f"{url}/api/status?token={token}", log, time.monotonic() + seconds)
        yield Lab(url, token, Path(root).resolve(), own / "settings", pages)


@contextmanager
def door(folder: Path, *words: str, **environment: str) -> Iterator[str]:
    """The address that `course.py lab` prints, with those words, from a copy of it in the folder."""
    shutil.copy(ROOT / "course.py", folder)
    (folder / "notebooks").mkdir(exist_ok=True)
    for name in ("copies.py", "open_lab.py"):
        shutil.copy(ROOT / "notebooks" / name, folder / "notebooks")
    shutil.copytree(ROOT / "assets" / "fonts", folder / "assets" / "fonts")
    command = [sys.executable, "-c", DOOR, *words]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "encoding": "utf-8"}
    opened = subprocess.Popen(command, cwd=folder, env=os.environ | environment, **streams)
    try:
        address = next((found for line in opened.stdout if (found := re.search(r"http://\S+", line))), None)
        assert address, "course.py ended before it printed an address"
        yield address[0]
    finally:
        opened.terminate()  # it then ends the server and its kernels
        assert opened.wait(60) == 0


def wait(server: subprocess.Popen, address: str, log: Path, deadline: float) -> None:
    while True:
        try:
            DIRECT.open(address, timeout=2).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                told = log.read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"JupyterLab did not start:\n{told}") from None
            time.sleep(0.1)


def stop(server: subprocess.Popen, url: str, token: str) -> None:
    """Ask the server to end, since only then does it end its kernels, on every system."""
    request = urllib.request.Request(f"{url}/api/shutdown?token={token}", method="POST")
    try:
        DIRECT.open(request, timeout=10).close()
        server.wait(20)
    except (OSError, subprocess.TimeoutExpired):
        server.kill()
        server.wait()


@contextmanager
def window(program: str) -> Iterator[Browser]:
    """A running browser, without a page. While it runs, asyncio thinks of this thread as busy."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def page(chromium: Browser, width: int = 1300, height: int = 1400) -> Iterator[Page]:
    """A page of its own. `.outside` lists requests that left this machine, `.console_errors` texts."""
    inside = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    tab = chromium.new_page(viewport={"width": width, "height": height})
    tab.outside, tab.console_errors = [], []

    def asked(request) -> None:
        if not request.url.startswith(inside):
            tab.outside.append(request.url)

    def told(message) -> None:
        if message.type == "error":
            tab.console_errors.append(message.text)

    tab.on("request", asked)
    tab.on("websocket", asked)
    tab.on("console", told)
    tab.on("pageerror", lambda error: tab.console_errors.append(str(error)))
    try:
        yield tab
    finally:
        tab.close()


def open_notebook(tab: Page, server: Lab, path: str) -> None:
    """Open a notebook, named as seen from the server's root, and wait for its kernel."""
    tab.goto(f"{server.url}/lab/tree/{quote(path)}?reset&token={server.token}")
    tab.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    tab.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext")
    tab.evaluate(KERNEL_READY)


def run_all(tab: Page, seconds: float = 180) -> None:
    """Run every cell; return when all have ended. The first error of a cell is raised."""
    errors = tab.evaluate(RUN_ALL, seconds * 1000)
    assert not errors, "\n".join(errors)


def widget_page(tab: Page, server: Lab, code: str, language: str = "en") -> None:
    """A notebook that holds nothing but `code`, opened and run: a page to try a lab on."""
    folder = server.pages.enter_context(tempfile.TemporaryDirectory(prefix="page-", dir=server.root))
    cells = [v4.new_code_cell(f'LANGUAGE = "{language}"'), v4.new_code_cell(code)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(nb, Path(folder, "page.ipynb"))
    open_notebook(tab, server, f"{Path(folder).name}/page.ipynb")
    run_all(tab)


def tidy(server: Lab) -> None:
    """After a page is closed its kernel and a dark theme live on: end them, for the next page."""
    for theme in server.settings.rglob("themes.jupyterlab-settings"):
        theme.unlink()
    address, key = f"{server.url}/api/sessions", {"Authorization": f"token {server.token}"}
    with DIRECT.open(urllib.request.Request(address, headers=key), timeout=30) as answer:
        sessions = json.load(answer)
    for session in sessions:
        request = urllib.request.Request(f"{address}/{session['id']}", headers=key, method="DELETE")
        DIRECT.open(request, timeout=30).close()
