"""Exercise: a task for a function, with hints, a solution, and a check whose messages teach. And Question: a
task to be answered in words.

    @exercise("core", title=…, statement=…, hints=[…], cases=[…])
    def encode_line(text, table):                    the solution; its name is the exercise's
        …

    encode_line.wrong(                               a wrong answer, and the message that it must get
        "EOS is missing …",
        "缺少 EOS……",
        lambda text, table: …,
    )

The wrong answers are also how the check explains: a learner's function that does what one of them does gets
its message.
"""

import textwrap
from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from course_lib.language import pick

from ..card import card
from .check import Check, Outcome, attempt
from .ledger import Assignment, ledger
from .note import Note, Text, block, lines, plain, rich
from .reorder import Lines, function_of, source_of

HEADS = {
    "core": ("Exercise · core", "练习 · 基础"),
    "build": ("Exercise · build", "练习 · 搭建"),
    "repair": ("Exercise · repair", "练习 · 修理"),
    "stretch": ("Exercise · stretch", "练习 · 挑战"),
    "question": ("In your own words", "用自己的话说"),
}
LONGEST_REPAIR = 15  # lines of broken code


def tenths(seed: int, *shape: int) -> Tensor:
    """Random numbers for a case, the same in every run: from -0.9 to 0.9 with one decimal, in that shape;
    float32, whatever torch's default is."""
    return torch.randint(-9, 10, shape, generator=torch.Generator().manual_seed(seed)).float() / 10


class _Task(Assignment):
    """Evaluate it to read what is to be done."""

    def __init__(self, module: str, name: str, kind: str, minutes: int, title: Text, statement: Text):
        super().__init__(module, name, kind, title)
        self.minutes, self.statement = minutes, statement  # minutes that a learner needs

    def _text(self) -> str:
        time = pick(f" (about {self.minutes} minutes)", f"（约 {self.minutes} 分钟）")
        return lines(f"**{pick(*HEADS[self.kind])} · {pick(*self.title)}**{time}", pick(*self.statement))

    def __repr__(self) -> str:
        return plain(self._text())

    def _repr_html_(self) -> str:
        return card(rich(self._text()))


class Result(Note):
    """What a check found: true when the function passed; its repr is the message."""

    def __init__(self, passed: bool, text: str):
        super().__init__(text)
        self.passed = passed

    def __bool__(self) -> bool:
        return self.passed


class Exercise(_Task):
    """Evaluate it to read the task; then `check(my_function)`, `hint()`, `solution()`."""

    def __init__(
        self,
        kind: str,
        solution: Callable,
        title: Text,
        statement: Text,
        hints: Sequence[Text],
        cases: Sequence[tuple],
        minutes: int = 6,
        distractors: Sequence[str] = (),
        broken: tuple[str, str, str] | None = None,
        module: str = "",
        use: Callable | None = None,
    ):
        """`cases` are the arguments of the calls that a check makes, in the order in which it makes them;
        `distractors` two lines that do not belong into `lines()`; `broken`, of a repair and of nothing else,
        the code with its bug, and the message (en, zh) for whoever hands it in as it is. A repair whose
        code stands in a cell of the notebook has no `broken`. `module` is the chapter's, where the solution
        stands in a file elsewhere; `use(answer, *case)` puts an answer to use that is not simply called, a
        class for example: its docstring says how."""
        _refuse(kind, solution, distractors, broken)
        super().__init__(module or solution.__module__, solution.__name__, kind, minutes, title, statement)
        self.use = use
        self.solve, self.hints, self.cases, self.distractors = solution, hints, cases, [*distractors]
        self.wrong_answers: list[tuple[Callable, Text]] = []
        self._broken = textwrap.dedent(broken[0]).strip() if broken else ""
        if broken:
            self.wrong(*broken[1:], function_of(self._broken, solution))
        self._hinted = 0
        self._outcomes: dict[tuple[Callable, int], Outcome] = {}

    def _text(self) -> str:
        return lines(super()._text(), block(self._broken) if self._broken else "")

    def wrong(self, en: str, zh: str, answer: Callable | None = None) -> Callable:
        """Add a wrong answer, with the message that a learner who gives it shall read. One that takes more
        than an expression is a function, decorated by `@….wrong(en, zh)`."""

        def add(answer: Callable) -> Callable:
            self.wrong_answers.append((answer, (en, zh)))
            return answer

        return add(answer) if answer else add

    def hint(self) -> Note:
        """Show the next hint; after the last, the last again."""
        number = min(self._hinted, len(self.hints) - 1)
        self._hinted += 1
        head = pick("Hint", "提示") + f" {number + 1}/{len(self.hints)}"
        last = number + 1 == len(self.hints)
        after = pick(f"Our answer: `{self.call}.solution()`", f"参考答案：`{self.call}.solution()`")
        return Note(lines(f"**{head}**", pick(*self.hints[number]), after if last else "")).show()

    def solution(self) -> Note:
        """Show our answer. Others may be as good: the check decides."""
        source = block(source_of(self.solve))
        return Note(lines(f"**{pick('One solution', '一种解法')}**", source)).show()

    def lines(self, *order: int) -> "Lines | Note":
        """The lines of our answer to put in order, for whoever does not know how to begin; see reorder."""
        sheet = Lines(self)
        if not sheet.offered:
            told = pick(
                f"Our answer has too few lines to put in order: `{self.call}.hint()` helps.",
                f"参考答案行数太少，用不着排序：可以看 `{self.call}.hint()`。",
            )
            return Note(told).show()
        return sheet.check(order) if order else sheet

    def called(self, answer: Callable) -> Callable:
        """What a check calls with a case's arguments."""
        return partial(self.use, answer) if self.use else answer

    def take(self, answer: Callable) -> Callable:
        """Check the answer, and give it back if it is right; else ours, so that what follows can run."""
        if self.check(answer):
            return answer
        name = self.name
        Note(pick(f"Until then the course's `{name}` is used.", f"在那之前，先用课程的 `{name}`。")).show()
        return self.solve

    def outcome(self, number: int, answer: Callable | None = None) -> Outcome:
        """What comes of the solution, or of one of the wrong answers, in a case."""
        answer = answer or self.solve
        if (answer, number) not in self._outcomes:
            found = attempt(self.called(answer), self.cases[number])
            if found.error and found.error.cut_short:
                raise KeyboardInterrupt
            self._outcomes[answer, number] = found
        return self._outcomes[answer, number]

    def check(self, function: Callable) -> Result:
        """Try the learner's function; show the first thing that is wrong, or that nothing is."""
        passed, text = Check(self, function).verdict()
        as_it_came = bool(self._broken) and pick(*self.wrong_answers[0][1]) in text  # not an attempt yet
        notice = "" if passed is None or as_it_came else ledger.record(self.id, done=passed)
        return Result(bool(passed), lines(text, notice)).show()


