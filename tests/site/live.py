"""Pages that run the site's scripts in a browser, from a file and from this machine's own server."""

import functools
import http.server
import json
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser import ROOT
from playwright.sync_api import Page

sys.path.append(str(ROOT / "docs" / "site"))
import archive
import font
import given_alignment
import given_cascade
import given_explorer
import given_guesses
import given_model
import given_ratio
import given_translator
import labs

STYLES = "".join(f'<link rel=stylesheet href="_static/{name}.css">' for name in ("font", "live"))
__all__ = [
    "archive",
    "font",
    "given_alignment",
    "given_cascade",
    "given_explorer",
    "given_guesses",
    "given_model",
    "given_ratio",
    "given_translator",
    "lab_alone",
    "labs",
    "page_of",
    "run",
    "served",
    "small_page",
]
THEME = "--pst-font-family-base-system:sans-serif;--pst-font-family-monospace-system:monospace"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def lab_alone(folder: Path, name: str, language: str, parts: str = "") -> str:
    """The address of a page with nothing but that lab, with the site's font and styles."""
    labs.write(folder / "_static", language)
    return small_page(folder, labs.element(name, "", parts))


def small_page(folder: Path, body: str) -> str:
    """The address of a page of that body, with the site's font and styles; its scripts are there."""
    shutil.copy(labs.LIVE.parent / "static" / "live.css", folder / "_static")
    width = '<meta name=viewport content="width=device-width">'
    head = f"<!doctype html><meta charset=utf-8>{width}{STYLES}<style>:root{{{THEME}}}</style>"
    body = f'<body style="font-family:var(--pst-font-family-base)">{body}'
    (folder / "page.html").write_text(f"{head}{body}", encoding="utf-8")
    assert font.bring(folder) == []
    return (folder / "page.html").as_uri()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, over loopback."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def page_of(folder: Path, script: str, body: str = "") -> Path:
    """A page with that classic script, after its body."""
    path = folder / "page.html"
    head = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,>"
    path.write_text(f"{head}{body}<script>{script}</script>", encoding="utf-8")
    return path


def run(tab: Page, address: str, folder: Path, engine: str, work: str, *given: Any) -> Any:
    """What the JavaScript function `work` returns, run beside the engine on a page at the address."""
    call = ", ".join(json.dumps(one) for one in given)
    script = f"{engine}\nwindow.found = ({work})({call});"
    page_of(folder, script.replace("</", "<\\/"))
    tab.goto(f"{address}/page.html")
    return tab.evaluate("window.found")
