"""Lines in order: the lines of an exercise's solution, shuffled, with two that do not belong there.

    ex.lines()            buttons: press the lines in their order, then Check
    ex.lines(3, 1, 4)     the same by their numbers, where there are no buttons

What the learner puts together is run and checked like any other answer, so any order that works is right. The
two lines that do not belong are the exercise's `distractors`.
"""

import hashlib
import html
import inspect
import io
import linecache
import random
import re
import textwrap
import tokenize
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from course_lib.language import pick

from ..card import card
from ..controls import button, row
from .note import Note, block, lines

if TYPE_CHECKING:
    from .exercise import Exercise

SHORTEST, MOST = 6, 12  # lines of a solution that are worth it; pieces that it is cut into
_STYLE = """<style>.course-lines > .widget-button {font-family: var(--jp-code-font-family,monospace);
text-align: left; white-space: pre-wrap; overflow-wrap: anywhere; height: auto; line-height: 1.5;
padding: 2px 10px; max-width: 100%; flex: none}</style>"""


class Lines:
    """Evaluate it to put the lines in order."""

    def __init__(self, exercise: "Exercise"):
        head, *body = statements(source_of(exercise.solve))
        body = [one for one in body if not one.lstrip().startswith('"""')]  # a docstring has no place to find
        self.exercise, self.head = exercise, head
        self.offered = len(body) >= SHORTEST and not isinstance(exercise.solve, type)
        self._solution = pieces(body, MOST)
        self.pieces = shuffled([*exercise.distractors, *self._solution], exercise.name)
        if self.solved() == sorted(self.solved()):  # by chance in order
            self.pieces.reverse()

    def solved(self) -> list[int]:
        """The numbers of the solution's pieces, in its order."""
        return [self.pieces.index(piece) + 1 for piece in self._solution]

    def text(self, order: Sequence[int]) -> str:
        """The function that these pieces make. ValueError, in the learner's words, for a number of none."""
        for number in order:
            if type(number) is not int or not 1 <= number <= len(self.pieces):
                most = len(self.pieces)
                raise ValueError(
                    pick(f"The lines have the numbers 1 to {most}.", f"各行的编号是 1 到 {most}。")
                )
        return "\n".join([self.head, *(self.pieces[number - 1] for number in order)])

    def check(self, order: Sequence[int]) -> Note:
        """Try the function that these pieces make."""
        try:
            text = self.text(order)
            return self.exercise.check(function_of(text, self.exercise.solve))
        except ValueError as problem:
            return Note(str(problem)).show()
        except SyntaxError as problem:
            at = problem.lineno
            said = pick(
                f"**Not yet.** Python cannot read line {at} in this order. A line that ends with a colon "
                "needs one below it that stands further in.",
                f"**还不对。**按这个顺序，Python 读不懂第 {at} 行。以冒号结尾的一行，下面要有缩进的一行。",
            )
            return Note(lines(said, block(text))).show()

    def __repr__(self) -> str:
        numbered = [f"{number:2}  {piece}" for number, piece in enumerate(self.pieces, 1)]
        return "\n".join([self._ask(), f"    {self.head}", *numbered])

    def _ask(self) -> str:
        call = f"{self.exercise.call}.lines(2, 1, …)"
        return pick(
            f"Put these lines in order; two of them do not belong. Without buttons: {call}",
            f"把这些行排好顺序，其中两行用不上。没有按钮时：{call}",
        )

    def html(self) -> str:
        """The lines where no kernel runs."""
        parts = "".join(f"<li><pre style='margin:0'>{html.escape(piece)}</pre></li>" for piece in self.pieces)
        return card(f"{html.escape(self._ask())}<pre>{html.escape(self.head)}</pre><ol>{parts}</ol>")

    def view(self) -> widgets.Widget:
        """Buttons, in the language that is set now."""
        return Board(self).view

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict:
        return self.view()._repr_mimebundle_() | {"text/plain": repr(self), "text/html": self.html()}


class Board:
    """The widgets: lines to press, what they make, and a check."""

    def __init__(self, sheet: Lines):
        self.sheet, self.order = sheet, list[int]()
        self.buttons = [
            button(f"{number:2}  {piece}", partial(self.press, number))
            for number, piece in enumerate(sheet.pieces, 1)
        ]
        self.made, self.said = widgets.HTML(), widgets.Output()
        self.back = button(pick("Take back", "退一步"), self.undo)
        self.go = button(pick("Check", "检查"), self.check, "primary")
        keys = pick(
            "Keys: Tab moves, Space puts a line in or takes it out.", "键盘：Tab 移动，空格放入或取出一行。"
        )
        ask = widgets.HTML(_STYLE + card(f"{html.escape(sheet._ask())} <small>{keys}</small>"))
        self.view = widgets.VBox([ask, *self.buttons, self.made, row(self.back, self.go), self.said])
        self.view.add_class("course-lines")
        self.draw()

    def press(self, number: int) -> None:
        """Put that line under the others; take it out where it stands there already."""
        if number in self.order:
            self.order.remove(number)
        else:
            self.order.append(number)
        self.draw()

    def undo(self) -> None:
        """Take the last line back."""
        del self.order[-1:]
        self.draw()

    def draw(self) -> None:
        """Show what the lines make. No button is ever disabled: it would lose the keyboard."""
        for number, one in enumerate(self.buttons, 1):
            one.button_style = "info" if number in self.order else ""
        text = html.escape(self.sheet.text(self.order))
        self.made.value = card(f"<pre style='margin:0;white-space:pre-wrap;color:inherit'>{text}</pre>")

    def check(self) -> None:
        """Try it."""
        self.said.clear_output()
        with self.said:
            if self.order:
                self.sheet.check(self.order)
            else:
                Note(pick("Press some lines first.", "请先按几行。")).show()


def source_of(function: Callable) -> str:
    """The text of a function, without decorators."""
    source = textwrap.dedent(inspect.getsource(function)).rstrip()
    return re.sub(r"\A.*?^(?=def |class )", "", source, flags=re.DOTALL | re.MULTILINE)


def statements(source: str) -> list[str]:
    """The lines of a text, one for each statement or head of a block, however many lines that takes; without
    empty ones."""
    rows, found, begin = source.rstrip().split("\n"), [], 0
    for token in tokenize.generate_tokens(io.StringIO(source.rstrip() + "\n").readline):
        if token.type == tokenize.NEWLINE:
            found.append("\n".join(row for row in rows[begin : token.end[0]] if row.strip()))
            begin = token.end[0]
    return found


def pieces(body: Sequence[str], most: int) -> list[str]:
    """The lines, some of them joined with the next where there would be more than `most` pieces."""
    found = list(body)
    while len(found) > most:
        _, at = min((found[i].count("\n") + found[i + 1].count("\n"), i) for i in range(len(found) - 1))
        found[at : at + 2] = ["\n".join(found[at : at + 2])]
    return found


def shuffled(items: Sequence[str], seed: str) -> list[str]:
    """The items in an order that the seed decides."""
    return random.Random(hashlib.sha256(seed.encode()).digest()).sample(list(items), len(items))


def function_of(text: str, like: Callable) -> Callable:
    """The function that a text defines, with the names that another function sees. Raises SyntaxError."""
    name = f"<lines {hashlib.sha256(text.encode()).hexdigest()[:8]}>"
    space = dict(getattr(inspect.unwrap(like), "__globals__", {}))
    exec(compile(text, name, "exec"), space)
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)  # for messages
    return space[like.__name__]
