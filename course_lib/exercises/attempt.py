"""Attempt: one call of a learner's function, with nothing of it escaping: no exception, no changed input."""

import copy
import linecache
import re
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..plots import pick
from .compare import difference

_LIBRARY = str(Path(__file__).resolve().parent.parent)
_PLACES = (_LIBRARY, *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")))


@dataclass(frozen=True)
class Outcome:
    """What came of the call."""

    value: object = None
    error: BaseException | None = None
    changed: bool = False  # the function changed what it was given

    def like(self, other: "Outcome") -> bool:
        """The same value, or the same type of exception."""
        if self.error or other.error:
            return type(self.error) is type(other.error)
        return self.changed == other.changed and difference(self.value, other.value) is None

    @property
    def unsolved(self) -> bool:
        """The function still says nothing: None, `...` or NotImplementedError."""
        if self.error:
            return isinstance(self.error, NotImplementedError)
        return self.value is None or self.value is Ellipsis


def attempt(function: Callable, arguments: tuple) -> Outcome:
    """Call the function with a copy of the arguments."""
    given = copy.deepcopy(arguments)
    try:
        value = function(*given)
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        return Outcome(error=error)
    return Outcome(value, changed=difference(arguments, given) is not None)


def told(error: BaseException, function: Callable) -> str:
    """The exception in one line, and below it the line of the learner's own code where it happened."""
    words = f"{type(error).__name__}: {error}".rstrip(": ")
    words = re.sub(r" at 0x[0-9a-fA-F]+", "", words)  # the same text in every run
    if not (found := _own_line(error, function)):
        return words
    number, source, name = found
    return f"{words}\n{pick('line', '第')} {number}{pick('', ' 行')} ({name}): {source}"


def _own_line(error: BaseException, function: Callable) -> tuple[int, str, str] | None:
    """(line number in the learner's cell, its text, the function's name) of the deepest frame of theirs."""
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    found, step = None, error.__traceback__
    while step:
        code = step.tb_frame.f_code
        source = linecache.getline(code.co_filename, step.tb_lineno).strip()
        if source and (code.co_filename == home or not code.co_filename.startswith(_PLACES)):
            found = step.tb_lineno, source, code.co_name
        step = step.tb_next
    return found
