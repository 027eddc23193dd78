"""Cards: the answer with its mark, and the source shaded by one row of weights, as HTML."""

import html

from torch import Tensor

from course_lib.kit.chips import visible
from course_lib.kit.figure import GREEN, RED
from course_lib.kit.heat import STYLE, chip, number
from course_lib.language import pick

from ..figures import label
from .reading import Reading


def nats(value: float) -> str:
    """One digit after the point, and no minus before a nought."""
    return f"{value:.1f}" if abs(value) >= 0.05 else "0"


def answer(reading: Reading) -> str:
    """What the model writes, and whether it is right."""
    said = html.escape(visible(reading.text)) if reading.task == "dates" else html.escape(reading.text)
    name = label(reading.attention)
    if reading.correct is None:
        mark, note = "?", pick("nobody here can check this source", "这个源序列，这里没有标准答案")
    elif reading.correct:
        mark, note = f'<b style="color:{GREEN}">✓</b>', pick("right", "正确")
    else:
        wrong = reading.right.count(False)
        mark = f'<b style="color:{RED}">✗</b>'
        note = pick(
            f"{wrong} of its {len(reading.right)} tokens are wrong",
            f"{len(reading.right)} 个词元中错了 {wrong} 个",
        )
    return f"<div><b>{name}</b>{pick(': ', '：')}{said or '∅'} {mark} <small>{note}</small></div>"


def answers(readings: list[Reading]) -> str:
    """The source, the answers of several models, and the right one where one of them is wrong."""
    first = readings[0]
    source = html.escape(
        " ".join(first.source[:-1]) if first.task == "numbers" else "".join(first.source[:-1])
    )
    lines = [f"<div>{pick('source: ', '源序列：')}{source}</div>", *map(answer, readings)]
    if first.expected is not None and not all(reading.correct for reading in readings):
        lines.append(f"<div>{pick('gold answer: ', '标准答案：')}{html.escape(first.expected)}</div>")
    return "".join(lines)


def looked(reading: Reading, at: int, mattered: Tensor | None) -> str:
    """The source shaded by the weights with which output token `at` was written, numbers beneath.

    With `mattered`, also how many nats each token would cost; the largest of both are named.
    """
    word = html.escape(reading.output[at])
    place = pick(f"token {at + 1} of {len(reading.output)}", f"第 {at + 1} 个，共 {len(reading.output)} 个")
    row = None if reading.weights is None else reading.weights[at].tolist()
    lead = pick(f"To write <b>{word}</b> ({place}), ", f"写 <b>{word}</b>（{place}）时，")
    if row is None:
        lead += pick(
            "this model looks at no source token: all it has is the last state of the encoder.",
            "模型不看任何源词元：它只有编码器的最后一个隐状态。",
        )
    else:
        top = max(range(len(row)), key=row.__getitem__)
        lead += pick(
            f"the model looks most at <b>{html.escape(reading.source[top])}</b> ({number(row[top])}).",
            f"模型看得最多的是 <b>{html.escape(reading.source[top])}</b>（{number(row[top])}）。",
        )
    chips = [_chip(token, s, row, mattered) for s, token in enumerate(reading.source)]
    line = f'<div class="course-looks">{"".join(chips)}</div>'
    return f"{STYLE}<div>{lead}</div>{line}{_verdict(reading, row, mattered)}"


def _chip(token: str, s: int, row: list[float] | None, mattered: Tensor | None) -> str:
    cost = ""
    if mattered is not None:
        known = s < len(mattered)
        cost = f'<small class="m">{nats(float(mattered[s])) if known else "–"}</small>'
    if row is None:
        return chip(token, None, False, cost)
    return chip(token, row[s], row[s] == max(row), cost)


def _verdict(reading: Reading, row: list[float] | None, mattered: Tensor | None) -> str:
    """What the second row of numbers means, and whether it agrees with the first."""
    if mattered is None:
        return ""
    best = int(mattered.argmax())
    what = pick(
        "Second number: nats of log p that this output token loses when the source token is replaced by "
        "another of its kind (mean over all; none could stand for EOS, nor for a comma between numbers).",
        "第二个数：把该源词元换成同类的其他词元时，这个输出词元的 log p 下降多少 nat"
        "（对所有替换取平均；EOS 没有同类，数之间的逗号也没有）。",
    )
    if float(mattered[best]) < 1:
        found = pick("Here no token matters much: less than 1 nat.", "这里换哪个都影响不大：不到 1 nat。")
    else:
        name, cost = html.escape(reading.source[best]), nats(float(mattered[best]))
        found = pick(
            f"What matters most is <b>{name}</b> ({cost} nats)", f"影响最大的是 <b>{name}</b>（{cost} nat）"
        )
        if row is None:
            found += pick(".", "。")
        elif row[best] == max(row):
            found += pick(": there the model looks, too.", "：模型看的也正是它。")
        else:
            found += pick(
                f", which has only {number(row[best])} of the weight: the model looks most elsewhere. (Every "
                "state behind it has read it, too.)",
                f"，而它的权重只有 {number(row[best])}：模型看得最多的是别处。"
                "（它后面的每个状态也都读过它。）",
            )
    return f"<div>{found}</div><small>{what}</small>"
