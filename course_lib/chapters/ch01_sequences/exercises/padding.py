"""Sentences of different length in one tensor."""

import random

import torch

from course_lib.kit.practice.exercise import exercise


def _rows(seed: int) -> list[list[int]]:
    draw = random.Random(seed)
    return [[draw.randrange(4, 30) for _ in range(draw.randrange(1, 13))] + [2] for _ in range(4)]


@exercise(
    "core",
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
