"""Planter: a button for each place of the own row, and what can be put into the model's mouth there."""

import html
from collections.abc import Callable

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, button
from course_lib.language import pick

from .looks import card
from .twice import END, Twice

WRONG = 3  # so many likely wrong tokens are offered, and the right one where it was not said


class Planter:
    """`opened(place or None)`, `planted(token)` and `cleared()` are called when the learner does so."""

    def __init__(
        self,
        opened: Callable[[int | None], None],
        planted: Callable[[str], None],
        cleared: Callable[[], None],
    ):
        self._opened, self._planted = opened, planted
        self.buttons: list[widgets.ToggleButton] = []  # one a place, made when first needed
        self._under: list[widgets.ToggleButton | None] = []  # by column, None under a gap
        self.places = widgets.HBox()
        self.places.add_class("course-places")
        self.lead, self.problem = widgets.HTML(), widgets.HTML()
        self.offered: list[str] = []
        self.choices = [button("", lambda i=i: planted(self.offered[i])) for i in range(WRONG + 1)]
        self.other = widgets.Text(
            description=pick("another character", "别的字"),
            continuous_update=False,
            style=WIDE,
            layout=widgets.Layout(width="13em"),
        )
        self.remove = button(pick("Remove the plant", "去掉植入"), cleared)
        flow = widgets.Layout(flex_flow="row wrap", align_items="center")
        row = widgets.HBox([*self.choices, self.other, self.remove], layout=flow)
        self.view = widgets.VBox([self.lead, row, self.problem])
        self._quiet = False
        self.other.observe(lambda change: self._quiet or self._type(change["new"]), "value")

    def show(self, result: Twice, aligned: bool, place: int | None) -> None:
        """The buttons under their tokens, and the choices for the open place."""
        self._quiet = True
        self._lay(result, aligned)
        for i, (one, token) in enumerate(zip(self.buttons, result.said, strict=False)):
            one.value = i == place
            one.tooltip = pick(f"place {i + 1}, {token}: plant", f"第 {i + 1} 个位置“{token}”：植入")
        offered = [] if place is None else result.choices(place, WRONG)
        self.offered = [token for token, _, _ in offered]
        for one in self.choices[len(offered) :]:
            one.layout.display = "none"
        for one, (token, p, right) in zip(self.choices, offered, strict=False):
            share = f"{p:.3f}" if p >= 0.0005 else "< 0.001"
            one.description, one.layout.display = f"{token} {'✓ ' if right else ''}{share}", ""
        self.other.value = self.problem.value = ""
        self.other.layout.display = "none" if place is None else ""
        self.lead.value = card(_lead(result, place))
        self._quiet = False

    def complain(self, problem: ValueError) -> None:
        """Say what is wrong with a character that was typed."""
        self.problem.value = card(html.escape(str(problem)))

    def _type(self, text: str) -> None:
        if text.strip():
            self._planted(text)
        else:
            self.problem.value = ""

    def _lay(self, result: Twice, aligned: bool) -> None:
        """A button under each token of the own row, nothing under a gap. Focus stays if all stay."""
        while len(self.buttons) < size(result):
            self.buttons.append(self._button(len(self.buttons)))
        under = [
            self.buttons[own] if own is not None and own < size(result) else None
            for own, _ in result.columns(aligned)
        ]
        if under != self._under:
            self._under = under
            self.places.children = [one or widgets.Label() for one in under]

    def _button(self, place: int) -> widgets.ToggleButton:
        one = widgets.ToggleButton(description=str(place + 1))
        one.observe(lambda change: self._quiet or self._opened(place if change["new"] else None), "value")
        return one


def size(result: Twice) -> int:
    """Places where something can be planted: every token of the own row, and its end where it came."""
    return len(result.said) - (result.said[-1] != END)


def _lead(result: Twice, place: int | None) -> str:
    """What to do next."""
    if place is None:
        return pick(
            "Press a number under the own row to <b>plant</b> a wrong token there: the rest is decoded anew.",
            "按一个编号，在那个位置<b>植入</b>一个错词元：后面会重新解码。",
        )
    before = html.escape("".join(result.said[:place])) or pick("(the beginning)", "（开头）")
    return pick(
        f"Place {place + 1}, after {before}: the likeliest tokens that the model did not say, with their "
        "probability (✓: the right one). Press one to plant it.",
        f"第 {place + 1} 个位置，前面是“{before}”：下面是模型没有说、但概率最高的词元（✓ 是正确的那个），"
        "按哪个就植入哪个。",
    )
