"""Note: a short text for the learner on a card of its own, shown once however the cell ends.

Notes are written in a few marks: `code`, **bold**, an empty line between paragraphs, and four spaces before
the lines of a block. What a learner typed or computed belongs in a block: blocks are taken as they are.
"""

import html
import re
import textwrap

from IPython import get_ipython
from IPython.display import display

from course_lib.language import pick

from ..card import card

Text = tuple[str, str]  # (English, Chinese)

_INK = "background:#f3f3f3;color:#1a1a1a;border-radius:4px"
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
    """One paragraph's `code` and **bold** as HTML."""
    code = rf'<code style="{_INK};padding:1px 4px">\1</code>'
    marked = re.sub(r"`([^`]+)`", code, html.escape(text))
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", marked).replace("\n", "<br>")


def plain(text: str) -> str:
    """The text of a note without bold marks; code keeps its ticks."""
    return re.sub(r"\*\*(.+?)\*\*", r"\1", text)


class Note:
    """A text that `show` shows at once; as the last value of the same cell it is not shown again."""

    def __init__(self, text: str):
        self._text = text.encode("utf-8", "backslashreplace").decode()  # half a character would stop a kernel
        self._shown_in: int | None = None  # the number of the cell

    def __repr__(self) -> str:
        return plain(self._text)

    def html(self) -> str:
        return rich(self._text)

    def show(self) -> "Note":
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


def chosen(text: Text) -> str:
    """The text in the learner's language."""
    return pick(*text)
