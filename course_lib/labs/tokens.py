"""The tokens lab: type sentences, and see them become tokens, ids, and one padded batch."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import ipywidgets as widgets
import torch
from matplotlib.patches import Patch, Rectangle

from ..batching import batches, pad_sources
from ..plots import BLUE, GREY, RED, Figure, drawable, label, pick
from ..subwords import SPACE
from ..tokenization import tokenize
from ..vocab import EOS, PAD, UNK, Vocab
from . import chips
from .everyday import CHINESE, ENGLISH
from .shell import Lab, button, paper

MAX_LINES, MAX_TYPED = 12, 2000  # sentences, characters
MAX_COLUMNS = {"html": 100, "figure": 24}  # positions that a grid shows
TRAINING_TEXT = ENGLISH + CHINESE
SIZES = (120, 250, 400, 600, 1000)  # of a subword vocabulary; the first has no room for every character
BATCH_SIZES = (4, 8, 16)
EXAMPLE = "I like tea.\n我喜欢喝热茶。\nIt was dark, so we walked to the station."


@dataclass(frozen=True)
class Tokens:
    """Typed sentences on their way into a model, and the padding that a training on `texts` would have."""

    tokens: list[list[str]]  # what each line was cut into, without EOS
    ids: list[list[int]]  # the same as ids, EOS last
    batch: torch.Tensor  # (B, S)
    mask: torch.Tensor  # (B, S), True at tokens and EOS, False at PAD
    unit: str
    vocab_size: int
    texts: int  # sentences in the training text
    batch_size: int  # of its batches
    shuffled: float  # share of its positions that are PAD, in batches without length buckets
    bucketed: float  # and with them

    @property
    def unknown(self) -> int:
        return sum(row.count(UNK) for row in self.ids)

    @property
    def total(self) -> int:
        return sum(map(len, self.tokens))

    @property
    def padding(self) -> float:
        """Share of the typed batch's positions that are PAD."""
        return 1 - int(self.mask.sum()) / self.mask.numel()


def read(typed: str) -> list[str]:
    """The lines that have something in them.

    Raises ValueError, in the learner's language, for nothing at all and for far too much.
    """
    lines = [line for line in typed.splitlines() if line.strip()]
    if not lines:
        raise ValueError(pick("Type a sentence, or several lines.", "请输入一个句子，或者几行文字。"))
    if len(lines) > MAX_LINES:
        raise ValueError(pick(f"At most {MAX_LINES} lines, please.", f"请不要超过 {MAX_LINES} 行。"))
    if len(typed) > MAX_TYPED:
        raise ValueError(
            pick(f"At most {MAX_TYPED:,} characters, please.", f"请不要超过 {MAX_TYPED} 个字符。")
        )
    return lines


@lru_cache(maxsize=32)
def vocabulary(texts: tuple[str, ...], unit: str, size: int) -> Vocab:
    """The vocabulary of a training text; `size` counts for subwords only. Built once."""
    return Vocab.build(texts, unit, size=size)


@lru_cache(maxsize=128)
def waste(texts: tuple[str, ...], unit: str, size: int, batch_size: int) -> tuple[float, float]:
    """The share of PAD in one epoch's batches of the training text: (without, with) length buckets."""
    vocab = vocabulary(texts, unit, size)
    pairs = [(vocab.encode(text), []) for text in texts]
    shares = []
    for pool in (1, 50):  # a pool of one batch has nothing to sort by length
        drawn = [b.source for b in batches(pairs, batch_size, torch.Generator().manual_seed(0), pool)]
        shares.append(sum(int((s == PAD).sum()) for s in drawn) / sum(s.numel() for s in drawn))
    return shares[0], shares[1]


def cut(line: str, vocab: Vocab, ids: Sequence[int]) -> list[str]:
    """The text of each id, that of an unknown token too."""
    if vocab.unit != "subword":
        return tokenize(line, vocab.unit)
    rest = " ".join(line.split()).replace(" ", SPACE)
    rest = rest if rest.startswith(SPACE) else SPACE + rest
    pieces = []
    for i in ids:
        piece = rest[:1] if i == UNK else vocab.names[i]  # what no piece covers is unknown one by one
        pieces.append(piece)
        rest = rest[len(piece) :]
    return pieces


def compute(
    typed: str,
    unit: str = "word",
    size: int = SIZES[2],
    batch_size: int = BATCH_SIZES[1],
    texts: Sequence[str] = TRAINING_TEXT,
) -> Tokens:
    """Cut what was typed, line by line, with the vocabulary of `texts`. Raises ValueError as `read` does.

    `unit` is as in course_lib.tokenization; `size` is that of a subword vocabulary.
    """
    lines, texts = read(typed), tuple(texts)
    size = size if unit == "subword" else 0  # one vocabulary, whatever the slider says
    vocab = vocabulary(texts, unit, size)
    ids = [vocab.encode(line) for line in lines]
    batch, lengths = pad_sources(ids)
    shuffled, bucketed = waste(texts, unit, size, batch_size)
    return Tokens(
        tokens=[cut(line, vocab, row) for line, row in zip(lines, ids, strict=True)],
        ids=[[*row, EOS] for row in ids],
        batch=batch,
        mask=torch.arange(batch.shape[1]) < lengths[:, None],
        unit=unit,
        vocab_size=len(vocab),
        texts=len(texts),
        batch_size=batch_size,
        shuffled=shuffled,
        bucketed=bucketed,
    )


