"""Check: call a learner's function on the cases of an exercise, and say the first thing that is wrong.

Nothing of a call escapes: no exception, and no change of the cases.
"""

import copy
import inspect
import linecache
import re
import sys
import sysconfig
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from torch import Tensor

from course_lib.language import pick

from . import sandbox
from .compare import difference
from .explain import broken, explained, why_none, why_stopped
from .note import Text, block, lines
from .sandbox import Printed, TimeUp, guarded
from .values import name_of, settled, show

if TYPE_CHECKING:
    from .exercise import Exercise

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
        if self.error is None or other.error is None:
            both = self.error is other.error and self.changed == other.changed
            return both and difference(self.value, other.value) is None
        return self.error.kind is other.error.kind and (self.error.words == other.error.words or not exactly)

    @property
    def unsolved(self) -> bool:
        """The function still says nothing: None, `...` or `raise NotImplementedError`."""
        if self.error:
            raised = not self.error.place or self.error.place[1].startswith("raise")
            return self.error.kind is NotImplementedError and raised
        return self.value is None or self.value is Ellipsis


def attempt(function: Callable, arguments: tuple, seconds: float | None = None) -> Outcome:
    """Call the function with a copy of the arguments, for so many seconds at most (see sandbox.py)."""
    given = copy.deepcopy(arguments)
    seen, error = guarded(lambda: (settled(function(*given)), settled(given)), seconds=seconds)
    if error is not None:
        stopped, _ = guarded(_stopped, error, function, seconds=1)
        return Outcome(error=stopped or Stopped(type(error), name_of(type(error))))
    value, after = seen
    return Outcome(value, changed=difference(settled(arguments), after) is not None)


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


class Check:
    """One check of one function."""

    def __init__(self, exercise: "Exercise", function: Callable):
        self._task, self._function = exercise, function
        self._out, self._err = Printed(sys.stdout), Printed(sys.stderr)
        self._kept: dict[int, Outcome] = {}

    def verdict(self) -> tuple[bool | None, str]:
        """(passed, or None when there is nothing to judge yet, message)."""
        if refused := self._refuse():
            return None, refused
        count, call = len(self._task.cases), self._task.call
        stuck = pick(f"Stuck? `{call}.hint()`", f"卡住了？`{call}.hint()`")
        for number in range(count):
            mine, ours = self._mine(number), self._task.outcome(number)
            if ours.error:
                return None, broken(ours.error.words)
            if number == 0 and mine.unsolved:
                return None, lines(self._not_yet(mine), stuck)
            if not ours.like(mine):
                head = pick(f"**✗ Check {number + 1} of {count}**", f"**✗ 第 {number + 1} 项检查**")
                lesson = self._lesson(number)
                return False, lines(head, self._found(number, lesson), lesson, stuck)
        right = pick(f"**✓ Right.** All {count} checks pass.", f"**✓ 正确。**{count} 项检查全部通过。")
        shown = pick(f"Compare with ours: `{call}.solution()`", f"对照参考答案：`{call}.solution()`")
        return True, lines(right, shown)

    def _mine(self, number: int, seconds: float | None = None) -> Outcome:
        if number not in self._kept:
            called, case = self._task.called(self._function), self._task.cases[number]
            with redirect_stdout(self._out), redirect_stderr(self._err):
                self._kept[number] = attempt(called, case, seconds)
        return self._kept[number]

    def _refuse(self) -> str:
        name, call = self._task.name, self._task.call
        if not callable(self._function):
            return pick(
                f"**Not yet.** Give the function itself, no brackets: `{call}.check({name})`",
                f"**还没有完成。**请交上函数本身，后面不带括号：`{call}.check({name})`",
            )
        signature, unknown = guarded(inspect.signature, self._function)
        if unknown or self._task.use:  # the call will tell
            return ""
        try:
            signature.bind(*self._task.cases[0])
        except TypeError:
            said = f"{name}{inspect.signature(self._task.solve)}"
            return pick(f"**Not yet.** It is called as `{said}`.", f"**还没有完成。**调用方式是 `{said}`。")
        return ""

    def _not_yet(self, mine: Outcome) -> str:
        name = self._task.name
        if inspect.isgeneratorfunction(inspect.unwrap(self._task.solve)):
            return pick(
                f"**Not yet.** `{name}` does not hand out anything so far. Does it have a `yield`?",
                f"**还没有完成。**`{name}` 还没有交出任何值。里面有 `yield` 吗？",
            )
        why = "" if mine.error else why_none(self._function, name)
        return why or pick(
            f"**Not yet.** `{name}` does not return anything so far. "
            "If you have written it: does it end with `return`?",
            f"**还没有完成。**`{name}` 还没有返回任何值。如果已经写好了，看看最后有没有 `return`。",
        )

    def _found(self, number: int, lesson: str) -> str:
        """What was called, what was expected, what came."""
        mine, ours = self._mine(number), self._task.outcome(number)
        words = [*self._called(number), f"{pick('expected: ', '应得：')}{show(ours.value)}"]
        if mine.error:
            why = "" if lesson else pick(*mine.error.why)
            told = mine.error.told().strip()
            return lines(why_stopped(mine.error.kind), told and block(told), why, block("\n".join(words)))
        words += [f"{pick('you returned: ', '你返回：')}{show(mine.value)}"]
        found = difference(ours.value, mine.value) or ("", "")
        if mine.changed:
            en = "Your function changed what it was given. Leave the input as it is."
            found = (en, "你的函数改动了传入的数据。请让输入保持原样。")
        return lines(block("\n".join(words)), pick(*found))

    def _called(self, number: int) -> list[str]:
        """The call as it is written; with tensors, one line for each argument by its name."""
        arguments = settled(self._task.cases[number])
        if any(isinstance(value, Tensor) for value in arguments):
            names = [*inspect.signature(self._task.called(self._task.solve)).parameters]
            given = ", ".join(names)
            below = [f"  {name}: {show(value)}" for name, value in zip(names, arguments, strict=True)]
        else:
            given, below = ", ".join(map(show, arguments)), []
        how = inspect.getdoc(self._task.use) if self._task.use else f"{self._task.name}({given})"
        return [f"{pick('called: ', '调用：')}{how}", *below]

    def _lesson(self, number: int) -> str:
        """The message of the wrong answer that does the same in every case; else of the one that does so most
        often: in this case, another one, and a fifth of those that fail. Less may be chance."""
        mine, count = self._mine(number), len(self._task.cases)
        if mine.error and mine.error.cut_short:
            return ""
        known = self._task.wrong_answers
        same = [answer for answer in known if self._task.outcome(number, answer[0]).like(mine)]
        self._out = self._err = Printed(sys.stdout, room=0)  # what the function prints, once is enough
        until, partly = time.monotonic() + sandbox.LIMIT, [(0, "")]
        for other, text in same:
            pairs = [
                (self._task.outcome(i, other), self._mine(i, max(0.01, until - time.monotonic())))
                for i in range(count)
            ]
            if all(one.like(two) for one, two in pairs):
                return pick(*text)
            alike = [one.like(two, exactly=True) for one, two in pairs]
            fails = [not self._task.outcome(i).like(two) for i, (_, two) in enumerate(pairs)]
            both = sum(a and b for a, b in zip(alike, fails, strict=True))
            if alike[number] and both >= max(2, sum(fails) / 5):
                partly.append((both, pick(*text)))
        return max(partly, key=lambda found: found[0])[1]
