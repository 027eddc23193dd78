"""What the tokens lab shows: chips with ids, the batch and its mask, what padding wastes; and a figure."""

import html

from matplotlib.patches import Patch, Rectangle

from course_lib.data.subwords import SPACE
from course_lib.data.vocab import EOS, PAD, UNK
from course_lib.kit.card import card, visible
from course_lib.kit.figure import BLUE, GREY, RED, Figure, drawable
from course_lib.kit.labels import Labels
from course_lib.language import pick

from .compute import Tokens

MAX_COLUMNS, FIGURE_COLUMNS = 100, 24  # positions that the grids show, and the figure
PAGE = 9.0  # inches that the figure's columns take at most

STYLE = f"""<style>
.course-chips {{overflow-wrap:anywhere}}
.course-chips h4 {{margin:.8em 0 .2em;font-size:1em;font-weight:bold;color:#1a1a1a}}
.course-chips p {{margin:.1em 0}}
.course-chips small, .course-chips i {{color:#555;font-style:normal}}
.course-chips .line {{display:flex;flex-wrap:wrap;gap:4px;margin:6px 0;padding-left:6.5em;
 position:relative}}
.course-chips .line>small {{position:absolute;left:0}}
.course-chips .line>span {{border:1px solid #999;border-radius:4px;padding:0 5px;text-align:center;
 line-height:1.35;min-width:1em}}
.course-chips .line i {{display:block;font:11px var(--jp-code-font-family,monospace)}}
.course-chips .line>.u,.course-chips td.u {{border:2px dashed {RED};background:#FBE9DF}}
.course-chips .u, .course-chips .u i {{color:#A34700}}
.course-chips .line>.e,.course-chips td.e {{border:2px solid {BLUE};background:#E3F0F8}}
.course-chips .scroll {{overflow-x:auto;width:0;min-width:100%;padding-bottom:4px}}
.course-chips table {{border-collapse:separate;border-spacing:2px;margin:0;width:max-content}}
.course-chips caption {{text-align:left;color:#555;position:sticky;left:0;width:max-content}}
.course-chips td, .course-chips th {{font:12px var(--jp-code-font-family,monospace);text-align:center;
 min-width:2.4em;width:2.4em;box-sizing:border-box;padding:1px;border:1px solid #bbb;
 color:#1a1a1a;background:#fff}}
.course-chips th {{border-color:transparent;color:#555;position:sticky;left:0}}
.course-chips td.p {{color:#555;background:repeating-linear-gradient(135deg,#eee 0 3px,#cfcfcf 3px 4px)}}
.course-chips .bar {{display:inline-block;width:10em;height:.8em;border:1px solid #777;margin:0 6px}}
.course-chips .bar>b {{display:block;height:100%;
 background:repeating-linear-gradient(135deg,#bbb 0 3px,#888 3px 4px)}}
</style>"""
CLASSES = {PAD: ' class="p"', UNK: ' class="u"', EOS: ' class="e"'}


def describe(result: Tokens) -> str:
    """All that the lab shows of what was typed, on one card."""
    parts = [_summary(result)]
    for i, (row, ids) in enumerate(zip(result.tokens, result.ids, strict=True), start=1):
        ending = "" if len(row) == 1 else "s"
        lead = pick(f"{i}: {len(row)} token{ending}", f"{i}：{len(row)} 个词元")
        parts.append(line(lead, row, ids))
    if result.unit == "subword":
        note = pick(f"{SPACE} stands for the space before a word.", f"{SPACE} 表示词前的空格。")
        parts.append(f"<p><small>{note}</small></p>")
    parts += [*_batch(result), *_training(result)]
    return card(f'{STYLE}<div class="course-chips">{"".join(parts)}</div>')


