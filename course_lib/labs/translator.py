"""The translator lab: type a number, watch its digits appear, then break it."""

import html
import re
import threading
from dataclasses import dataclass

import ipywidgets as widgets
from torch import Tensor, stack

from ..corpora.numbers import english, read_english
from ..decoding import trace
from ..plots import BLUE, ORANGE, RED, Figure, label, live, pick
from ..seq2seq import Seq2Seq
from ..vocab import EOS, UNK, Vocab
from .shell import Lab, button, fill, paper, picture_box

MAX_TYPED = 120  # characters
EXAMPLE = "4217"


@dataclass(frozen=True)
class Translation:
    """One sentence on its way through the model."""

    words: list[tuple[str, bool]]  # each source word, and whether the vocabulary knows it
    names: list[str]  # the target vocabulary
    said: list[int]  # target ids, EOS last when it came
    probabilities: Tensor  # (T, V) before each id was said
    plant: tuple[int, str] | None  # position from 0 and token, as asked for
    alone: str  # what the model writes when nothing is planted
    expected: str | None  # the right answer, where we know it

    @property
    def text(self) -> str:
        return "".join(self.names[i] for i in self.said if i != EOS)

    @property
    def planted(self) -> int | None:
        """Where a token was forced: None when the answer ended before that position."""
        return self.plant[0] if self.plant and self.plant[0] < len(self.said) else None


def read(typed: str) -> tuple[str, str | None]:
    """What was typed -> (source text, right answer or None): "42" -> ("forty two", "42"); words stay words.

    Raises ValueError, in the learner's language, for nothing at all, far too much, and what is neither.
    """
    tidy = typed.strip().lower()
    if not tidy:
        raise ValueError(pick(f"Type a number, such as {EXAMPLE}.", f"请输入一个数，例如 {EXAMPLE}。"))
    if len(tidy) > MAX_TYPED:
        raise ValueError(pick(f"At most {MAX_TYPED} characters, please.", f"请不要超过 {MAX_TYPED} 个字符。"))
    digits = tidy.translate(str.maketrans("", "", " ,_，"))
    if digits.isdecimal():
        return english(int(digits)), str(int(digits))
    if not re.fullmatch(r"[a-z][a-z ,'-]*", tidy):
        raise ValueError(
            pick(
                "Please type a whole number from 0 up, in digits or in English words.",
                "请输入不带正负号和小数点的阿拉伯数字，或英文数词。",
            )
        )
    words = " ".join(tidy.replace("-", " ").replace(",", " ").split())
    number = read_english(words)
    return words, None if number is None else str(number)


def compute(
    model: Seq2Seq, source_vocab: Vocab, target_vocab: Vocab, typed: str, plant: tuple[int, str] | None = None
) -> Translation:
    """Translate what was typed. `plant` = (position from 0, token) forces one output token.

    Raises ValueError as `read` does, and for a planted token that the vocabulary does not hold.
    """
    text, expected = read(typed)
    source = source_vocab.encode(text)
    alone = steps = trace(model, source)
    if plant:
        token = target_vocab.encode(plant[1])[0]
        if token == UNK:
            raise ValueError(f"the target vocabulary has no token {plant[1]!r}")
        steps = trace(model, source, {plant[0]: token})
    return Translation(
        words=[(word, word in source_vocab) for word in text.split()],
        names=target_vocab.names,
        said=[step.token for step in steps],
        probabilities=stack([step.probabilities for step in steps]),
        plant=plant,
        alone=target_vocab.decode(step.token for step in alone),
        expected=expected,
    )


