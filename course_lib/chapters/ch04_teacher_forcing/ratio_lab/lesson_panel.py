"""Lesson panel: a slider that flips coins one by one, a coin above every token, and what was taught."""

from dataclasses import dataclass, field

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, button, row
from course_lib.language import pick

from . import cards, taught
from .lesson import SENTENCES, Sentence, coins, compute, tosses


@dataclass
class LessonState:
    """What a learner has chosen; it outlives a change of language."""

    sentence: int = 0
    ratio: float = 0.5
    toss: int = 0  # the seed of the u
    by_hand: dict[int, bool] = field(default_factory=dict)  # place -> gold, for coins that were clicked


class LessonPanel:
    """The widgets of "What did the ratio teach?"."""

    def __init__(self, state: LessonState):
        self.state = state
        names = [(one.text, i) for i, one in enumerate(SENTENCES)]
        self.sentence = widgets.Dropdown(
            options=names,
            value=state.sentence,
            description=pick("sentence", "句子"),
            style=WIDE,
            layout=widgets.Layout(width="auto"),
        )
        self.ratio = widgets.FloatSlider(
            state.ratio,
            min=0,
            max=1,
            step=0.05,
            description=pick("ratio of gold tokens", "标准词元的比率"),
            style=WIDE,
            layout=widgets.Layout(width="32em", max_width="100%"),
        )
        self.again = button(pick("Toss again", "重新抛"), self.toss)
        self.reset = button(pick("Undo flips by hand", "撤销手动翻转"), self.undo)
        self.coins = widgets.HBox()
        self.coins.add_class("course-coins")
        self.rows, self.bars = widgets.HTML(), widgets.HTML()
        title = pick("What did the ratio teach?", "比率教会了模型什么？")
        hint = pick(
            "Drag the ratio and the coins flip one at a time; click a coin to flip it yourself.",
            "拖动比率，硬币会一个一个翻转；也可以点一枚硬币，自己翻。",
        )
        aligned = widgets.VBox([self.coins, self.rows], layout=widgets.Layout(overflow="auto hidden"))
        aligned.add_class("course-wide")  # on a narrow page it scrolls in itself
        self.view = widgets.VBox(
            [
                widgets.HTML(cards.card(f"<h4>{title}</h4>{hint}")),
                row(self.sentence, self.ratio, self.again, self.reset),
                aligned,
                self.bars,
            ]
        )
        self._quiet = False
        self.sentence.observe(lambda _: self._other(), "value")
        self.ratio.observe(lambda _: self._drag(), "value")
        self._lay()

    @property
    def chosen(self) -> Sentence:
        return SENTENCES[self.state.sentence]

    def gold(self) -> list[bool]:
        """The coins as they lie: by their u, unless one was flipped by hand."""
        lie = coins(tosses(self.chosen.text, self.state.toss), self.state.ratio)
        return [self.state.by_hand.get(place, one) for place, one in enumerate(lie)]

    def toss(self) -> None:
        """Other u for every place."""
        self.state.toss, self.state.by_hand = self.state.toss + 1, {}
        self.show()

    def undo(self) -> None:
        self.state.by_hand = {}
        self.show()

    def flip(self, place: int, gold: bool) -> None:
        self.state.by_hand[place] = gold
        self.show()

    def _other(self) -> None:
        self.state.sentence, self.state.by_hand = self.sentence.value, {}
        self._lay()

    def _drag(self) -> None:
        self.state.ratio = round(self.ratio.value, 2)
        self.show()

    def _lay(self) -> None:
        """A coin for each place but the first, which is BOS."""
        first = widgets.ToggleButton(value=True, description="–", disabled=True)
        made = [first]
        for place in range(1, len(self.chosen.text) + 1):
            coin = widgets.ToggleButton()
            coin.observe(
                lambda change, place=place: self._quiet or self.flip(place, change["new"]), names="value"
            )
            made.append(coin)
        self.coins.children = made
        self.show()

    def show(self) -> None:
        """Put the coins as they lie, and redraw the rows and the bars."""
        gold = self.gold()
        self._quiet = True
        for place, coin in enumerate(self.coins.children[1:], start=1):
            hand = "✎" if place in self.state.by_hand else ""
            coin.value = gold[place]
            coin.description = hand + (pick("gold", "标准") if gold[place] else pick("own", "自己"))
            coin.tooltip = pick(f"place {place + 1}", f"第 {place + 1} 个位置")
        self._quiet = False
        self.reset.disabled = not self.state.by_hand
        thrown = tosses(self.chosen.text, self.state.toss)
        self.rows.value = cards.lesson(self.chosen, compute(self.chosen, gold), thrown)
        self.bars.value = cards.card(taught.describe(self.state.ratio))
