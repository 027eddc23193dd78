"""The widgets of the tokens lab."""

from collections.abc import Sequence

import ipywidgets as widgets

from course_lib.kit.controls import WIDE, button, choice, menu, named, row
from course_lib.kit.figure import Figure
from course_lib.kit.lab import Lab
from course_lib.language import pick

from ..sample_sentences import ENGLISH
from .cards import describe, plot
from .compute import BATCH_SIZES, SIZES, TRAINING_TEXT, compute

EXAMPLE = "I like tea.\n我喜欢喝热茶。\nIt was dark, so we walked to the station."


class TokensLab(Lab):
    """Type lines of text, choose how they are cut, and watch ids, padding and mask follow every key."""

    title = ("tokens", "词元")

    def __init__(self, texts: Sequence[str] = TRAINING_TEXT, typed: str = EXAMPLE, unit: str = "word"):
        """`texts` is what the vocabulary is built from: some hundred sentences, so that it stays quick."""
        self._texts, self._first = tuple(texts), (typed, unit)
        self.typed = widgets.Textarea(
            typed,
            description=pick("sentences", "句子"),
            rows=4,
            layout=widgets.Layout(width="98%"),
            style=WIDE,
        )
        units = [
            (pick("characters", "字符"), "char"),
            (pick("words", "词（按空格）"), "word"),
            (pick("words and punctuation", "词与标点"), "text-word"),
            (pick("subwords", "子词"), "subword"),
        ]
        self.unit = choice(units, unit)
        self.size = widgets.SelectionSlider(
            options=SIZES,
            value=SIZES[2],
            description=pick("subword vocabulary", "子词词表大小"),
            layout=widgets.Layout(width="24em", max_width="100%"),
            style=WIDE,
        )
        self.batch_size = menu(BATCH_SIZES, BATCH_SIZES[1], "training batches of", "训练时每批句数")
        presets = (
            (pick("Chinese", "中文"), "我喜欢自然语言处理"),
            (pick("a rare word", "少见的词"), "I was surprised by her unfriendliness."),
            (pick("two languages", "中英混合"), "我喜欢 computer，because it is 很安静。"),
            (pick("emoji", "表情符号"), "Thank you 👍🏽 see you 😀"),
            (pick("long and short", "有长有短"), "Hi.\n请把窗户关上。\nThe bus was late.\n" + ENGLISH[-2]),
        )
        self.presets = [button(name, lambda text=text: self.put(typed=text)) for name, text in presets]
        self.out = widgets.HTML()
        self.view = widgets.VBox(
            [
                self.typed,
                named("Try", "试一试", *self.presets),
                named("Cut into", "切分为", self.unit),
                row(self.size, self.batch_size),
                self.out,
            ]
        )
        self.watch(self.show, self.typed, self.unit, self.size, self.batch_size)
        self.show()

    def picture(self) -> Figure:
        typed, unit = self._first
        return plot(compute(typed, unit, texts=self._texts))

    def draw(self) -> None:
        self.size.disabled = self.unit.value != "subword"
        controls = (self.typed, self.unit, self.size, self.batch_size)
        self.out.value = describe(compute(*(control.value for control in controls), self._texts))
