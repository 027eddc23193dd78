"""Quiz: questions to choose an answer from, each aimed at a misconception, each option with its reason.

Made of core ipywidgets, not of the package jupyterquiz: that one writes about 44 KB of script with random ids
into each output, so that no stored notebook would equal the next run, and shows nothing without scripts.
Here radio buttons are the browser's own, and a page without a kernel folds the answers. Tab moves and Space
chooses: JupyterLab keeps the arrows and Enter, outside of text fields, for moving between cells.
"""

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import ipywidgets as widgets

from course_lib.language import pick

from ..card import card
from ..controls import OPTIONS_STYLE, button
from ..figure import GREEN, RED
from .ledger import Assignment, ledger
from .note import Text, inline, plain


@dataclass(frozen=True)
class Option:
    """An answer to choose, and why it is right or wrong."""

    text: Text
    why: Text
    right: bool

    @property
    def key(self) -> str:
        """What it is known by where a choice is kept: short, the same in both languages and at any place."""
        return hashlib.sha256(self.text[0].encode()).hexdigest()[:6]


def right(en: str, zh: str, why_en: str, why_zh: str) -> Option:
    """The right answer, and why it is right."""
    return Option((en, zh), (why_en, why_zh), right=True)


def wrong(en: str, zh: str, why_en: str, why_zh: str) -> Option:
    """A wrong answer, and why it is wrong."""
    return Option((en, zh), (why_en, why_zh), right=False)


class Item:
    """One question: the misconception that it is aimed at, what is asked, the options.

    The misconception, in English, is for authors, and for the group page; it names the question for good:
    learners' progress is kept under it. A question that asks something else gets another one.
    """

    def __init__(self, misconception: str, en: str, zh: str, *options: Option):
        self.misconception, self.ask, self.options = misconception, (en, zh), options
        self.name = re.sub("[^a-z0-9]+", "-", misconception.lower()).strip("-")  # "ids-are-sizes"
        if not self.name:
            raise ValueError(f"a question needs a misconception in English letters, not {misconception!r}")
        if len({option.key for option in options}) < len(options):
            raise ValueError(f"two options of {misconception!r} read the same")


class _Panel:
    """The widgets of one item."""

    def __init__(self, item: Item, number: int, part: str):
        self.item, self._part = item, part
        self.choice = widgets.RadioButtons(
            options=[(plain(pick(*option.text)), i) for i, option in enumerate(item.options)],
            value=None,
            layout=widgets.Layout(width="100%", max_width="760px"),
        )
        self.go = button(pick("Check", "检查"), self.check)
        self.said = widgets.HTML()
        ask = widgets.HTML(card(f"<b>{number}.</b> {inline(pick(*item.ask))}"))
        self.choice.observe(lambda _: setattr(self.said, "value", ""), "value")  # that was another answer
        self.view = widgets.VBox([ask, self.choice, widgets.HBox([self.go]), self.said])

    def check(self) -> None:
        """Say whether the chosen option is right, and why."""
        if self.choice.value is None:
            self.said.value = card(pick("Choose an answer first.", "请先选一个答案。"))
            return
        option = self.item.options[self.choice.value]
        notice = ledger.record(self._part, done=option.right, first=option.key)
        self.said.value = card(f'<div role="status">{_verdict(option)} {html.escape(notice)}</div>')


def _verdict(option: Option) -> str:
    sign = pick("✓ Right.", "✓ 正确。") if option.right else pick("✗ Not so.", "✗ 不对。")
    return f'<b style="color:{GREEN if option.right else RED}">{sign}</b> {inline(pick(*option.why))}'


class Sheet:
    """Questions under a head. Evaluate it to answer them; each showing begins anew."""

    items: Sequence[Item]
    parts: list[str]  # where the ledger keeps each of them
    panels: Sequence[_Panel] = ()  # of the latest showing

    def _head(self) -> str:
        raise NotImplementedError

    def view(self) -> widgets.Widget:
        """Widgets, in the language that is set now."""
        self.panels = [
            _Panel(item, number, part)
            for number, (item, part) in enumerate(zip(self.items, self.parts, strict=True), 1)
        ]
        keys = pick("Keys: Tab moves, Space chooses.", "键盘：Tab 移动，空格选择。")
        head = card(f"<b>{html.escape(self._head())}</b> <small>{keys}</small>")
        made = widgets.VBox([widgets.HTML(OPTIONS_STYLE + head), *(panel.view for panel in self.panels)])
        made.add_class("course-quiz")
        made.add_class("course-options")
        return made

    def __repr__(self) -> str:
        told = [self._head()]
        for number, item in enumerate(self.items, 1):
            told.append(f"{number}. {plain(pick(*item.ask))}")
            told += [
                f"   {letter}) {plain(pick(*option.text))}"
                for letter, option in zip("ABCDEF", item.options, strict=False)
            ]
        return "\n".join(told)

    def html(self) -> str:
        """The quiz where no kernel runs: the answers are folded."""
        told = [f"<b>{html.escape(self._head())}</b>"]
        for number, item in enumerate(self.items, 1):
            options = "".join(f"<li>{inline(pick(*option.text))}</li>" for option in item.options)
            reasons = "".join(f"<li>{_verdict(option)}</li>" for option in item.options)
            ask = f"<p><b>{number}.</b> {inline(pick(*item.ask))}</p>"
            lists = '<ol type="A">{}</ol>'
            fold = f"<details><summary>{pick('Answer', '答案')}</summary>{lists.format(reasons)}</details>"
            told.append(ask + lists.format(options) + fold)
        return card("".join(told))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.view()._repr_mimebundle_() | {"text/plain": repr(self), "text/html": self.html()}


class Quiz(Sheet, Assignment):
    """The questions of a chapter; what was once right stays right in `progress()`."""

    def __init__(self, module: str, name: str, title: Text, *items: Item):
        """`module` is the one it stands in. ValueError where two items have the same misconception."""
        super().__init__(module, name, "quiz", title)
        if len({item.name for item in items}) < len(items):
            names = [item.name for item in items]
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"{self.id}: two questions have the misconception {twice}")
        self.items, self.parts = items, [f"{self.id}.{item.name}" for item in items]

    def _head(self) -> str:
        return f"{pick('Quiz', '小测验')} · {pick(*self.title)}"
