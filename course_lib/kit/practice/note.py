"""Note: a short text for the learner on a card of its own, shown once however the cell ends.

Notes are written in a few marks: `code`, **bold**, *emphasis*, an empty line between paragraphs, and four
spaces before the lines of a block. A star of arithmetic or of Python stays a star. What a learner typed or
computed belongs in a block: blocks are taken as they are.
"""

import html
import re
import textwrap
from collections.abc import Callable
from typing import Self

from IPython import get_ipython
from IPython.display import display

from ..card import card

Text = tuple[str, str]  # (English, Chinese)

_INK = "background:#f3f3f3;color:#1a1a1a;border-radius:4px"
_HTML = {
    "code": f'<code style="{_INK};padding:1px 4px">{{}}</code>',
    "bold": "<b>{}</b>",
    "emphasis": "<em>{}</em>",
}
_MARK = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>(?:`[^`]+`|.)+?)\*\*"
    # *emphasis* begins behind a gap and ends before one, so 2*3*4, f(*a, *b) and (B*K, d) keep their stars
    r"|(?<![A-Za-z0-9_*)\]])\*(?![\s*])(?P<emphasis>(?:`[^`]+`|[^*`\n])+)(?<!\s)\*(?![A-Za-z0-9_*])"
)
_PRE = f"{_INK};padding:6px 10px;margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere"


def block(text: str) -> str:
    """The text as a block of a note."""
    return textwrap.indent(text, "    ", lambda line: True)


def rich(text: str) -> str:
    """The text of a note as HTML."""
    return "".join(map(_paragraph, text.split("\n\n")))


def _paragraph(text: str) -> str:
    lines = text.split("\n")
    if all(line.startswith("    ") for line in lines):
        return f'<pre style="{_PRE}">{html.escape(textwrap.dedent(text))}</pre>'
    return f'<p style="margin:6px 0">{inline(text)}</p>'


def inline(text: str) -> str:
    """One paragraph's `code`, **bold** and *emphasis* as HTML."""
    return _marked(text, _HTML, html.escape).replace("\n", "<br>")


def plain(text: str) -> str:
    """The text of a note without the marks of bold and emphasis; code keeps its ticks."""
    return _marked(text, {"code": "`{}`", "bold": "{}", "emphasis": "{}"}, str)


def _marked(text: str, marks: dict[str, str], written: Callable[[str], str]) -> str:
    """The text with each mark in its new form, and all that stands between and inside `written`."""
    done, at = [], 0
    for found in _MARK.finditer(text):
        kind = found.lastgroup or ""
        inside = written(found[kind]) if kind == "code" else _marked(found[kind], marks, written)
        done += [written(text[at : found.start()]), marks[kind].format(inside)]
        at = found.end()
    return "".join([*done, written(text[at:])])


class Note:
    """A text that `show` shows at once; as the last value of the same cell it is not shown again."""

    def __init__(self, text: str):
        self._text = text.encode("utf-8", "backslashreplace").decode()  # half a character would stop a kernel
        self._shown_in: int | None = None  # the number of the cell

    def __repr__(self) -> str:
        return plain(self._text)

    def html(self) -> str:
        return rich(self._text)

    def show(self) -> Self:
        """Show it, where a notebook runs; elsewhere its repr says the same."""
        if shell := get_ipython():
            self._shown_in = shell.execution_count
            self._display()
        return self

    def _display(self) -> None:
        display({"text/plain": repr(self), "text/html": card(self.html())}, raw=True)

    def _ipython_display_(self) -> None:
        shell = get_ipython()
        if shell is None or shell.execution_count != self._shown_in:
            self._display()


def lines(*texts: str) -> str:
    """Paragraphs of a note; empty ones are left out."""
    return "\n\n".join(text for text in texts if text)