def _refuse(kind: str, solution: Callable, distractors: Sequence[str], broken: tuple | None) -> None:
    """ValueError, for authors."""
    name = solution.__name__
    if kind not in HEADS or kind == "question":
        raise ValueError(f"{name}: {kind!r} is no kind of exercise")
    if kind != "repair" and broken:
        raise ValueError(f"{name}: only a repair has broken code")
    if len(distractors) not in (0, 2):
        raise ValueError(f"{name}: two distractors, or none")
    if broken:
        code = textwrap.dedent(broken[0]).strip()
        if not code.startswith(f"def {name}("):
            raise ValueError(f"{name}: the broken code must define it")
        if code.count("\n") >= LONGEST_REPAIR:
            raise ValueError(f"{name}: at most {LONGEST_REPAIR} lines of broken code")


def exercise(
    kind: str,
    *,
    minutes: int,
    title: Text,
    statement: Text,
    hints: Sequence[Text],
    cases: Sequence[tuple],
    distractors: Sequence[str] = (),
    broken: tuple[str, str, str] | None = None,
    use: Callable | None = None,
) -> Callable[[Callable], Exercise]:
    """Make an exercise from the function that solves it; see Exercise.

    Kinds: "core"; "build", something that is not on the page; "repair", a bug to find; "stretch", an extra.
    """
    return lambda solution: Exercise(
        kind, solution, title, statement, hints, cases, minutes, distractors, broken, use=use
    )


class Question(_Task):
    """Evaluate it to read the question; then `answer("…")`. Nobody judges; the learner compares."""

    def __init__(self, module: str, name: str, title: Text, statement: Text, good: Text, minutes: int = 4):
        """`module` is the one it stands in; `good` is what a good answer contains."""
        super().__init__(module, name, "question", minutes, title, statement)
        self.good = good

    def answer(self, text: str) -> Note:
        """Keep the learner's answer, then show what a good answer contains."""
        if not isinstance(text, str) or not text.strip():
            ask = pick(
                f'**Write first.** Two sentences are enough: `{self.call}.answer("…")`. '
                "Then you will see what a good answer contains.",
                f'**先写下来。**两句话就够：`{self.call}.answer("…")`。写完就能看到好答案包含哪些要点。',
            )
            return Note(ask).show()
        notice = ledger.record(self.id, done=True, answer=text.strip())
        yours = pick("**Your answer**", "**你的回答**")
        ours = pick("**A good answer contains**", "**好的回答包含这些要点**")
        return Note(lines(yours, block(text.strip()), ours, pick(*self.good), notice)).show()
