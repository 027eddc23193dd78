"""Cards: chips with ids for each line, the batch and its mask, and what padding wastes."""

from course_lib.data.subwords import SPACE
from course_lib.kit import chips
from course_lib.language import pick

from .reading import Tokens

MAX_COLUMNS = 100  # positions that the grids show


def describe(result: Tokens) -> str:
    """All that the lab shows of what was typed, on one card."""
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