def plot(result: Tokens) -> Figure:
    """The padded batch: a row for each sentence, a column for each position; token above id where it fits."""
    rows, columns = result.batch.shape
    shown = min(columns, MAX_COLUMNS["figure"])
    alt = label(
        "batch_alt",
        rows=rows,
        columns=columns,
        unknown=result.unknown,
        padding=f"{result.padding:.0%}",
    )
    longest = max((_width(token) for row in result.tokens for token in row[:shown]), default=0)
    width = min(max(0.42, longest), 1.2, 9 / shown)  # inches
    drawn = Figure(alt, width=max(5.0, 1.2 + width * shown), height=1.5 + 0.5 * rows)
    axes = drawn.subplots()
    looks = {
        PAD: {"facecolor": "#EEEEEE", "edgecolor": GREY, "hatch": "////", "linewidth": 0.5},
        UNK: {"facecolor": "#FBE9DF", "edgecolor": RED, "linestyle": "--", "linewidth": 2},
        EOS: {"facecolor": "#E3F0F8", "edgecolor": BLUE, "linewidth": 1.5},
    }
    plain = {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.5}
    for i, row in enumerate(result.batch[:, :shown].tolist()):
        for j, number in enumerate(row):
            axes.add_patch(Rectangle((j - 0.46, i - 0.44), 0.92, 0.88, **looks.get(number, plain)))
            name = chips.visible(result.tokens[i][j]) if j < len(result.tokens[i]) else ""
            name = "EOS" if number == EOS else name
            fits = name and drawable(name) and _width(name) <= width
            text = "" if number == PAD else f"{name}\n{number}" if fits else str(number)
            axes.text(j, i, text, ha="center", va="center", fontsize=8, color="black", parse_math=False)
    axes.set(
        xlim=(-0.6, shown - 0.4),
        ylim=(rows - 0.4, -0.6),
        xlabel=label("position") if shown == columns else label("position_first", shown=shown, all=columns),
        ylabel=label("sentence"),
        xticks=range(shown),
        xticklabels=range(1, shown + 1),
        yticks=range(rows),
        yticklabels=range(1, rows + 1),
    )
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    keys = [Patch(label=label(key), **looks[i]) for key, i in (("pad", PAD), ("eos", EOS), ("unk", UNK))]
    drawn.legend(handles=keys, loc="outside upper center", ncols=3, frameon=False, fontsize=8)
    return drawn


def _width(token: str) -> float:
    """About how many inches a token takes in a cell."""
    return 0.075 * sum(1 + (ord(c) > 0x2E80) for c in chips.visible(token))


def describe(result: Tokens) -> str:
    """The same in HTML: chips with ids for each line, the batch and its mask, and what padding wastes."""
    parts = [_summary(result)]
    for i, (row, ids) in enumerate(zip(result.tokens, result.ids, strict=True), start=1):
        ending = "" if len(row) == 1 else "s"
        lead = pick(f"{i}: {len(row)} token{ending}", f"{i}：{len(row)} 个词元")
        parts.append(chips.line(lead, row, ids))
    if result.unit == "subword":
        note = pick(f"{SPACE} stands for the space before a word.", f"{SPACE} 表示词前的空格。")
        parts.append(f"<p><small>{note}</small></p>")
    return chips.card([*parts, *_batch(result), *_training(result)])


def _batch(result: Tokens) -> list[str]:
    """The batch and its mask, as far as MAX_COLUMNS."""
    rows, columns = result.batch.shape
    pad, cells, shown = f"{result.padding:.0%}", rows * columns, MAX_COLUMNS["html"]
    cut_off = pick(f"The first {shown} of {columns:,} positions:", f"{columns} 个位置中的前 {shown} 个：")
    ids, mask = result.batch[:, :shown].tolist(), result.mask[:, :shown].int().tolist()
    name = pick("ids and mask of the batch", "小批量的编号与掩码")
    return [
        f"<h4>{pick('The padded batch', '填充后的小批量')}</h4>",
        pick(
            f"<p>{rows} × {columns} = {cells:,} positions, <b>{pad}</b> of them wasted on PAD.</p>",
            f"<p>{rows} × {columns} = {cells} 个位置，其中 <b>{pad}</b> 浪费在 PAD 上。</p>",
        ),
        f"<p><small>{cut_off}</small></p>" if columns > shown else "",
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">',
        chips.grid(pick("token ids (0 is PAD)", "词元编号（0 是 PAD）"), ids, ids),
        chips.grid(pick("mask: 1 counts, 0 is PAD", "掩码：1 有效，0 是 PAD"), mask, mask),
        "</div>",
    ]


