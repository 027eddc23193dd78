"""Share line: what one learner shows the group, as one line of letters that survives a chat.

    course-share:1:paaxrnrpvq….

Behind the mark stands JSON, compressed, whose checksum tells a line that was cut, in letters and digits that
no chat takes for a smiley or for bold; the point ends it, wherever the chat has broken it. It holds numbers
and keys: no name, and no word that anybody typed. Whoever reads it trusts nothing.
"""

import base64
import hashlib
import json
import math
import re
import zlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MARK, VERSION, END = "course-share", 1, "."
LARGEST = 16_000  # bytes of JSON: ten times what someone has who did the whole course
_HUGE = 1e9  # no guess of the course goes near
Value = float | list[float] | None  # a number, or one at each place of a curve; None: there is none


class Unreadable(ValueError):
    """A line with our mark that is not, or no longer, what `course.py share` prints."""


class Told(NamedTuple):
    """One guess, and what the learner's own run measured then."""

    guess: Value
    measured: Value
    edition: str  # of the question


@dataclass(frozen=True)
class Shared:
    """What is in a line."""

    person: str  # a random number, made once
    guesses: dict[str, Told] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()  # tokens of first answers


def token(question: str, option: str) -> str:
    """A first answer in eight letters: which question of a quiz, and which of its options."""
    return hashlib.sha256(f"{question} {option}".encode()).hexdigest()[:8]


def line_of(shared: Shared) -> str:
    """The line to paste."""
    guesses = {name: [*told] for name, told in shared.guesses.items()}
    data = {"id": shared.person, "guesses": guesses, "answers": sorted(shared.answers)}
    packed = zlib.compress(json.dumps(data, separators=(",", ":"), allow_nan=False).encode(), 9)
    return f"{MARK}:{VERSION}:{base64.b32encode(packed).decode().rstrip('=').lower()}{END}"


def read(letters: str) -> Shared:
    """What stands between mark and end of a line. Raises Unreadable, and nothing else."""
    try:
        packed = base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))
        opened = zlib.decompressobj()
        data = opened.decompress(packed, LARGEST)
        if not opened.eof or opened.unused_data:  # cut, or more than it may hold, or something behind it
            raise ValueError
        return _checked(json.loads(data, object_pairs_hook=_no_key_twice))
    except (ValueError, zlib.error, RecursionError):
        raise Unreadable from None


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _checked(data: object) -> Shared:
    """ValueError where anything is not as `line_of` writes it."""
    if not isinstance(data, dict) or {*data} != {"id", "guesses", "answers"}:
        raise ValueError
    person, guesses, answers = data["id"], data["guesses"], data["answers"]
    if not isinstance(guesses, dict) or not isinstance(answers, list):
        raise ValueError
    tokens = frozenset(answer for answer in answers if is_word(answer, "[0-9a-f]{8}"))
    if len(tokens) < len(answers) or not is_word(person, "[0-9a-f]{16}"):
        raise ValueError
    return Shared(person, {name: _told(name, told) for name, told in guesses.items()}, tokens)


def _told(name: str, told: object) -> Told:
    if not is_word(name, r"\w+\.\w+") or not isinstance(told, list) or len(told) != 3:
        raise ValueError
    guess, measured, edition = told
    if not is_value(guess) or not is_value(measured) or not is_word(edition, r"\w*"):
        raise ValueError
    return Told(guess, measured, edition)


def is_word(value: object, pattern: str) -> bool:
    """Whether it is a short text of that pattern, in ASCII."""
    return isinstance(value, str) and len(value) <= 80 and bool(re.fullmatch(pattern, value, re.ASCII))


def is_value(value: object) -> bool:
    """Whether it is none, a number, or three to five of them."""
    if isinstance(value, list):
        return 3 <= len(value) <= 5 and all(map(_is_number, value))
    return value is None or _is_number(value)


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and abs(value) <= _HUGE
