"""Exercise: a task for a function, with hints, a solution, and a check whose messages teach.

    @exercise("core", title=…, statement=…, hints=[…], cases=[…])
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

from course_lib.kit.chapter import Chapter
from course_lib.language import pick

from ..card import card
from .attempt import Outcome, attempt
from .judge import Judge
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
        kind: str,
        solution: Callable,
        title: Text,
        statement: Text,
        hints: Sequence[Text],
        cases: Sequence[tuple],
    ):
        """`cases` are the arguments of the calls that a check makes, in the order in which it makes them."""
        self.chapter, self.kind, self.name = Chapter.of(solution.__module__), kind, solution.__name__
        self.id, self.call = f"{self.chapter.name}.{self.name}", f"ch{self.chapter.number}.{self.name}"
        self.title, self.statement, self.hints, self.cases = title, statement, hints, cases
        self.wrong_answers: list[tuple[Callable, Text]] = []
        self.solve, self._hinted = solution, 0  # solve: the solution, to be called
        self._outcomes: dict[tuple[Callable, int], Outcome] = {}
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
        return card(rich(self._statement()))

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

    def outcome(self, number: int, answer: Callable | None = None) -> Outcome:
        """What comes of the solution, or of one of the wrong answers, in a case."""
        answer = answer or self.solve
        if (answer, number) not in self._outcomes:
            found = attempt(answer, self.cases[number])
            if found.error and found.error.cut_short:
                raise KeyboardInterrupt
            self._outcomes[answer, number] = found
        return self._outcomes[answer, number]

    def check(self, function: Callable) -> Result:
        """Try the learner's function; show the first thing that is wrong, or that nothing is."""
        passed, text = Judge(self, function).verdict()
        notice = ""
        if passed is not None:
            notice = ledger.record(self.id, done=passed)
        return Result(bool(passed), lines(text, notice)).show()


def exercise(kind: str, **parts: object) -> Callable[[Callable], Exercise]:
    """Make an exercise from the function that solves it; see Exercise for the parts."""
    return lambda solution: Exercise(kind, solution, **parts)
