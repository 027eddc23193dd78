"""Judge: try a learner's function on the cases of an exercise, and say the first thing that is wrong."""

import inspect
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

from torch import Tensor

from course_lib.language import pick

from . import guard
from .attempt import Outcome, attempt
from .compare import difference
from .note import block, chosen, lines
from .settled import settled
from .shown import show
from .spoken import Spoken
from .unreturned import why_none

if TYPE_CHECKING:
    from .exercise import Exercise


class Judge:
    """One check of one function."""

    def __init__(self, exercise: "Exercise", function: Callable):
        self._task, self._function = exercise, function
        self._out, self._err = Spoken(sys.stdout), Spoken(sys.stderr)
        self._kept: dict[int, Outcome] = {}

    def verdict(self) -> tuple[bool | None, str]:
        """(passed, or None when there is nothing to judge yet, message)."""
        if refused := self._refuse():
            return None, refused
        count = len(self._task.cases)
        for number in range(count):
            mine, ours = self._mine(number), self._task.outcome(number)
            if ours.error:
                return None, _broken(ours.error.words)
            if number == 0 and mine.unsolved:
                return None, lines(self._not_yet(mine), self._help())
            if not ours.like(mine):
                head = pick(f"**✗ Check {number + 1} of {count}**", f"**✗ 第 {number + 1} 项检查**")
                lesson = self._lesson(number)
                return False, lines(head, self._found(number, lesson), lesson, self._help())
        right = pick(f"**✓ Right.** All {count} checks pass.", f"**✓ 正确。**{count} 项检查全部通过。")
        call = self._task.call
        ours = pick(f"Compare with ours: `{call}.solution()`", f"对照参考答案：`{call}.solution()`")
        return True, lines(right, ours)

    def _mine(self, number: int, seconds: float | None = None) -> Outcome:
        if number not in self._kept:
            with redirect_stdout(self._out), redirect_stderr(self._err):
                self._kept[number] = attempt(self._function, self._task.cases[number], seconds)
        return self._kept[number]

    def _refuse(self) -> str:
        name, call = self._task.name, self._task.call
        if not callable(self._function):
            return pick(
                f"**Not yet.** Give the function itself, no brackets: `{call}.check({name})`",
                f"**还没有完成。**请交上函数本身，后面不带括号：`{call}.check({name})`",
            )
        signature, unknown = guard.guarded(inspect.signature, self._function)
        if unknown:  # the call will tell
            return ""
        try:
            signature.bind(*self._task.cases[0])
        except TypeError:
            said = f"{name}{inspect.signature(self._task.solve)}"
            return pick(f"**Not yet.** It is called as `{said}`.", f"**还没有完成。**调用方式是 `{said}`。")
        return ""

    def _not_yet(self, mine: Outcome) -> str:
        if why := "" if mine.error else why_none(self._function, self._task.name):
            return why
        name = self._task.name
        return pick(
            f"**Not yet.** `{name}` does not return anything so far. "
            "If you have written it: does it end with `return`?",
            f"**还没有完成。**`{name}` 还没有返回任何值。如果已经写好了，看看最后有没有 `return`。",
        )

    def _help(self) -> str:
        return pick(f"Stuck? `{self._task.call}.hint()`", f"卡住了？`{self._task.call}.hint()`")

    def _found(self, number: int, lesson: str) -> str:
        """What was called, what was expected, what came."""
        mine, ours = self._mine(number), self._task.outcome(number)
        words = [*self._called(number), f"{pick('expected: ', '应得：')}{show(ours.value)}"]
        if mine.error:
            why = "" if lesson else chosen(mine.error.why)
            told = mine.error.told().strip()
            return lines(_said_of(mine), told and block(told), why, block("\n".join(words)))
        words += [f"{pick('you returned: ', '你返回：')}{show(mine.value)}"]
        why = difference(ours.value, mine.value)
        if mine.changed:
            en = "Your function changed what it was given. Leave the input as it is."
            why = (en, "你的函数改动了传入的数据。请让输入保持原样。")
        return lines(block("\n".join(words)), chosen(why))

    def _called(self, number: int) -> list[str]:
        """The call as it is written; with tensors, one line for each argument by its name."""
        arguments = settled(self._task.cases[number])
        if any(isinstance(value, Tensor) for value in arguments):
            names = [*inspect.signature(self._task.solve).parameters]
            given = ", ".join(names)
            below = [f"  {name}: {show(value)}" for name, value in zip(names, arguments, strict=True)]
        else:
            given, below = ", ".join(map(show, arguments)), []
        return [f"{pick('called: ', '调用：')}{self._task.name}({given})", *below]

    def _lesson(self, number: int) -> str:
        """The message of the wrong answer that does the same in every case; else of the one that does so most
        often: in this case, another one, and a fifth of those that fail. Less may be chance."""
        mine, count = self._mine(number), len(self._task.cases)
        if mine.error and mine.error.cut_short:
            return ""
        known = self._task.wrong_answers
        same = [answer for answer in known if self._task.outcome(number, answer[0]).like(mine)]
        self._out = self._err = Spoken(sys.stdout, room=0)  # what the function prints, once is enough
        until, partly = time.monotonic() + guard.LIMIT, [(0, "")]
        for other, text in same:
            pairs = [
                (self._task.outcome(i, other), self._mine(i, max(0.01, until - time.monotonic())))
                for i in range(count)
            ]
            if all(one.like(two) for one, two in pairs):
                return chosen(text)
            alike = [one.like(two, exactly=True) for one, two in pairs]
            fails = [not self._task.outcome(i).like(two) for i, (_, two) in enumerate(pairs)]
            both = sum(a and b for a, b in zip(alike, fails, strict=True))
            if alike[number] and both >= max(2, sum(fails) / 5):
                partly.append((both, chosen(text)))
        return max(partly, key=lambda found: found[0])[1]


def _said_of(mine: Outcome) -> str:
    if mine.error.kind is guard.TimeUp:
        return pick(
            f"Stopped after {guard.LIMIT:g} seconds. Is there a loop that never ends?",
            f"运行了 {guard.LIMIT:g} 秒还没有结束，已停止。是不是有一个停不下来的循环？",
        )
    if mine.error.kind is guard.RoomUp:
        return pick(
            f"Stopped: it took more than {guard.ROOM:g} GB of memory. Is there a loop that never ends?",
            f"占用的内存超过了 {guard.ROOM:g} GB，已停止。是不是有一个停不下来的循环？",
        )
    if mine.error.cut_short:
        return pick("Stopped. Is there a loop that never ends?", "已停止。是不是有一个停不下来的循环？")
    return pick("Your function stopped with an error:", "你的函数出错停下了：")


def _broken(words: str) -> str:
    """Our own answer does not work any more."""
    return lines(
        pick(
            "**Not checked.** Something in this notebook has changed Python or torch, so that our own answer "
            "fails as well. Restart the kernel, and look for what was overwritten:",
            "**无法检查。**这个 notebook 里有什么改动了 Python 或 torch，连参考答案也运行不了。"
            "请重启内核，看看是什么被覆盖了：",
        ),
        block(words),
    )
