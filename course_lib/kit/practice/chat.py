"""Chat: the share lines in a text that somebody copied out of a chat, whatever the chat has done to them.

Names and times stand before a line, quotes around it; it may be broken into several, with marks of quoting
before each; invisible characters may be in it. The file may be UTF-8 or UTF-16, with or without its mark; of
any other encoding only ASCII matters.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from . import share_line
from .share_line import END, MARK, VERSION, Shared, Unreadable

# Zero-width characters, the soft hyphen, the marks of writing directions, and what some chats put into words.
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_GAP = r"\s{0,9}"  # where a chat may break the line, or put a space
_START = re.compile(f"{MARK.replace('-', '-' + _GAP)}{_GAP}[:：]{_GAP}([0-9]{{1,9}}){_GAP}[:：]", re.I)
_LETTERS = re.compile("[a-z2-7]+", re.I)


class Found(NamedTuple):
    """One line with our mark: what it holds, or None and whether a newer edition made it."""

    line: int  # its number, from 1
    shared: Shared | None
    newer: bool = False


def text_of(data: bytes) -> str:
    """The text of a file; what cannot be read in it is no letter of ours."""
    encoding = "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data[:400].count(0) > len(data[:400]) / 3:  # each letter of ours has a zero before or after it
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    return re.sub("\r\n?", "\n", _UNSEEN.sub("", data.decode(encoding, "replace")))


def lines_in(text: str) -> Iterator[Found]:
    """Every line with our mark, in order."""
    number, counted = 1, 0
    for start, after in pairwise([*_START.finditer(text), None]):
        number += text.count("\n", counted, start.start())
        counted = start.start()
        version = int(start[1])
        shared = _shared(text[start.end() : after and after.start()]) if version == VERSION else None
        yield Found(number, shared, newer=version > VERSION)


def _shared(rest: str) -> Shared | None:
    """What the line holds that begins here: first as broken by the chat, then as one whose end is lost."""
    broken = re.sub(r"[\s>|]+", "", rest[: 2 * share_line.LARGEST].partition(END)[0])
    unbroken = _LETTERS.match(rest.lstrip())
    for letters in (broken, unbroken[0] if unbroken else ""):
        if _LETTERS.fullmatch(letters):
            try:
                return share_line.read(letters)
            except Unreadable:
                continue
    return None