def _batch(result: Tokens) -> list[str]:
    """The batch and its mask, as far as MAX_COLUMNS."""
    rows, columns = result.batch.shape
    pad, cells, shown = f"{result.padding:.0%}", rows * columns, MAX_COLUMNS
    cut_off = pick(f"The first {shown} of {columns:,} positions:", f"{columns} 个位置中的前 {shown} 个：")
    ids, mask = result.batch[:, :shown].tolist(), result.mask[:, :shown].int().tolist()
    name = pick("ids and mask of the batch", "这一批的编号与掩码")
    return [
        f"<h4>{pick('The padded batch', '填充后的一批')}</h4>",
        pick(
            f"<p>{rows} × {columns} = {cells:,} positions, <b>{pad}</b> of them wasted on PAD.</p>",
            f"<p>{rows} × {columns} = {cells} 个位置，其中 <b>{pad}</b> 浪费在 PAD 上。</p>",
        ),
        f"<p><small>{cut_off}</small></p>" if columns > shown else "",
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">',
        grid(pick("token ids (0 is PAD)", "词元编号（0 是 PAD）"), ids, ids),
        grid(pick("mask: 1 counts, 0 is PAD", "掩码：1 有效，0 是 PAD"), mask, mask),
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


def line(lead: str, tokens: list[str], ids: list[int]) -> str:
    """A sentence as chips, each with its id beneath; `ids` has EOS last, `tokens` has not."""
    made = [f'<div class="line"><small>{lead}</small>']
    for token, number in zip([*tokens, "EOS"], ids, strict=True):
        note = f" {pick('unknown', '未知')}" if number == UNK else ""
        text = html.escape(visible(token))
        made.append(f"<span{CLASSES.get(number, '')}>{text}<i>{number}{note}</i></span>")
    return "".join([*made, "</div>"])


def grid(caption: str, values: list[list[int]], looks: list[list[int]]) -> str:
    """A table of values; each cell looks like the id at its place in `looks`."""
    rows = [f"<table><caption>{caption}</caption>"]
    for i, (row, ids) in enumerate(zip(values, looks, strict=True), start=1):
        cells = (f"<td{CLASSES.get(k, '')}>{value}</td>" for value, k in zip(row, ids, strict=True))
        rows.append(f'<tr><th scope="row">{i}</th>{"".join(cells)}</tr>')
    return "".join([*rows, "</table>"])


LABELS = {
    "position": ("position", "位置"),
    "position_first": ("position (the first {shown} of {all})", "位置（共 {all} 个，显示前 {shown} 个）"),
    "sentence": ("sentence", "句子"),
    "pad": ("PAD (0): padding", "PAD（0）：填充"),
    "eos": ("EOS (2): end of sentence", "EOS（2）：句子结束"),
    "unk": ("UNK (3): unknown", "UNK（3）：未知"),
    "batch_alt": (
        "A padded batch: {rows} sentences by {columns} positions; {unknown} unknown; {padding} is padding.",
        "填充后的一批：{rows} 个句子，{columns} 个位置；未知词元 {unknown} 个；填充占 {padding}。",
    ),
}
label = Labels(LABELS)


def plot(result: Tokens) -> Figure:
    """The padded batch: a row for each sentence, a column for each position; token above id where it fits."""
    rows, columns = result.batch.shape
    shown = min(columns, FIGURE_COLUMNS)
    alt = label(
        "batch_alt",
        rows=rows,
        columns=columns,
        unknown=result.unknown,
        padding=f"{result.padding:.0%}",
    )
    wide = _columns(result, shown)
    left = [sum(wide[:j]) for j in range(shown + 1)]
    drawn = Figure(alt, width=max(5.0, 1.2 + left[-1]), height=1.5 + 0.5 * rows)
    axes = drawn.subplots()
    looks = {
        PAD: {"facecolor": "#EEEEEE", "edgecolor": GREY, "hatch": "////", "linewidth": 0.5},
        UNK: {"facecolor": "#FBE9DF", "edgecolor": RED, "linestyle": "--", "linewidth": 2},
        EOS: {"facecolor": "#E3F0F8", "edgecolor": BLUE, "linewidth": 1.5},
    }
    plain = {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.5}
    for i, row in enumerate(result.batch[:, :shown].tolist()):
        for j, number in enumerate(row):
            look = looks.get(number, plain)
            axes.add_patch(Rectangle((left[j] + 0.02, i - 0.44), wide[j] - 0.04, 0.88, **look))
            name = visible(result.tokens[i][j]) if j < len(result.tokens[i]) else ""
            name = "EOS" if number == EOS else name
            fits = name and drawable(name) and _width(name) <= wide[j]
            text = "" if number == PAD else f"{name}\n{number}" if fits else str(number)
            middle = left[j] + wide[j] / 2
            axes.text(middle, i, text, ha="center", va="center", fontsize=8, color="black", parse_math=False)
    axes.set(
        xlim=(-0.05, left[-1] + 0.05),
        ylim=(rows - 0.4, -0.6),
        xlabel=label("position") if shown == columns else label("position_first", shown=shown, all=columns),
        ylabel=label("sentence"),
        xticks=[left[j] + wide[j] / 2 for j in range(shown)],
        xticklabels=range(1, shown + 1),
        yticks=range(rows),
        yticklabels=range(1, rows + 1),
    )
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    keys = [Patch(label=label(key), **looks[i]) for key, i in (("pad", PAD), ("eos", EOS), ("unk", UNK))]
    drawn.legend(handles=keys, loc="outside upper center", ncols=3, frameon=False, fontsize=8)
    return drawn


def _columns(result: Tokens, shown: int) -> list[float]:
    """How many inches wide each column is: its widest token fits, as far as the page is wide enough."""
    wide = [0.42] * shown
    for row in result.tokens:
        for j, token in enumerate(row[:shown]):
            wide[j] = max(wide[j], _width(token))
    most = max(wide)
    while sum(wide) > PAGE and most > 0.42:  # the longest tokens give way first
        most = max(0.42, most - 0.1)
        wide = [min(width, most) for width in wide]
    return wide if sum(wide) <= PAGE else [PAGE / shown] * shown


def _width(token: str) -> float:
    """About how many inches a token takes in a cell."""
    return 0.075 * sum(1 + (ord(c) > 0x2E80) for c in visible(token))
