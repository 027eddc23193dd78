"""What the translator lab shows: words read, digits written so far, whether they are right; probabilities."""

import html

from course_lib.data.vocab import EOS, UNK
from course_lib.kit.card import card
from course_lib.kit.figure import BLUE, ORANGE, RED, Figure
from course_lib.kit.labels import Labels
from course_lib.language import live

from .compute import Translation


def describe(result: Translation, shown: int | None = None) -> str:
    """One card, as far as `shown` steps; the verdict comes with the last."""
    shown = len(result.said) if shown is None else shown
    chips = []
    for word, known in result.words:
        edge = "1px solid #999" if known else f"2px dashed {RED}"
        note = "" if known else f' <small style="color:#A33F00">{label("unknown")}</small>'
        style = f"border:{edge};border-radius:4px;padding:1px 6px"
        chips.append(f'<span style="{style}">{html.escape(word)}{note}</span>')
    digits = []
    for t, i in enumerate(result.said[:shown]):
        if i != EOS:
            edge = f"3px solid {ORANGE}" if t == result.planted else f"1px solid {BLUE}"
            style = f"border:{edge};border-radius:4px;padding:0 8px;font-size:1.6em;"
            style += "font-family:var(--jp-code-font-family,monospace)"
            digits.append(f'<span style="{style}">{html.escape(result.names[i])}</span>')
    verdict = _verdict(result) if shown == len(result.said) else ""
    return card(
        f"<div>{label('reads')}{' '.join(chips)}</div>"
        f"<div style='min-height:2.6em'>{label('writes')}{' '.join(digits)}</div>"
        f"<div><b>{verdict}&nbsp;</b></div>"
    )


def _verdict(result: Translation) -> str:
    if result.plant:
        return _verdict_on_the_rest(result)
    if result.expected is None:
        return label("judge")
    if result.text == result.expected:
        return label("right")
    return label("wrong", expected=result.expected)


def _verdict_on_the_rest(result: Translation) -> str:
    """The planted digit is not the model's fault: what follows is judged, against the right answer."""
    place, digit = result.plant
    if result.planted is None:
        return label("ended", place=place + 1)
    said = label("planted_at", digit=digit, place=place + 1)
    if result.expected is None:
        return said + label("alone", alone=result.alone)
    if result.expected[place : place + 1] == digit:
        return said + label("right_anyway")
    if result.text[place + 1 :] == result.expected[place + 1 :]:
        return said + label("rest_right")
    rest = result.expected[place + 1 :] or label("the_end")
    return said + label("rest_wrong", rest=rest, alone=result.alone)


LABELS = {
    "token": ("target token", "目标词元"),
    "output_position": ("output position", "输出位置"),
    "steps_alt": (
        "The model's answer {said}: one column a position, with the likeliest tokens and their probability.",
        "模型的输出 {said}：每个位置一列，列出最可能的词元及其概率。",
    ),
    "end": ("(end)", "（结束）"),
    "planted": ("planted", "植入"),
    "unknown": ("unknown", "未知词元"),
    "reads": ("reads: ", "读入："),
    "writes": ("writes: ", "写出："),
    "judge": ("Is it right? You are the judge.", "对不对？请你来判断。"),
    "right": ("✓ right", "✓ 正确"),
    "wrong": ("✗ wrong: it should be {expected}", "✗ 错误：应为 {expected}"),
    "ended": (
        "Nothing was planted: the answer ended before position {place}.",
        "没有植入：第 {place} 位之前就已结束。",
    ),
    "planted_at": ("{digit} planted at position {place}. ", "在第 {place} 位植入了 {digit}。"),
    "alone": ("Alone it writes {alone}.", "不植入时，它写的是 {alone}。"),
    "right_anyway": ("That is the right digit: choose another.", "这一位本来就对：换一个数字试试。"),
    "rest_right": ("✓ the rest is right all the same", "✓ 后面仍然正确"),
    "rest_wrong": (
        "✗ the rest is wrong: it should go on {rest}. Alone the model writes {alone}.",
        "✗ 后面错了：应接着写 {rest}。不植入时，模型写的是 {alone}。",
    ),
    "the_end": ("the end", "结束"),
    "number": ("a number", "一个数"),
    "no_plant": ("none", "不植入"),
    "plant_at": ("plant a digit at position", "在第几位植入数字"),
    "digit": ("the digit", "植入的数字"),
    "break": ("Break it", "把它弄坏"),
    "too_long": ("too long", "太长"),
    "wrong_digit": ("a wrong digit", "错一位"),
    "unknown_word": ("an unknown word", "未知的词"),
}
POSITIONS = 9  # at which a digit can be planted
PRESETS = {  # what is typed, where the digit 9 is planted, from 0 (-1: nowhere), by the language it reads
    "too_long": {"en": ("12345678", -1), "zh": ("12345678", -1)},
    "wrong_digit": {"en": ("538214", 1), "zh": ("538214", 1)},
    "unknown_word": {"en": ("seven dozen", -1), "zh": ("七打", -1)},
}
label = Labels(LABELS)


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
