"""Attempt: one call of a learner's function, with nothing of it escaping: no exception, no changed input."""

import copy
import linecache
import re
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course_lib.language import pick

from .compare import difference
from .explained import explained
from .guard import TimeUp, guarded
from .note import Text
from .settled import name_of, settled

LONGEST = 1000  # characters of an exception's own words that are shown
_LIBRARY = str(Path(__file__).resolve().parents[2])
_PLACES = (_LIBRARY, *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")))


@dataclass(frozen=True)
class Stopped:
    """The exception that ended a call, as plain data."""

    kind: type
    words: str = ""  # its name and what it says
    place: tuple[int, str, str] | None = None  # line in the learner's cell, its text, the function's name
    why: Text = ("", "")  # in our words, where we know it

    @property
    def cut_short(self) -> bool:
        """From outside: by the learner, or because it took too long or too much."""
        return issubclass(self.kind, KeyboardInterrupt | TimeUp)

    def told(self) -> str:
        """The exception in one line, and below it the line of the learner's own code where it happened."""
        if not self.place:
            return self.words
        number, source, name = self.place
        return f"{self.words}\n{pick('line', '第')} {number}{pick('', ' 行')} ({name}): {source}"


@dataclass(frozen=True)
class Outcome:
    """What came of the call."""

    value: object = None
    error: Stopped | None = None
    changed: bool = False  # the function changed what it was given

    def like(self, other: "Outcome", exactly: bool = False) -> bool:
        """The other has the same value, where this one is expected (see difference); or the same type of
        exception, which `exactly` says the same, too."""
        if self.error or other.error:
            both = bool(self.error and other.error) and self.error.kind is other.error.kind
            return both and (self.error.words == other.error.words or not exactly)
        return self.changed == other.changed and difference(self.value, other.value) is None

    @property
    def unsolved(self) -> bool:
        """The function still says nothing: None, `...` or `raise NotImplementedError`."""
        if self.error:
            raised = not self.error.place or self.error.place[1].startswith("raise")
            return self.error.kind is NotImplementedError and raised
        return self.value is None or self.value is Ellipsis


def attempt(function: Callable, arguments: tuple, seconds: float | None = None) -> Outcome:
    """Call the function with a copy of the arguments, for so many seconds at most (see guard.py)."""
    given = copy.deepcopy(arguments)
    seen, error = guarded(_seen, function, given, seconds=seconds)
    if error is not None:
        stopped, _ = guarded(_stopped, error, function, seconds=1)
        return Outcome(error=stopped or Stopped(type(error), name_of(type(error))))
    value, after = seen
    return Outcome(value, changed=difference(settled(arguments), after) is not None)


def _seen(function: Callable, given: tuple) -> tuple[object, object]:
    value = function(*given)
    return settled(value), settled(given)


def _stopped(error: BaseException, function: Callable) -> Stopped:
    kind, words = type(error), str.__str__(str(error))
    words = re.sub(r" at 0x[0-9a-fA-F]+", "", words)  # the same text in every run
    said = words if len(words) <= LONGEST else words[:LONGEST] + " …"
    named = "" if issubclass(kind, TimeUp) else f"{name_of(kind)}: {said}".rstrip(": ")
    return Stopped(kind, named, _own_line(error, function), explained(words[:LONGEST]))


def _own_line(error: BaseException, function: Callable) -> tuple[int, str, str] | None:
    """(line number in the learner's cell, its text, the function's name) of the deepest frame of theirs."""
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    found, step = None, error.__traceback__
    while step:
        code = step.tb_frame.f_code
        source = linecache.getline(code.co_filename, step.tb_lineno).strip()
        if source and (code.co_filename == home or not code.co_filename.startswith(_PLACES)):
            found = step.tb_lineno, source[:LONGEST], code.co_name
        step = step.tb_next
    return found
