"""Shell: the widgets of the translator lab, and the thread that shows one digit after the other."""

import html
import threading

import ipywidgets as widgets

from course_lib.data.vocab import Vocab
from course_lib.kit.card import paper
from course_lib.kit.figure import Figure
from course_lib.kit.lab import WIDE, Lab, button, fill, menu, picture_box, row
from course_lib.kit.typed_number import EXAMPLE
from course_lib.language import pick
from course_lib.models import EncoderDecoder

from .cards import describe
from .drawings import plot
from .reading import Translation, compute


class TranslatorLab(Lab):
    """Type a number, press Translate, and watch; plant a wrong digit, or break it in one of three ways."""

    def __init__(self, model: EncoderDecoder, source_vocab: Vocab, target_vocab: Vocab, pause: float = 0.3):
        """`pause` is the time in seconds between two digits; 0 shows the whole answer at once."""
        self._parts = (model, source_vocab, target_vocab)
        self.pause = pause
        self.typed = widgets.Text(
            EXAMPLE, description=pick("a number", "一个数"), continuous_update=False, style=WIDE
        )
        places = [(pick("none", "不植入"), -1), *((str(i + 1), i) for i in range(9))]
        self.position = menu(places, -1, "plant a digit at position", "在第几位植入数字")
        self.digit = menu("0123456789", "9", "the digit", "植入的数字")
        self.digit.disabled = True
        self.go = button(pick("Translate", "翻译"), self.start, "primary")
        self.too_long = button(pick("too long", "太长"), lambda: self.preset("123456789"))
        self.wrong_digit = button(pick("a wrong digit", "错一位"), lambda: self.preset("538214", 1))
        self.unknown = button(pick("an unknown word", "未知的词"), lambda: self.preset("seven dozen"))
        self.out = widgets.HTML()
        self.image = picture_box("680px")
        breaks = [self.too_long, self.wrong_digit, self.unknown]
        self.view = widgets.VBox(
            [
                row(self.typed, self.go),
                row(self.position, self.digit),
                row(widgets.HTML(pick("Break it:", "把它弄坏：")), *breaks),
                self.out,
                self.image,
            ]
        )
        self._run: threading.Thread | None = None
        self._replaced = threading.Event()  # set on an older run when a newer one starts
        self._lock = threading.Lock()
        self._quiet = False  # while a preset moves several controls
        self._show(compute(*self._parts, EXAMPLE), None, self._replaced)
        for control in (self.typed, self.position, self.digit):
            control.observe(lambda _: self._quiet or self.start(), "value")

    def picture(self) -> Figure:
        return plot(compute(*self._parts, EXAMPLE))

    def preset(self, typed: str, position: int = -1) -> None:
        """Fill in the controls and start."""
        self._quiet = True
        self.typed.value, self.position.value, self.digit.value = typed, position, "9"
        self._quiet = False
        self.start()

    def start(self) -> None:
        """Translate what the controls say, digit by digit, in a thread; a newer start ends an older one."""
        with self._lock:
            self._replaced.set()
            self._replaced = replaced = threading.Event()
        self.digit.disabled = self.position.value < 0
        plant = None if self.digit.disabled else (self.position.value, self.digit.value)
        try:
            result = compute(*self._parts, self.typed.value, plant)
        except ValueError as problem:
            self.out.value = paper(html.escape(str(problem)))
            fill(self.image, b"")
            return
        self._run = threading.Thread(target=self._reveal, args=(result, replaced), daemon=True)
        self._run.start()

    def join(self, timeout: float = 30) -> None:
        """Wait until the last digit is shown."""
        if self._run:
            self._run.join(timeout)

    def _reveal(self, result: Translation, replaced: threading.Event) -> None:
        for shown in range(1, len(result.said) + 1) if self.pause else [len(result.said)]:
            if replaced.wait(self.pause):
                return
            self._show(result, shown, replaced)

    def _show(self, result: Translation, shown: int | None, replaced: threading.Event) -> None:
        words, png = describe(result, shown), plot(result, shown).png()
        with self._lock:  # a run that was replaced while it drew must not paint over the newer one
            if not replaced.is_set():
                self.out.value = words
                fill(self.image, png)