def _summary(result: Tokens) -> str:
    share = f"{result.unknown / result.total:.0%}" if result.total else "0%"
    return pick(
        f"<p>vocabulary: <b>{result.vocab_size:,}</b> entries, 4 of them special · "
        f"tokens typed: <b>{result.total:,}</b> · unknown: <b>{result.unknown:,} ({share})</b></p>",
        f"<p>词表：<b>{result.vocab_size}</b> 项，其中 4 个特殊词元 · "
        f"输入的词元：<b>{result.total}</b> · 未知：<b>{result.unknown}（{share}）</b></p>",
    )


def _training(result: Tokens) -> list[str]:
    """What the whole training text wastes, without and with length buckets."""
    title = pick(
        f"The training text: {result.texts:,} sentences in batches of {result.batch_size}",
        f"训练文本：{result.texts} 个句子，每批 {result.batch_size} 个",
    )
    rows = [f"<h4>{title}</h4>"]
    for name, share in (
        (pick("without length buckets", "不按长度分桶"), result.shuffled),
        (pick("with length buckets", "按长度分桶"), result.bucketed),
    ):
        bar = f'<span class="bar"><b style="width:{share:.0%}"></b></span>'
        wasted = pick(f"<b>{share:.0%}</b> wasted", f"浪费 <b>{share:.0%}</b>")
        rows.append(f"<p>{bar}{name}{pick(': ', '：')}{wasted}</p>")
    return rows


class TokensLab(Lab):
    """Type lines of text, choose how they are cut, and watch ids, padding and mask follow every key."""

    def __init__(self, texts: Sequence[str] = TRAINING_TEXT, typed: str = EXAMPLE, unit: str = "word"):
        """`texts` is what the vocabulary is built from: some hundred sentences, so that it stays quick."""
        self._texts, self._first = tuple(texts), (typed, unit)
        free, wide = widgets.Layout(width="auto"), {"description_width": "initial"}
        self.typed = widgets.Textarea(
            typed,
            description=pick("sentences", "句子"),
            rows=4,
            layout=widgets.Layout(width="98%"),
            style=wide,
        )
        self.unit = widgets.ToggleButtons(
            options=[
                (pick("characters", "字符"), "char"),
                (pick("words", "词（按空格）"), "word"),
                (pick("words and punctuation", "词与标点"), "text-word"),
                (pick("subwords", "子词"), "subword"),
            ],
            value=unit,
            style={"button_width": "auto"},
            layout=free,
        )
        self.size = widgets.SelectionSlider(
            options=SIZES, value=SIZES[2], description=pick("subword vocabulary", "子词词表大小"), style=wide
        )
        self.batch_size = widgets.Dropdown(
            options=BATCH_SIZES,
            value=BATCH_SIZES[1],
            description=pick("training batches of", "训练小批量大小"),
            layout=free,
            style=wide,
        )
        presets = (
            (pick("Chinese", "中文"), "我喜欢自然语言处理"),
            (pick("a rare word", "少见的词"), "I was surprised by her unfriendliness."),
            (pick("two languages", "中英混合"), "我喜欢 computer，because it is 很安静。"),
            (pick("emoji", "表情符号"), "Thank you 👍🏽 see you 😀"),
            (pick("long and short", "有长有短"), "Hi.\n请把窗户关上。\nThe bus was late.\n" + ENGLISH[-2]),
        )
        self.presets = [button(name, lambda text=text: self.preset(text)) for name, text in presets]
        row = widgets.Layout(flex_flow="row wrap", align_items="center")
        self.out = widgets.HTML()
        self.view = widgets.VBox(
            [
                self.typed,
                widgets.HBox([widgets.HTML(pick("Try:", "试一试：")), *self.presets], layout=row),
                widgets.HBox([widgets.HTML(pick("Cut into:", "切分为：")), self.unit], layout=row),
                widgets.HBox([self.size, self.batch_size], layout=row),
                self.out,
            ]
        )
        for control in (self.typed, self.unit, self.size, self.batch_size):
            control.observe(lambda _: self.show(), "value")
        self.show()

    def picture(self) -> Figure:
        typed, unit = self._first
        return plot(compute(typed, unit, texts=self._texts))

    def preset(self, typed: str) -> None:
        self.typed.value = typed

    def show(self) -> None:
        """Redraw what the controls say."""
        self.size.disabled = self.unit.value != "subword"
        try:
            result = compute(
                self.typed.value, self.unit.value, self.size.value, self.batch_size.value, self._texts
            )
        except ValueError as problem:
            self.out.value = paper(html.escape(str(problem)))
        else:
            self.out.value = describe(result)
