"""The translator lab: type a number, watch its digits appear, then break it."""

import html
import threading
from dataclasses import dataclass

import ipywidgets as widgets
from torch import Tensor, stack

from ..corpora.numbers import english
from ..decoding import trace
from ..plots import BLUE, ORANGE, RED, Figure, label, live, pick
from ..seq2seq import Seq2Seq
from ..vocab import EOS, PAD, UNK, Vocab
from .shell import Lab, button, paper

MAX_TYPED = 120  # characters


@dataclass(frozen=True)
class Translation:
    """One sentence on its way through the model."""

    words: list[tuple[str, bool]]  # each source word, and whether the vocabulary knows it
    names: list[str]  # the target vocabulary
    said: list[int]  # target ids, EOS last when it came
    probabilities: Tensor  # (T, V) before each id was said
    planted: int | None  # the position that was forced
    expected: str | None  # the right answer, where we know it

    @property
    def text(self) -> str:
        return "".join(self.names[i] for i in self.said if i != EOS)


def read(typed: str) -> tuple[str, str | None]:
    """What was typed -> (source text, right answer or None): "42" -> ("forty two", "42"); words stay words.

    Raises ValueError, in the learner's language, for nothing at all and for far too much.
    """
    tidy = typed.strip().lower()
    if not tidy:
        raise ValueError(pick("Type a number, such as 4217.", "请输入一个数，例如 4217。"))
    if len(tidy) > MAX_TYPED:
        raise ValueError(pick(f"At most {MAX_TYPED} characters, please.", f"请不要超过 {MAX_TYPED} 个字符。"))
    digits = tidy.translate(str.maketrans("", "", " ,_，"))
    if digits.isdecimal():
        return english(int(digits)), str(int(digits))
    return " ".join(tidy.replace("-", " ").replace(",", " ").split()), None


def compute(
    model: Seq2Seq, source_vocab: Vocab, target_vocab: Vocab, typed: str, plant: tuple[int, str] | None = None
) -> Translation:
    """Translate what was typed. `plant` = (position from 0, token) forces one output token.

    Raises ValueError as `read` does, and for a planted token that the vocabulary does not hold.
    """
    source, expected = read(typed)
    forced = {}
    if plant:
        forced[plant[0]] = target_vocab.encode(plant[1])[0]
        if forced[plant[0]] == UNK:
            raise ValueError(f"the target vocabulary has no token {plant[1]!r}")
    steps = trace(model, source_vocab.encode(source), forced)
    planted = next((i for i, step in enumerate(steps) if step.planted), None)
    return Translation(
        words=[(word, word in source_vocab) for word in source.split()],
        names=target_vocab.names,
        said=[step.token for step in steps],
        probabilities=stack([step.probabilities for step in steps]),
        planted=planted,
        expected=expected,
    )


