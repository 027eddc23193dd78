"""Padding: sentences of different length in one tensor, and how much of it is padding."""

import random

import torch

from course_lib.kit.practice.exercise import exercise


def _rows(seed: int) -> list[list[int]]:
    draw = random.Random(seed)
    return [[draw.randrange(4, 30) for _ in range(draw.randrange(1, 13))] + [2] for _ in range(4)]


@exercise(
    "core",
    minutes=8,
    title=("padding and mask", "填充与掩码"),
    statement=(
        "Write `pad_and_mask(rows)`. `rows` is a list of B lists of ids; S is the length of the longest. "
        "It returns two tensors of shape (B, S): the ids, short rows filled up at the end with PAD (0), "
        "type long; and the mask, type bool, `True` where a real token stands.\n\n"
        "    pad_and_mask([[5, 2], [7, 8, 2]])\n"
        "    ->  tensor([[5, 2, 0], [7, 8, 2]]),  tensor([[True, True, False], [True, True, True]])",
        "写一个函数 `pad_and_mask(rows)`。`rows` 是 B 个编号列表，S 是其中最长的长度。"
        "返回两个形状为 (B, S) 的张量：一个是编号，短的行在末尾用 PAD（0）填充，类型为 long；"
        "另一个是掩码，类型为 bool，真实词元处为 `True`。\n\n"
        "    pad_and_mask([[5, 2], [7, 8, 2]])\n"
        "    ->  tensor([[5, 2, 0], [7, 8, 2]]),  tensor([[True, True, False], [True, True, True]])",
    ),
    hints=[
        ("First find S. Then begin with a tensor full of PAD.", "先求出 S，再从一个全是 PAD 的张量开始。"),
        (
            "`torch.zeros(B, S, dtype=torch.long)` is all PAD. Write each row into its beginning: "
            "`padded[i, :len(row)] = …`. The mask can be filled in the same loop.",
            "`torch.zeros(B, S, dtype=torch.long)` 全是 PAD。把每一行写到开头："
            "`padded[i, :len(row)] = …`。掩码可以在同一个循环里填。",
        ),
        (
            "`padded[i, :len(row)] = torch.tensor(row)` and `mask[i, :len(row)] = True`, "
            "where `mask = torch.zeros(B, S, dtype=torch.bool)`.",
            "`padded[i, :len(row)] = torch.tensor(row)`，`mask[i, :len(row)] = True`，"
            "其中 `mask = torch.zeros(B, S, dtype=torch.bool)`。",
        ),
    ],
    cases=[
        ([[5, 2], [7, 8, 2]],),
        ([[4, 5, 6, 2], [2], [9, 2]],),
        ([[2]],),
        *((_rows(s),) for s in range(3)),
    ],
    distractors=(
        "        mask[i, len(row) :] = True",
        "    longest = min(len(row) for row in rows)",
    ),
)
def pad_and_mask(rows):
    longest = max(len(row) for row in rows)
    padded = torch.zeros(len(rows), longest, dtype=torch.long)  # (B, S)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)  # (B, S)
    for i, row in enumerate(rows):
        padded[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = True
    return padded, mask


_solved = pad_and_mask.solve  # wrong answers spoil a right one


@pad_and_mask.wrong(
    "The mask is upside down: `True` stands for real tokens, `False` for padding.",
    "掩码反了：真实词元是 `True`，填充是 `False`。",
)
def mask_inverted(rows):
    padded, mask = _solved(rows)
    return padded, ~mask


@pad_and_mask.wrong(
    "The padding stands in front. Here it goes to the end, so that every sentence begins in column 0.",
    "填充放到了前面。这里要放在末尾，让每个句子的第一个词元都在第 0 列。",
)
def padded_in_front(rows):
    longest = max(map(len, rows))
    padded = torch.tensor([[0] * (longest - len(row)) + row for row in rows])
    return padded, padded != 0


@pad_and_mask.wrong(
    "The width is fixed. Take the longest row of this batch: else you waste places or cut sentences off.",
    "宽度写成了固定值。应取这一批里最长的一行：固定的宽度要么浪费位置，要么截断句子。",
)
def fixed_width(rows):
    padded = torch.tensor([(row + [0] * 10)[:10] for row in rows])
    return padded, padded != 0


@pad_and_mask.wrong(
    "The mask holds numbers. Make it bool: only then can it choose elements, as in `padded[mask]`.",
    "掩码里是浮点数。请用 bool 类型：这样才能用 `padded[mask]` 来挑选元素。",
)
def mask_of_floats(rows):
    padded, mask = _solved(rows)
    return padded, mask.float()


@pad_and_mask.wrong(
    "The mask is one short in each row: EOS is a real token too, the model must learn to say it.",
    "掩码每行都少了一个：EOS 也是真实词元，模型必须学会写出它。",
)
def mask_without_eos(rows):
    padded, _ = _solved(rows)
    lengths = torch.tensor([len(row) for row in rows])
    return padded, torch.arange(padded.shape[1]) < lengths[:, None] - 1


@pad_and_mask.wrong(
    "Every row has the mask of the first. Each sentence has its own length, so its own mask.",
    "每一行都用了第一行的掩码。句子各有各的长度，也就各有各的掩码。",
)
def mask_of_the_first_row(rows):
    padded, mask = _solved(rows)
    return padded, mask[:1].repeat(len(rows), 1)


def _lengths(seed: int) -> list[int]:
    draw = random.Random(seed)
    return [draw.randrange(1, 20) for _ in range(11)]


@exercise(
    "core",
    minutes=6,
    title=("the share of padding", "填充占多少"),
    statement=(
        "Write `wasted_share(lengths, batch_size)`. Sentences with these lengths are cut into batches of "
        "`batch_size`, in the order given; the last batch may be smaller. Each batch is padded to its own "
        "longest sentence. Return the share of all positions, 0 to 1, that are padding.\n\n"
        "    wasted_share([3, 5, 2, 4], 2)  ->  4 / 18 = 0.222222",
        "写一个函数 `wasted_share(lengths, batch_size)`。长度为 `lengths` 的句子"
        "按给定的顺序分批，每批 `batch_size` 个，最后一批可以小一些；"
        "每一批填充到自己最长的句子。返回填充占全部位置的比例（0 到 1）。\n\n"
        "    wasted_share([3, 5, 2, 4], 2)  ->  4 / 18 = 0.222222",
    ),
    hints=[
        (
            "Draw the example: two rectangles, 2 × 5 and 2 × 4. How many places in all, how many real?",
            "把例子画出来：两个长方形，2 × 5 和 2 × 4。一共多少个位置，其中多少是真实的？",
        ),
        (
            "`range(0, len(lengths), batch_size)` gives where the batches begin; a slice takes one batch.",
            "`range(0, len(lengths), batch_size)` 给出各批的起点，用切片取出一批。",
        ),
        (
            "A batch has `max(batch) * len(batch)` places. Add them up over all batches; the real ones are "
            "`sum(lengths)`. Divide once, at the end.",
            "一批有 `max(batch) * len(batch)` 个位置，把各批加起来；真实的是 `sum(lengths)` 个。"
            "最后只除一次。",
        ),
    ],
    cases=[
        ([3, 5, 2, 4], 2),
        ([3, 5, 2, 4, 1], 2),
        ([4, 4, 4], 2),
        ([9, 1, 9, 1, 3], 3),
        ([2, 7], 10),
        *((_lengths(seed), 4) for seed in range(3)),
    ],
)
def wasted_share(lengths, batch_size):
    places = 0
    for start in range(0, len(lengths), batch_size):
        batch = lengths[start : start + batch_size]
        places += max(batch) * len(batch)
    return (places - sum(lengths)) / places


def _batches(lengths, batch_size):
    return [lengths[start : start + batch_size] for start in range(0, len(lengths), batch_size)]


def _places(batch):
    return max(batch) * len(batch)


wasted_share.wrong(
    "You divide by the real tokens. The share asked for is of all positions, padding included.",
    "你除以的是真实词元的个数。要求的是占全部位置（包括填充）的比例。",
    lambda lengths, batch_size: sum(map(_places, _batches(lengths, batch_size))) / sum(lengths) - 1,
)
wasted_share.wrong(
    "You pad every batch to the longest sentence of all. Each batch needs only its own longest.",
    "你把每一批都填充到了全部句子中的最长长度。每一批只需填充到自己的最长句。",
    lambda lengths, batch_size: 1 - sum(lengths) / (max(lengths) * len(lengths)),
)


@wasted_share.wrong(
    "You average the shares of the batches. A batch of few positions then weighs as much as one of many: "
    "add up positions first, divide once.",
    "你对各批的比例取了平均，这样，位置少的批和位置多的批，分量就一样了。应先把位置数加起来，最后只除一次。",
)
def mean_of_shares(lengths, batch_size):
    shares = [1 - sum(batch) / _places(batch) for batch in _batches(lengths, batch_size)]
    return sum(shares) / len(shares)


@wasted_share.wrong(
    "The last, smaller batch is left out. It is trained on too.",
    "漏掉了最后那个较小的批。它也要参加训练。",
)
def last_batch_ignored(lengths, batch_size):
    whole = lengths[: len(lengths) // batch_size * batch_size]
    places = sum(map(_places, _batches(whole, batch_size)))
    return (places - sum(whole)) / places


@wasted_share.wrong(
    "You count the last batch as full. It has only `len(batch)` rows.",
    "你把最后一批当成满的了。它只有 `len(batch)` 行。",
)
def last_batch_counted_full(lengths, batch_size):
    places = sum(max(batch) * batch_size for batch in _batches(lengths, batch_size))
    return (places - sum(lengths)) / places


wasted_share.wrong(
    "That is the number of padded places. Divide it by the number of all places.",
    "这是填充的个数，还要除以全部位置的个数。",
    lambda lengths, batch_size: sum(map(_places, _batches(lengths, batch_size))) - sum(lengths),
)
wasted_share.wrong(
    "That is the share of the real tokens. Padding is the rest.",
    "这是真实词元的比例，填充是剩下的那部分。",
    lambda lengths, batch_size: 1 - wasted_share.solve(lengths, batch_size),
)
