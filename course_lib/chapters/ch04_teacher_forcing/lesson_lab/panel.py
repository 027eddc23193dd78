"""What did the ratio teach? A slider that flips coins one by one, a coin above every token."""

from functools import partial

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, button, menu, row
from course_lib.kit.lab import Lab

from . import cards
from .compute import Sentence, coins, compute, sentences, tosses
from .words import LABELS, label


class LessonPanel(Lab):
    """One sentence in training, under the coins that decide what the decoder reads."""

    def __init__(self, bars: bool = True) -> None:
        """`bars` shows what each ratio has taught."""
        self.tossed = 0  # how often: the seed of the u
        self.by_hand: dict[int, bool] = {}  # place -> gold, for coins that were clicked
        named = [(one.text, one) for one in sentences()]
        self.sentence = menu(named, named[0][1], *LABELS["sentence"])
        self.ratio = widgets.FloatSlider(
            0.5,
            min=0,
            max=1,
            step=0.05,
            description=label("ratio"),
            style=WIDE,
            layout=widgets.Layout(width="32em", max_width="100%"),
        )
        self.again = button(label("again"), self._toss)
        self.reset = button(label("undo"), self._undo)
        # Nothing is tossed for the first place, which is BOS; the other coins are made when first needed.
        self._made = [widgets.ToggleButton(value=True, description="–", disabled=True)]
        self.coins = widgets.HBox()
        self.coins.add_class("course-coins")
        self.out, self.bars = widgets.HTML(), widgets.HTML()
        self.bars.layout.display = None if bars else "none"
        title = label("title_bars" if bars else "title")
        self.aligned = widgets.VBox([self.coins, self.out], layout=widgets.Layout(overflow="auto hidden"))
        self.aligned.add_class("course-wide")  # on a narrow page it scrolls in itself
        self.view = widgets.VBox(
            [
                widgets.HTML(cards.card(f"<h4>{title}</h4>{label('hint')}")),
                row(self.sentence, self.ratio, self.again, self.reset),
                self.aligned,
                self.bars,
            ]
        )
        self.watch(self._undo, self.sentence)
        self.watch(self.show, self.ratio)
        self.show()

    def resume(self, before: "LessonPanel") -> None:
        """Go on where a panel in another language stood."""
        self.tossed, self.by_hand = before.tossed, before.by_hand
        self.put(sentence=before.sentence.value, ratio=before.ratio.value)

    def gold(self) -> list[bool]:
        """The coins as they lie: by their u, unless one was flipped by hand."""
        lie = coins(tosses(self.sentence.value, self.tossed), round(self.ratio.value, 2))
        return [self.by_hand.get(place, one) for place, one in enumerate(lie)]

    def _toss(self) -> None:
        """Other u for every place."""
        self.tossed += 1
        self._undo()

    def _undo(self) -> None:
        self.by_hand = {}
        self.show()

    def _flip(self, place: int) -> None:
        self.by_hand[place] = self._made[place].value
        self.show()

    def draw(self) -> None:
        sentence: Sentence = self.sentence.value
        gold = self.gold()
        for place in range(len(self._made), len(gold)):
            self._made.append(widgets.ToggleButton(tooltip=label("at_place", place=place + 1)))
            self.watch(partial(self._flip, place), self._made[place])
        self.coins.children = self._made[: len(gold)]
        for place in range(1, len(gold)):
            coin, hand = self._made[place], "✎" if place in self.by_hand else ""
            coin.value = gold[place]
            coin.description = hand + label("gold" if gold[place] else "own")
        self.reset.disabled = not self.by_hand
        self.out.value = cards.lesson(sentence, compute(sentence, gold), tosses(sentence, self.tossed))
        (self.aligned.add_class if sentence.unit == "word" else self.aligned.remove_class)("course-words")
        if self.bars.layout.display is None:
            self.bars.value = cards.taught(round(self.ratio.value, 2), sentence)