def plot(result: Translation, shown: int | None = None) -> Figure:
    """Probabilities of every token (rows) at each output position (columns), as far as `shown` steps."""
    shown = len(result.said) if shown is None else shown
    rows = [
        i for i in [*sorted(range(UNK + 1, len(result.names)), key=result.names.__getitem__), EOS] if i != PAD
    ]
    columns = len(result.said)
    drawn = Figure(
        label("steps_alt", said=live(result.text)), width=max(5.0, 1.6 + 0.5 * columns), height=3.4
    )
    axes = drawn.subplots()
    grid = result.probabilities[:, rows].T.clone()  # (tokens, T)
    grid[:, shown:] = float("nan")
    image = axes.imshow(grid.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for t, i in enumerate(result.said[:shown]):
        colour = ORANGE if t == result.planted else BLUE
        box = {"boxstyle": "round", "facecolor": "white", "edgecolor": colour, "linewidth": 2}
        name = label("end") if i == EOS else result.names[i]
        axes.text(t, rows.index(i), name, ha="center", va="center", fontsize=8, color="black", bbox=box)
        if t == result.planted:
            axes.annotate(
                label("planted"), (t, -0.5), ha="center", va="bottom", color=RED, annotation_clip=False
            )
    axes.set(
        ylabel=label("token"),
        xlabel=label("output_position"),
        xticks=range(columns),
        xticklabels=range(1, columns + 1),
    )
    axes.set_yticks(
        range(len(rows)), [label("end") if i == EOS else result.names[i] for i in rows], fontsize=8
    )
    drawn.colorbar(image, label=label("probability"))
    return drawn


def describe(result: Translation, shown: int | None = None) -> str:
    """The same in HTML: the words that went in, the digits said so far, and whether they are right."""
    shown = len(result.said) if shown is None else shown
    chips = []
    for word, known in result.words:
        edge = "1px solid #999" if known else f"2px dashed {RED}"
        note = "" if known else f' <small style="color:{RED}">{pick("unknown", "未知词元")}</small>'
        chips.append(
            f'<span style="border:{edge};border-radius:4px;padding:1px 6px">{html.escape(word)}{note}</span>'
        )
    digits = []
    for t, i in enumerate(result.said[:shown]):
        if i != EOS:
            edge = f"3px solid {ORANGE}" if t == result.planted else f"1px solid {BLUE}"
            style = f"border:{edge};border-radius:4px;padding:0 8px;font-size:1.6em;font-family:monospace"
            digits.append(f'<span style="{style}">{html.escape(result.names[i])}</span>')
    verdict = _verdict(result) if shown == len(result.said) else ""
    return paper(
        f"<div>{pick('reads', '读入')}: {' '.join(chips)}</div>"
        f"<div style='min-height:2.6em'>{pick('writes', '写出')}: {' '.join(digits)}</div>"
        f"<div><b>{verdict}&nbsp;</b></div>"
    )


def _verdict(result: Translation) -> str:
    if result.expected is None:
        return pick("Is it right? You are the judge.", "对不对？请你来判断。")
    judged = 0 if result.planted is None else result.planted + 1  # the planted digit is not the model's fault
    right = result.text[judged:] == result.expected[judged:]
    if judged:
        rest = (
            pick("✓ the rest is right all the same", "✓ 后面仍然正确")
            if right
            else pick("✗ the rest is wrong", "✗ 后面错了")
        )
    else:
        rest = pick("✓ right", "✓ 正确") if right else pick("✗ wrong", "✗ 错误")
    return rest if right else rest + pick(f": it should be {result.expected}", f"：应为 {result.expected}")


class TranslatorLab(Lab):
    """Type a number, press Translate, and watch; plant a wrong digit, or break it in one of three ways."""

    def __init__(self, model: Seq2Seq, source_vocab: Vocab, target_vocab: Vocab, pause: float = 0.3):
        """`pause` is the time in seconds between two digits; 0 shows the whole answer at once."""
        self._parts = (model, source_vocab, target_vocab)
        self.pause = pause
        wide = {"style": {"description_width": "initial"}}
        self.typed = widgets.Text(
            "4217", description=pick("a number", "一个数"), continuous_update=False, **wide
        )
        self.position = widgets.Dropdown(
            options=[(pick("nothing planted", "不放入"), -1), *((str(i + 1), i) for i in range(9))],
            description=pick("plant at position", "在此位置放入"),
            layout=widgets.Layout(width="auto"),
            **wide,
        )
        self.digit = widgets.Dropdown(
            options="0123456789",
            value="9",
            description=pick("the digit", "数字"),
            layout=widgets.Layout(width="auto"),
            **wide,
        )
        self.go = button(pick("Translate", "翻译"), self.start, "primary")
        self.too_long = button(pick("too long", "太长"), lambda: self.preset("123456789"))
        self.wrong_digit = button(pick("a wrong digit", "错一位"), lambda: self.preset("5038214", 1))
        self.unknown = button(pick("an unknown word", "未知的词"), lambda: self.preset("seven dozen"))
        self.out = widgets.HTML()
        self.image = widgets.Image(format="png", layout=widgets.Layout(max_width="680px"))
        self.view = widgets.VBox(
            [
                widgets.HBox([self.typed, self.go]),
                widgets.HBox([self.position, self.digit]),
                widgets.HBox(
                    [
                        widgets.HTML(pick("Break it:", "把它弄坏：")),
                        self.too_long,
                        self.wrong_digit,
                        self.unknown,
                    ]
                ),
                self.out,
                self.image,
            ]
        )
        self._run: threading.Thread | None = None
        self._latest = threading.Event()  # set on an older run when a newer one starts
        self._show(compute(*self._parts, self.typed.value))
        self.typed.observe(lambda _: self.start(), "value")

    def picture(self) -> Figure:
        return plot(compute(*self._parts, "4217"))

    def preset(self, typed: str, position: int = -1) -> None:
        """Fill in the controls and start."""
        with self.typed.hold_trait_notifications():
            self.position.value, self.digit.value = position, "9"
            self.typed.value = typed
        self.start()

    def start(self) -> None:
        """Translate what the controls say, digit by digit, in a thread; a newer start ends an older one."""
        self._latest.set()
        self._latest = threading.Event()
        plant = (self.position.value, self.digit.value) if self.position.value >= 0 else None
        try:
            result = compute(*self._parts, self.typed.value, plant)
        except ValueError as problem:
            self.out.value, self.image.value = paper(html.escape(str(problem))), b""
            return
        self._run = threading.Thread(target=self._reveal, args=(result, self._latest), daemon=True)
        self._run.start()

    def join(self, timeout: float = 30) -> None:
        """Wait until the last digit is shown."""
        if self._run:
            self._run.join(timeout)

    def _reveal(self, result: Translation, replaced: threading.Event) -> None:
        for shown in range(1, len(result.said) + 1) if self.pause else [len(result.said)]:
            if replaced.wait(self.pause):
                return
            self._show(result, shown)

    def _show(self, result: Translation, shown: int | None = None) -> None:
        self.out.value = describe(result, shown)
        self.image.value = plot(result, shown).png()
