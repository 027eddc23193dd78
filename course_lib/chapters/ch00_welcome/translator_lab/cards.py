"""What the translator lab shows: words read, digits written so far, whether they are right; probabilities."""

import html

from course_lib.data.vocab import EOS, UNK
from course_lib.kit.card import card
from course_lib.kit.figure import BLUE, ORANGE, RED, Figure
from course_lib.language import label, live, pick, speak

from .compute import Translation


def describe(result: Translation, shown: int | None = None) -> str:
    """One card, as far as `shown` steps; the verdict comes with the last."""
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
            style = f"border:{edge};border-radius:4px;padding:0 8px;font-size:1.6em;"
            style += "font-family:var(--jp-code-font-family,monospace)"
            digits.append(f'<span style="{style}">{html.escape(result.names[i])}</span>')
    verdict = _verdict(result) if shown == len(result.said) else ""
    return card(
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
            f"没有植入：第 {place + 1} 位之前就已结束。",
        )
    said = pick(f"{digit} planted at position {place + 1}. ", f"在第 {place + 1} 位植入了 {digit}。")
    if result.expected is None:
        return said + pick(f"Alone it writes {result.alone}.", f"不植入时，它写的是 {result.alone}。")
    if result.expected[place : place + 1] == digit:
        return said + pick("That is the right digit: choose another.", "这一位本来就对：换一个数字试试。")
    rest = result.expected[place + 1 :] or pick("the end", "结束")
    if result.text[place + 1 :] == result.expected[place + 1 :]:
        return said + pick("✓ the rest is right all the same", "✓ 后面仍然正确")
    return said + pick(
        f"✗ the rest is wrong: it should go on {rest}. Alone the model writes {result.alone}.",
        f"✗ 后面错了：应接着写 {rest}。不植入时，模型写的是 {result.alone}。",
    )


LABELS = {
    "token": ("target token", "目标词元"),
    "output_position": ("output position", "输出位置"),
    "steps_alt": (
        "The model's answer {said}: one column a position, with the likeliest tokens and their probability.",
        "模型的输出 {said}：每个位置一列，列出最可能的词元及其概率。",
    ),
    "end": ("(end)", "（结束）"),
}
speak(LABELS)


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
                pick("planted", "植入"), (t, -0.5), ha="center", va="bottom", color=RED, annotation_clip=False
            )
    axes.set(xlabel=label("output_position"), xticks=range(columns), xticklabels=range(1, columns + 1))
    names = [label("end") if i == EOS else result.names[i] for i in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.set_ylabel(label("token"))
    drawn.colorbar(image, label=label("probability"))
    return drawn
