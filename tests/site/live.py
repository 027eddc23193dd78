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
import font
import given_alignment
import given_cascade
import given_explorer
import given_model
import given_ratio
import given_translator
import labs

STYLES = "".join(f'<link rel=stylesheet href="_static/{name}.css">' for name in ("font", "live"))
__all__ = [
    "font",
    "given_alignment",
    "given_cascade",
    "given_explorer",
    "given_model",
    "given_ratio",
    "given_translator",
    "lab_alone",
    "labs",
    "page_of",
    "run",
    "served",
]
THEME = "--pst-font-family-base-system:sans-serif;--pst-font-family-monospace-system:monospace"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def lab_alone(folder: Path, name: str, language: str, parts: str = "") -> str:
    """The address of a page with nothing but that lab, with the site's font and styles."""
    static = folder / "_static"
    static.mkdir()
    labs.write(static, language)
    shutil.copy(labs.LIVE.parent / "static" / "live.css", static)
    head = f"<!doctype html><meta charset=utf-8>{STYLES}<style>:root{{{THEME}}}</style>"
    body = '<body style="font-family:var(--pst-font-family-base)">' + labs.element(name, "", parts)
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
