"""The widgets of the cascade lab: plant a wrong token anywhere, and watch what follows."""

import html
from functools import partial

import ipywidgets as widgets

from course_lib.kit.controls import button, choice, menu, row, text_box
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from . import cards, findings
from .cards import STYLE, card
from .compute import Twice, compute
from .drawings import picture, plot
from .models import MODELS, SENTENCES, bundle, read, read_one
from .tallies import PLACES

WRONG = 3  # so many likely wrong tokens are offered, and the right one where it was not said


class CascadeLab(Lab):
    """One sentence decoded twice; every place of the own row is a button that opens it for a plant."""

    title = ("cascade", "连锁出错")

    def __init__(self) -> None:
        self.plants: dict[int, str] = {}  # place of the own row -> character
        self.place: int | None = None  # the open one, where the next plant goes
        self.result: Twice | None = None  # None while what was typed cannot be read
        own = (pick("my own", "自己写"), "")
        self.model = menu([(known.name, known) for known in MODELS], MODELS[0], "model", "模型")
        self.sentence = menu([*((s, s) for s in SENTENCES), own], SENTENCES[0], "sentence", "句子")
        self.typed = text_box(SENTENCES[0], "to copy", "要照抄的", at_once=True)
        self.aligned = choice([(pick("aligned", "对齐"), True), (pick("by column", "逐列"), False)], True)
        self.out, self.rows, self.words = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.count_place = menu(PLACES, 3, "in the counts, plant at place", "下表中植入的位置")
        self.counts = widgets.HTML()
        self._lay(self._planter())
        self.watch(self.show, self.model, self.aligned, self.count_place)
        self.watch(self._take, self.sentence)
        self.watch(self._retype, self.typed)
        self.watch(self._type, self.other)
        self.show()

    def _planter(self) -> widgets.VBox:
        """A button for each place of the own row, and what can be put into the model's mouth there."""
        self.buttons: list[widgets.ToggleButton] = []  # one a place, made when first needed
        self.places = widgets.HBox()
        self.places.add_class("course-places")
        self.lead, self.problem = widgets.HTML(), widgets.HTML()
        self.offered: list[str] = []
        self.choices = [button("", partial(self._choose, i)) for i in range(WRONG + 1)]
        self.other = text_box("", "another character", "别的字")
        self.other.layout.width = "13em"
        self.remove = button(pick("Remove the plant", "去掉植入"), self.clear)
        return widgets.VBox([self.lead, row(*self.choices, self.other, self.remove), self.problem])

    def _lay(self, planter: widgets.VBox) -> None:
        style = widgets.HTML(STYLE, layout=widgets.Layout(display="none"))
        top = row(self.model, self.sentence, self.typed)
        wide = widgets.VBox([self.rows, self.places], layout=widgets.Layout(overflow="auto hidden"))
        wide.add_class("course-wide")
        self.bench = widgets.VBox([self.aligned, wide, planter, self.words])
        self.view = widgets.VBox([style, top, self.out, self.bench, self.count_place, self.counts])
        self.view.add_class("course-cascade")

    def picture(self) -> Figure:
        """The present state; that of the first sentence while what was typed cannot be read."""
        known = self.model.value
        return plot(self.result or compute(bundle(known), SENTENCES[0]), known.name)

    def open(self, place: int | None) -> None:
        """Open a place of the own row for a plant, or none."""
        self.place = place
        self.show()

    def plant(self, typed: str) -> None:
        """Put a token into the model's mouth at the open place; plants behind it go, as all is new there."""
        try:
            token = read_one(typed, bundle(self.model.value).target_vocab)
        except ValueError as problem:
            self.problem.value = card(html.escape(str(problem)))
        else:
            self.plants = {i: t for i, t in self.plants.items() if i < self.place} | {self.place: token}
            self.show()

    def clear(self) -> None:
        """No plant at all."""
        self.plants = {}
        self.show()

    def _choose(self, rank: int) -> None:
        self.plant(self.offered[rank])

    def _press(self, place: int) -> None:
        self.open(place if self.buttons[place].value else None)

    def _type(self) -> None:
        if self.other.value.strip():
            self.plant(self.other.value)
        else:
            self.problem.value = ""

    def _take(self) -> None:
        if self.sentence.value:
            self.typed.value = self.sentence.value

    def _retype(self) -> None:
        """Another sentence has no plants."""
        self.plants, self.place = {}, None
        self.show()

    def draw(self) -> None:
        known, typed, self.result = self.model.value, self.typed.value, None
        self.sentence.value = typed if typed in SENTENCES else ""
        self.counts.value = cards.counts(known, self.count_place.value)
        made = bundle(known)
        result = compute(made, read(typed, made.source_vocab), self.plants)
        if self.place is not None and self.place >= result.places:
            self.place = None
        self.out.value = card(cards.about(known))
        self.rows.value = cards.rows(result, self.aligned.value)
        self.words.value = card(picture(result) + findings.describe(result, known))
        self._draw_buttons(result)
        self._draw_choices(result)
        self.result = result

    def _draw_buttons(self, result: Twice) -> None:
        """A button under each token of the own row, nothing under a gap. Focus stays if all stay."""
        while len(self.buttons) < result.places:
            place = len(self.buttons)
            self.buttons.append(widgets.ToggleButton(description=str(place + 1)))
            self.watch(partial(self._press, place), self.buttons[place])
        under = [own for own, _ in result.columns(self.aligned.value)]
        now = [self.buttons[i] if i is not None and i < result.places else None for i in under]
        if now != [one if one in self.buttons else None for one in self.places.children]:
            self.places.children = [one or widgets.Label() for one in now]
        for i, (one, token) in enumerate(zip(self.buttons, result.said, strict=False)):
            one.value = i == self.place
            one.tooltip = pick(f"place {i + 1}, {token}: plant", f"第 {i + 1} 个位置“{token}”：植入")

    def _draw_choices(self, result: Twice) -> None:
        """What can be planted at the open place."""
        offered = [] if self.place is None else result.choices(self.place, WRONG)
        self.offered = [token for token, _, _ in offered]
        for one in self.choices[len(offered) :]:
            one.layout.display = "none"
        for one, (token, p, right) in zip(self.choices, offered, strict=False):
            share = f"{p:.3f}" if p >= 0.0005 else "< 0.001"
            one.description, one.layout.display = f"{token} {'✓ ' if right else ''}{share}", ""
        self.other.value = self.problem.value = ""
        self.other.layout.display = "none" if self.place is None else ""
        self.lead.value = card(cards.lead(result, self.place))
        self.remove.disabled = not self.plants
