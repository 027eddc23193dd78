"""Quiz: questions to choose an answer from, each aimed at a misconception, each option with its reason.

Made of core ipywidgets, not of the package jupyterquiz: that one writes about 44 KB of script with random ids
into each output, so that no stored notebook would equal the next run, and shows nothing without scripts.
Here radio buttons are the browser's own, and a page without a kernel folds the answers. Tab moves and Space
chooses: JupyterLab keeps the arrows and Enter, outside of text fields, for moving between cells.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import ipywidgets as widgets

from course_lib.kit.chapter import Chapter
from course_lib.language import pick

from ..card import card
from ..controls import button
from ..figure import GREEN, RED
from .ledger import ledger
from .note import Text, chosen, inline, plain

# Long options wrap, as ipywidgets' own style does not let them, and the circle stands by their first line.
_STYLE = """<style>
.course-quiz .widget-radio-box label {white-space: normal; height: auto; line-height: 1.5; overflow: visible;
  display: flex; flex-direction: row-reverse; justify-content: flex-end; align-items: flex-start}
.course-quiz .widget-radio-box input {flex: none; margin-top: 0}
.course-quiz .widget-radio-box {height: auto; margin: 0} .course-quiz .widget-radio {height: auto}
</style>"""


@dataclass(frozen=True)
class Option:
    """An answer to choose, and why it is right or wrong."""

    text: Text
    why: Text
    right: bool = False


@dataclass(frozen=True)
class Item:
    """One question: the misconception that it is aimed at (for authors), what is asked, the options."""

    misconception: str
    ask: Text
    options: Sequence[Option]


class _Panel:
    """The widgets of one item."""

    def __init__(self, item: Item, number: int, part: str):
        self.item, self._part = item, part
        self.choice = widgets.RadioButtons(
            options=[(plain(chosen(option.text)), i) for i, option in enumerate(item.options)],
            value=None,
            layout=widgets.Layout(width="100%", max_width="760px"),
        )
        self.go = button(pick("Check", "检查"), self.check)
        self.said = widgets.HTML()
        ask = widgets.HTML(card(f"<b>{number}.</b> {inline(chosen(item.ask))}"))
        self.choice.observe(lambda _: setattr(self.said, "value", ""), "value")  # that was another answer
        self.view = widgets.VBox([ask, self.choice, widgets.HBox([self.go]), self.said])

    def check(self) -> None:
        """Say whether the chosen option is right, and why."""
        if self.choice.value is None:
            first = pick("Choose an answer first.", "请先选一个答案。")
            self.said.value = card(first)
            return
        option = self.item.options[self.choice.value]
        notice = ledger.record(self._part, done=option.right)
        self.said.value = card(f'<div role="status">{_verdict(option)} {html.escape(notice)}</div>')


def _verdict(option: Option) -> str:
    sign = pick("✓ Right.", "✓ 正确。") if option.right else pick("✗ Not so.", "✗ 不对。")
    return f'<b style="color:{GREEN if option.right else RED}">{sign}</b> {inline(chosen(option.why))}'


class Quiz:
    """Evaluate it to take it. Each showing begins anew; what was once right stays right in `progress()`."""

    kind = "quiz"

    def __init__(self, module: str, name: str, title: Text, items: Sequence[Item]):
        self.chapter, self.name, self.title, self.items = Chapter.of(module), name, title, items
        self.id = f"{self.chapter.name}.{name}"
        self.panels: list[_Panel] = []  # of the latest showing
        ledger.register(self)

    @property
    def parts(self) -> list[str]:
        """What the ledger keeps of it: an entry a question."""
        return [f"{self.id}.{number}" for number in range(1, len(self.items) + 1)]

    def _head(self) -> str:
        return f"{pick('Quiz', '小测验')} · {chosen(self.title)}"

    def view(self) -> widgets.Widget:
        """Widgets, in the language that is set now."""
        self.panels = [
            _Panel(item, number, part)
            for number, (item, part) in enumerate(zip(self.items, self.parts, strict=True), 1)
        ]
        keys = pick("Keys: Tab moves, Space chooses.", "键盘：Tab 移动，空格选择。")
        head = card(f"<b>{html.escape(self._head())}</b> <small>{keys}</small>")
        made = widgets.VBox([widgets.HTML(_STYLE + head), *(panel.view for panel in self.panels)])
        made.add_class("course-quiz")
        return made

    def __repr__(self) -> str:
        told = [self._head()]
        for number, item in enumerate(self.items, 1):
            told.append(f"{number}. {plain(chosen(item.ask))}")
            told += [
                f"   {letter}) {plain(chosen(option.text))}"
                for letter, option in zip("ABCDEF", item.options, strict=False)
            ]
        return "\n".join(told)

    def html(self) -> str:
        """The quiz where no kernel runs: the answers are folded."""
        told = [f"<b>{html.escape(self._head())}</b>"]
        for number, item in enumerate(self.items, 1):
            options = "".join(f"<li>{inline(chosen(option.text))}</li>" for option in item.options)
            reasons = "".join(f"<li>{_verdict(option)}</li>" for option in item.options)
            ask = f"<p><b>{number}.</b> {inline(chosen(item.ask))}</p>"
            lists = '<ol type="A">{}</ol>'
            fold = f"<details><summary>{pick('Answer', '答案')}</summary>{lists.format(reasons)}</details>"
            told.append(ask + lists.format(options) + fold)
        return card("".join(told))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.view()._repr_mimebundle_() | {"text/plain": repr(self), "text/html": self.html()}
