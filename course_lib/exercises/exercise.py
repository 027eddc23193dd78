"""Exercise: a task for a function, with hints, a solution, and a check whose messages teach.

    @exercise("01", "core", title=…, statement=…, hints=[…], cases=[…])
    def encode_line(text, table):                    the solution; its name is the exercise's
        …

    @encode_line.wrong("EOS is missing …", "缺少 EOS……")
    def eos_forgotten(text, table):                  a wrong answer, and the message that it must get
        …

The wrong answers are also how the check explains: a learner's function that does what one of them does gets
its message.
"""

import inspect
import textwrap
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from io import StringIO

from torch import Tensor

from ..labs.shell import paper
from ..plots import pick
from .attempt import Outcome, attempt, told
from .compare import difference, show
from .ledger import ledger
from .note import Note, Text, block, chosen, lines, plain, rich

KINDS = {"core": ("core", "基础"), "stretch": ("stretch", "挑战")}


class Result(Note):
    """What a check found: true when the function passed; its repr is the message."""

    def __init__(self, passed: bool, text: str):
        super().__init__(text)
        self.passed = passed

    def __bool__(self) -> bool:
        return self.passed


class Exercise:
    """Evaluate it to read the task; then `check(my_function)`, `hint()`, `solution()`."""

    def __init__(
        self,
        chapter: str,
        kind: str,
        solution: Callable,
        title: Text,
        statement: Text,
        hints: Sequence[Text],
        cases: Sequence[tuple],
    ):
        """`cases` are the arguments of the calls that a check makes, in the order in which it makes them."""
        self.chapter, self.kind, self.name = chapter, kind, solution.__name__
        self.id, self.call = f"{chapter}.{self.name}", f"ch{chapter}.{self.name}"
        self.title, self.statement, self.hints, self.cases = title, statement, hints, cases
        self.wrong_answers: list[tuple[Callable, Text]] = []
        self.solve, self._hinted = solution, 0  # solve: the solution, to be called
        ledger.register(self)

    def wrong(self, en: str, zh: str) -> Callable[[Callable], Callable]:
        """Decorate a wrong answer with the message that a learner who gives it shall read."""

        def keep(function: Callable) -> Callable:
            self.wrong_answers.append((function, (en, zh)))
            return function

        return keep

    @property
    def parts(self) -> list[str]:
        """What the ledger keeps of it."""
        return [self.id]

    @property
    def stub(self) -> str:
        """What the learner's cell begins with."""
        return f"def {self.name}{inspect.signature(self.solve)}:\n    ..."

    def _statement(self) -> str:
        head = pick("Exercise", "练习") + f" · {chosen(KINDS[self.kind])} · {chosen(self.title)}"
        return lines(f"**{head}**", chosen(self.statement))

    def __repr__(self) -> str:
        return plain(self._statement())

    def _repr_html_(self) -> str:
        return paper(rich(self._statement()))

    def hint(self) -> Note:
        """Show the next hint; after the last, the last again."""
        number = min(self._hinted, len(self.hints) - 1)
        self._hinted += 1
        head = pick("Hint", "提示") + f" {number + 1}/{len(self.hints)}"
        last = number + 1 == len(self.hints)
        after = pick(f"Our answer: `{self.call}.solution()`", f"参考答案：`{self.call}.solution()`")
        return Note(lines(f"**{head}**", chosen(self.hints[number]), after if last else "")).show()

    def solution(self) -> Note:
        """Show our answer. Others may be as good: the check decides."""
        source = textwrap.dedent(inspect.getsource(self.solve))
        source = source[source.index("def ") :].rstrip()  # without the decorator
        head = pick("One solution", "一种解法")
        return Note(lines(f"**{head}**", block(source))).show()

    def check(self, function: Callable) -> Result:
        """Try the learner's function; show the first thing that is wrong, or that nothing is."""
        passed, text = self._judge(function)
        notice = ""
        if passed is not None:
            notice = ledger.record(self.id, done=passed)
        return Result(bool(passed), lines(text, notice)).show()

    def _judge(self, function: Callable) -> tuple[bool | None, str]:
        """(passed, or None when there is nothing to judge yet, message)."""
        if refused := self._refuse(function):
            return None, refused
        for number, arguments in enumerate(self.cases, 1):
            mine, ours = attempt(function, arguments), attempt(self.solve, arguments)
            if number == 1 and mine.unsolved:
                return None, self._not_yet()
            if not mine.like(ours):
                head = pick(f"**✗ Check {number} of {len(self.cases)}**", f"**✗ 第 {number} 项检查**")
                found = self._found(mine, ours, arguments, function)
                with redirect_stdout(StringIO()):  # what the learner prints, once is enough
                    lesson = self._lesson(function, mine, arguments)
                return False, lines(head, found, lesson, self._help())
        count = len(self.cases)
        right = pick(f"**✓ Right.** All {count} checks pass.", f"**✓ 正确。**{count} 项检查全部通过。")
        ours = pick(f"Compare with ours: `{self.call}.solution()`", f"对照参考答案：`{self.call}.solution()`")
        return True, lines(right, ours)

    def _refuse(self, function: object) -> str:
        if not callable(function):
            return pick(
                f"**Not yet.** Give the function itself, no brackets: `{self.call}.check({self.name})`",
                f"**还没有完成。**请交上函数本身，后面不带括号：`{self.call}.check({self.name})`",
            )
        try:
            inspect.signature(function).bind(*self.cases[0])
        except TypeError:
            call = f"{self.name}{inspect.signature(self.solve)}"
            return pick(f"**Not yet.** It is called as `{call}`.", f"**还没有完成。**调用方式是 `{call}`。")
        except ValueError:  # a function without a known signature: the call will tell
            pass
        return ""

    def _not_yet(self) -> str:
        return lines(
            pick(
                f"**Not yet.** `{self.name}` does not return anything so far. "
                "If you have written it: does it end with `return`?",
                f"**还没有完成。**`{self.name}` 还没有返回任何值。如果已经写好了，看看最后有没有 `return`。",
            ),
            self._help(),
        )

    def _help(self) -> str:
        return pick(f"Stuck? `{self.call}.hint()`", f"卡住了？`{self.call}.hint()`")

    def _found(self, mine: Outcome, ours: Outcome, arguments: tuple, function: Callable) -> str:
        """What was called, what was expected, what came."""
        words = self._called(arguments)
        words += [f"{pick('expected: ', '应得：')}{show(ours.value)}"]
        if mine.error:
            said = pick("Your function stopped with an error:", "你的函数出错停下了：")
            if isinstance(mine.error, KeyboardInterrupt):
                said = pick(
                    "Stopped. Is there a loop that never ends?", "已停止。是不是有一个停不下来的循环？"
                )
            return lines(said, block(told(mine.error, function)), block("\n".join(words)))
        words += [f"{pick('you returned: ', '你返回：')}{show(mine.value)}"]
        why = difference(ours.value, mine.value)
        if mine.changed:
            en = "Your function changed what it was given. Leave the input as it is."
            why = (en, "你的函数改动了传入的数据。请让输入保持原样。")
        return lines(block("\n".join(words)), chosen(why))

    def _called(self, arguments: tuple) -> list[str]:
        """The call as it is written; with tensors, one line for each argument by its name."""
        if any(isinstance(value, Tensor) for value in arguments):
            names = [*inspect.signature(self.solve).parameters]
            given = ", ".join(names)
            below = [f"  {name}: {show(value)}" for name, value in zip(names, arguments, strict=True)]
        else:
            given, below = ", ".join(map(show, arguments)), []
        return [f"{pick('called: ', '调用：')}{self.name}({given})", *below]

    def _lesson(self, function: Callable, mine: Outcome, arguments: tuple) -> str:
        """The message of the wrong answer that does the same: in every case, else in this one.

        Two errors of one type may have nothing in common: there, only the same in every case will do.
        """
        if isinstance(mine.error, KeyboardInterrupt):
            return ""
        same = [(f, text) for f, text in self.wrong_answers if attempt(f, arguments).like(mine)]
        for other, text in same:
            if all(attempt(other, case).like(attempt(function, case)) for case in self.cases):
                return chosen(text)
        return chosen(same[0][1]) if same and not mine.error else ""


def exercise(chapter: str, kind: str, **parts: object) -> Callable[[Callable], Exercise]:
    """Make an exercise from the function that solves it; see Exercise for the parts."""
    return lambda solution: Exercise(chapter, kind, solution, **parts)
