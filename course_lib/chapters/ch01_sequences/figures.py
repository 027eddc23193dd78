"""Sequences: text cut into boxes, pieces that grow, how long sentences are, what padding takes."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_lib.data.vocab import UNK
from course_lib.kit.card import visible
from course_lib.kit.figure import BLUE, ORANGE, RED, Figure, tidy
from course_lib.kit.labels import Labels

LABELS = {
    "length": ("length (tokens)", "长度（词元数）"),
    "pairs": ("pairs", "句对数"),
    "source": ("source", "源序列"),
    "target": ("target", "目标序列"),
    "lengths_of_both_alt": (
        "Bars of how many pairs have each length: sources are mostly longer than their targets.",
        "各个长度的句对数柱状图：源序列大多比目标序列长。",
    ),
    "tokens": ("{name}: {count}", "{name}：{count} 个"),
    "unknown": ("{id} unknown", "{id} 未知"),
    "cut_alt": ("Texts cut into tokens: {rows}.", "切成词元的文字：{rows}。"),
    "before_merging": ("start", "开始"),
    "merges_alt": (
        "Pieces of {words}, a row for each of {steps} merges. At the end: {last}.",
        "{words} 的小块，每合并一次一行，共 {steps} 次。最后是：{last}。",
    ),
    "per_batch": ("pairs in a batch", "每批句对数"),
    "share": ("padding (of 100 places)", "填充（每 100 个位置）"),
    "padding_alt": (
        "Padding of 100 places, by the number of sentences in a batch: {values}.",
        "每 100 个位置里的填充，按每批句数：{values}。",
    ),
}
label = Labels(LABELS)
LETTER, GAP, WIDTH = 0.085, 0.07, 7.6  # inches: half a Chinese character, a token's sides, a figure
PLAIN = {"facecolor": "white", "edgecolor": "#777777", "linewidth": 0.8}
NEW = {"facecolor": "#FCE9C4", "edgecolor": ORANGE, "linewidth": 1.6}
UNKNOWN = {"facecolor": "#FBE9DF", "edgecolor": RED, "linestyle": "--", "linewidth": 2}


def cuts(rows: Sequence[tuple]) -> Figure:
    """A row of boxes for each (name, tokens) or (name, tokens, ids): cuts, and what is unknown."""
    said = [label("tokens", name=row[0], count=len(row[1])) for row in rows]
    boxes = [[_with_id(*pair) for pair in zip(row[1], _ids(row), strict=True)] for row in rows]
    wide = max(WIDTH, *(_wide(texts) for texts in boxes))
    drawn, axes = _sheet(label("cut_alt", rows="; ".join(said)), 0.62 * len(rows), wide)
    for number, (row, texts, title) in enumerate(zip(rows, boxes, said, strict=True)):
        y, x = 0.62 * number, 0.0
        axes.text(0, y + 0.1, title, fontsize=8, color="#555555", va="center")
        for text, i in zip(texts, _ids(row), strict=True):
            x = _box(axes, x, y + 0.2, text, UNKNOWN if i == UNK else PLAIN)
    return drawn


def merges(states: Sequence[dict[str, list[str]]], pairs: Sequence[tuple[str, str]]) -> Figure:
    """The pieces of each word, before the first merge and after each; what a merge has made is marked."""
    last = "; ".join(" ".join(pieces) for pieces in states[-1].values())
    words = ", ".join(states[0])
    alt = label("merges_alt", words=words, steps=len(pairs), last=last)
    drawn, axes = _sheet(alt, 0.33 * len(states), WIDTH)
    for step, state in enumerate(states):
        made = pairs[step - 1] if step else None
        name = f"{step}: {made[0]} + {made[1]}" if made else label("before_merging")
        axes.text(0, 0.33 * step + 0.15, name, fontsize=8.5, va="center")
        x = 1.15
        for word, pieces in state.items():
            at = x
            for piece in pieces:
                at = _box(axes, at, 0.33 * step, piece, NEW if made and piece == "".join(made) else PLAIN)
            x += _wide(states[0][word]) + 0.25
    return drawn


def lengths(source: list[int], target: list[int]) -> Figure:
    """How many sentences have each length in tokens: sources and targets side by side."""
    drawn = Figure(label("lengths_of_both_alt"), height=2.6)
    axes = drawn.subplots()
    sides = ((-0.2, source, BLUE, None, "source"), (0.2, target, ORANGE, "///", "target"))
    for shift, values, colour, hatch, name in sides:
        counts = [values.count(n) for n in range(max(values) + 1)]
        places = [n + shift for n in range(len(counts))]
        axes.bar(places, counts, 0.4, color=colour, hatch=hatch, edgecolor="white", label=label(name))
    axes.set(xlabel=label("length"), ylabel=label("pairs"))
    axes.set_xticks(range(max(*source, *target) + 1))
    tidy(axes)
    axes.legend(fontsize=8)
    return drawn


def padding(shares: dict[int, float]) -> Figure:
    """How much of the batches is padding, for each number of sentences in a batch."""
    values = {str(size): 100 * share for size, share in shares.items()}
    alt = label("padding_alt", values=", ".join(f"{size}: {value:.0f}" for size, value in values.items()))
    drawn = Figure(alt, width=5.0, height=2.4)
    axes = drawn.subplots()
    axes.plot(list(values), list(values.values()), "o-", color=BLUE)
    for size, value in values.items():
        axes.annotate(f"{value:.0f}", (size, value), (0, 6), textcoords="offset points", ha="center")
    axes.set(xlabel=label("per_batch"), ylabel=label("share"), ylim=(0, 35))
    tidy(axes)
    return drawn


def _ids(row: tuple) -> Sequence[int | None]:
    return row[2] if len(row) > 2 else [None] * len(row[1])


def _with_id(token: str, i: int | None) -> str:
    """A token as its box says it."""
    note = "" if i is None else f" · {label('unknown', id=i) if i == UNK else i}"
    return visible(token) + note


def _sheet(alt: str, height: float, width: float) -> tuple[Figure, Axes]:
    """An empty figure whose units are inches, from the top downward."""
    drawn = Figure(alt, width=width + 0.05, height=height + 0.1)
    drawn.set_layout_engine("none")
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-0.05, width), ylim=(height + 0.05, -0.05))
    axes.axis("off")
    return drawn, axes


def _box(axes: Axes, x: float, y: float, token: str, look: dict) -> float:
    """Draw one token; where the next begins."""
    width = _wide([token])
    axes.add_patch(Rectangle((x, y), width - 0.03, 0.27, **look))
    middle = x + width / 2 - 0.015
    axes.text(middle, y + 0.14, token, ha="center", va="center", fontsize=8.5, parse_math=False)
    return x + width


def _wide(tokens: Sequence[str]) -> float:
    """How many inches the boxes of these tokens take."""
    return sum(LETTER * sum(1 + (ord(c) > 0x2E80) for c in token) + 2 * GAP for token in tokens)
