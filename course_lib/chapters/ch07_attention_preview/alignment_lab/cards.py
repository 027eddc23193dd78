"""What the alignment lab shows: answers, the source shaded by one row of weights, exact match by length."""

import html

from torch import Tensor

from course_lib.kit.card import INK, card, levels, points, scrolled, sideways, text, visible
from course_lib.kit.figure import BLUE, GREEN, GREY, ORANGE, RED
from course_lib.kit.heat import chips, number
from course_lib.kit.tasks import TRAINED
from course_lib.language import pick

from ..experiments.bottleneck import SCORES
from ..figures import label
from .compute import Reading

SIGNS = ((GREY, "", "×"), (GREEN, "2 3", "▲"), (BLUE, "", "●"), (ORANGE, "7 3", "■"))
LOOKS = dict(zip(SCORES, SIGNS, strict=True))  # of a score's line: colour, dashes, sign


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
    source = html.escape("".join(first.source[:-1]) if first.task == "dates" else " ".join(first.source[:-1]))
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
    costs: list[str] = []
    if mattered is not None:  # none for EOS
        known = [*map(nats, mattered.tolist()), *["–"] * (len(reading.source) - len(mattered))]
        costs = [f'<small class="m">{cost}</small>' for cost in known]
    return f"<div>{lead}</div>{chips(reading.source, row, costs)}{_verdict(reading, row, mattered)}"


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


def curve(found: dict[str, list[list[float]]], count: int, chosen: str) -> str:
    """What each model gets of lists of `count` numbers, in words and as a picture."""
    words = pick(
        f"Held-out lists of {count}: the share that each model writes without a mistake; mean and range "
        "over 3 seeds.",
        f"{count} 个数的留出列表：各模型写得全对的比例，3 个随机种子的均值和范围。",
    )
    return card(words + lengths(found, count, chosen))


def lengths(found: dict[str, list[list[float]]], at: int, chosen: str) -> str:
    """found: score -> exact match by length, a row a seed: means as lines, ranges over seeds as bands.

    A vertical line stands where training ended, another, and the means, at length `at`.
    """
    left, top, wide, high = 52, 14, 460, 170
    count = len(next(iter(found.values()))[0])

    def x(n: float) -> float:
        return left + wide * (n - 1) / (count - 1)

    def y(share: float) -> float:
        return top + high * (1 - share)

    base = top + high
    parts = [*levels((0, 0.5, 1), y, left, wide)]
    parts += [text(x(n), base + 17, str(n)) for n in range(1, count + 1)]
    ends, limit = x(TRAINED + 0.5), f"{label('longest_trained')}: {TRAINED}"
    turned = f' transform="rotate(-90 {ends + 14} {base - 6})"'
    parts.append(f'<path d="M{ends} {top}v{high}" stroke="{INK}" stroke-dasharray="3 4"/>')
    parts.append(text(ends + 14, base - 6, limit, "start", more=turned))
    parts.append(f'<path d="M{x(at)} {top}v{high}" stroke="{RED}" stroke-width="2.5"/>')
    said = []
    for k, (score, seeds) in enumerate(found.items()):
        colour, dash, sign = LOOKS[score]
        columns = list(zip(*seeds, strict=True))
        means = [sum(column) / len(column) for column in columns]
        edge = [(x(n), y(max(column))) for n, column in enumerate(columns, start=1)]
        edge += [(x(n), y(min(column))) for n, column in reversed([*enumerate(columns, start=1)])]
        line = points((x(n), y(mean)) for n, mean in enumerate(means, start=1))
        parts.append(f'<polygon points="{points(edge)}" fill="{colour}" opacity=".18"/>')
        look = f'stroke="{colour}" stroke-width="{3.5 if score == chosen else 1.8}" stroke-dasharray="{dash}"'
        parts.append(f'<polyline class="{score}" points="{line}" fill="none" {look}/>')
        parts.append(text(x(at), y(means[at - 1]) + 5, sign, ink=colour))
        column = columns[at - 1]
        told = f"{label(score)} {means[at - 1]:.2f} ({min(column):.2f}–{max(column):.2f})"
        said.append(told)
        below = base + 62 + 20 * k
        parts.append(text(left + 8, below, sign, ink=colour))
        parts.append(text(left + 22, below, told, "start", bold=score == chosen))
    parts.append(text(left + wide / 2, base + 36, label("numbers_listed")))
    parts.append(sideways(top + high / 2, label("exact_short"), 12.5))
    alt = label("by_length_alt", at=at, said="; ".join(said))
    return scrolled(parts, left + wide + 20, base + 56 + 20 * len(found), alt)