def plot(result: Translation, shown: int | None = None) -> Figure:
    """Probabilities of every token (rows) at each output position (columns), as far as `shown` steps."""
    shown = len(result.said) if shown is None else shown
    rows = [*sorted(range(UNK + 1, len(result.names)), key=result.names.__getitem__), EOS]
    columns = len(result.said)
    alt = label("steps_alt", said=live(result.text))
    drawn = Figure(alt, width=max(5.0, 1.6 + 0.5 * columns), height=3.4)
    axes = drawn.subplots()
    grid = result.probabilities[:, rows].T.clone()  # (tokens, T)
    grid[:, shown:] = float("nan")
    image = axes.imshow(grid.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for t, i in enumerate(result.said[:shown]):
        colour = ORANGE if t == result.planted else BLUE
        box = {"boxstyle": "round", "facecolor": "white", "edgecolor": colour, "linewidth": 2}
        name = label("end_mark") if i == EOS else result.names[i]
        axes.text(t, rows.index(i), name, ha="center", va="center", fontsize=8, color="black", bbox=box)
        if t == result.planted:
            axes.annotate(
                label("planted"), (t, -0.5), ha="center", va="bottom", color=RED, annotation_clip=False
            )
    axes.set(xlabel=label("output_position"), xticks=range(columns), xticklabels=range(1, columns + 1))
    names = [label("end") if i == EOS else result.names[i] for i in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.set_ylabel(label("token"))
    drawn.colorbar(image, label=label("probability"))
    return drawn


def describe(result: Translation, shown: int | None = None) -> str:
    """The same in HTML: the words that went in, the digits said so far, and whether they are right."""
    shown = len(result.said) if shown is None else shown
    chips = []
    for word, known in result.words:
        edge = "1px solid #999" if known else f"2px dashed {RED}"
        note = "" if known else f' <small style="color:#A33F00">{pick("unknown", "未知词元")}</small>'
        style = f"border:{edge};border-radius:4px;padding:1px 6px"
        chips.append(f'<span style="{style}">{html.escape(word)}{note}</span>')
    digits = []
    for t, i in enumerate(result.said[:shown]):
        if i != EOS:
            edge = f"3px solid {ORANGE}" if t == result.planted else f"1px solid {BLUE}"
            style = f"border:{edge};border-radius:4px;padding:0 8px;font-size:1.6em;font-family:monospace"
            digits.append(f'<span style="{style}">{html.escape(result.names[i])}</span>')
    verdict = _verdict(result) if shown == len(result.said) else ""
    return paper(
        f"<div>{pick('reads: ', '读入：')}{' '.join(chips)}</div>"
        f"<div style='min-height:2.6em'>{pick('writes: ', '写出：')}{' '.join(digits)}</div>"
        f"<div><b>{verdict}&nbsp;</b></div>"
    )


def _verdict(result: Translation) -> str:
    if result.plant:
        return _verdict_on_the_rest(result)
    if result.expected is None:
        return pick("Is it right? You are the judge.", "对不对？请你来判断。")
    if result.text == result.expected:
        return pick("✓ right", "✓ 正确")
    return pick(f"✗ wrong: it should be {result.expected}", f"✗ 错误：应为 {result.expected}")


def _verdict_on_the_rest(result: Translation) -> str:
    """The planted digit is not the model's fault: what follows is judged, against the right answer."""
    place, digit = result.plant
    if result.planted is None:
        return pick(
            f"Nothing was planted: the answer ended before position {place + 1}.",
            f"没有放入：第 {place + 1} 位之前就已结束。",
        )
    said = pick(f"{digit} planted at position {place + 1}. ", f"在第 {place + 1} 位放入了 {digit}。")
    if result.expected is None:
        return said + pick(f"Alone it writes {result.alone}.", f"不放入时，它写的是 {result.alone}。")
    if result.expected[place : place + 1] == digit:
        return said + pick("That is the right digit: choose another.", "这一位本来就对：换一个数字试试。")
    rest = result.expected[place + 1 :] or pick("the end", "结束")
    if result.text[place + 1 :] == result.expected[place + 1 :]:
        return said + pick("✓ the rest is right all the same", "✓ 后面仍然正确")
    return said + pick(
        f"✗ the rest is wrong: it should go on {rest}. Alone the model writes {result.alone}.",
        f"✗ 后面错了：应接着写 {rest}。不放入时，模型写的是 {result.alone}。",
    )


class TranslatorLab(Lab):
    """Type a number, press Translate, and watch; plant a wrong digit, or break it in one of three ways."""

    def __init__(self, model: Seq2Seq, source_vocab: Vocab, target_vocab: Vocab, pause: float = 0.3):
        """`pause` is the time in seconds between two digits; 0 shows the whole answer at once."""
        self._parts = (model, source_vocab, target_vocab)
        self.pause = pause
        wide = {"style": {"description_width": "initial"}}
        auto = wide | {"layout": widgets.Layout(width="auto")}
        self.typed = widgets.Text(
            EXAMPLE, description=pick("a number", "一个数"), continuous_update=False, **wide
        )
        places = [(pick("none", "不放入"), -1), *((str(i + 1), i) for i in range(9))]
        ask = pick("plant a digit at position", "在第几位放入数字")
        self.position = widgets.Dropdown(options=places, description=ask, **auto)
        ask = pick("the digit", "放入的数字")
        self.digit = widgets.Dropdown(options="0123456789", value="9", description=ask, disabled=True, **auto)
        self.go = button(pick("Translate", "翻译"), self.start, "primary")
        self.too_long = button(pick("too long", "太长"), lambda: self.preset("123456789"))
        self.wrong_digit = button(pick("a wrong digit", "错一位"), lambda: self.preset("538214", 1))
        self.unknown = button(pick("an unknown word", "未知的词"), lambda: self.preset("seven dozen"))
        self.out = widgets.HTML()
        self.image = picture_box("680px")
        breaks = [
            widgets.HTML(pick("Break it:", "把它弄坏：")),
            self.too_long,
            self.wrong_digit,
            self.unknown,
        ]
        rows = [[self.typed, self.go], [self.position, self.digit], breaks]
        self.view = widgets.VBox([*map(widgets.HBox, rows), self.out, self.image])
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
