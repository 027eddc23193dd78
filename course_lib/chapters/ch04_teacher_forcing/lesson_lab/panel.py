"""What did the ratio teach? A slider that flips coins one by one, a coin above every token."""

from functools import partial

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, button, menu, row
from course_lib.kit.lab import Lab
from course_lib.language import pick

from . import cards
from .compute import Sentence, coins, compute, sentences, tosses


class LessonPanel(Lab):
    """One sentence in training, under the coins that decide what the decoder reads."""

    def __init__(self, bars: bool = True) -> None:
        """`bars` shows what each ratio has taught."""
        self.tossed = 0  # how often: the seed of the u
        self.by_hand: dict[int, bool] = {}  # place -> gold, for coins that were clicked
        named = [(one.text, one) for one in sentences()]
        self.sentence = menu(named, named[0][1], "sentence", "句子")
        self.ratio = widgets.FloatSlider(
            0.5,
            min=0,
            max=1,
            step=0.05,
            description=pick("ratio of gold tokens", "标准词元的比率"),
            style=WIDE,
            layout=widgets.Layout(width="32em", max_width="100%"),
        )
        self.again = button(pick("Toss again", "重新抛"), self._toss)
        self.reset = button(pick("Undo flips by hand", "撤销手动翻转"), self._undo)
        # Nothing is tossed for the first place, which is BOS; the other coins are made when first needed.
        self._made = [widgets.ToggleButton(value=True, description="–", disabled=True)]
        self.coins = widgets.HBox()
        self.coins.add_class("course-coins")
        self.out, self.bars = widgets.HTML(), widgets.HTML()
        self.bars.layout.display = None if bars else "none"
        title = pick("What is the decoder fed?", "解码器读入了什么？")
        if bars:
            title = pick("What did the ratio teach?", "比率教会了模型什么？")
        hint = pick(
            "Drag the ratio and the coins flip one at a time; click a coin to flip it yourself.",
            "拖动比率，硬币会一个一个翻转；也可以点一枚硬币，自己翻。",
        )
        self.aligned = widgets.VBox([self.coins, self.out], layout=widgets.Layout(overflow="auto hidden"))
        self.aligned.add_class("course-wide")  # on a narrow page it scrolls in itself
        self.view = widgets.VBox(
            [
                widgets.HTML(cards.card(f"<h4>{title}</h4>{hint}")),
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
            self._made.append(
                widgets.ToggleButton(tooltip=pick(f"place {place + 1}", f"第 {place + 1} 个位置"))
            )
            self.watch(partial(self._flip, place), self._made[place])
        self.coins.children = self._made[: len(gold)]
        for place in range(1, len(gold)):
            coin, hand = self._made[place], "✎" if place in self.by_hand else ""
            coin.value = gold[place]
            coin.description = hand + (pick("gold", "标准") if gold[place] else pick("own", "自己"))
        self.reset.disabled = not self.by_hand
        self.out.value = cards.lesson(sentence, compute(sentence, gold), tosses(sentence, self.tossed))
        (self.aligned.add_class if sentence.unit == "word" else self.aligned.remove_class)("course-words")
        if self.bars.layout.display is None:
            self.bars.value = cards.taught(round(self.ratio.value, 2), sentence)
