"""From one wide vector a token to h narrow ones, without mixing up tokens and heads."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths

COUNTED = torch.arange(1.0, 13.0).view(1, 3, 4)  # three tokens: 1 to 4, 5 to 8, 9 to 12


@exercise(
    "core",
    title=("one vector, many heads", "一个向量，多个头"),
    statement=(
        "Write `split_heads(x, h)`. `x` is (B, T, d). Head 0 gets the first d / h numbers of **every "
        "token**, "
        "head 1 the next ones, and so on. Return (B, h, T, d / h).\n\n"
        "    split_heads(tensor([[[1., 2., 3., 4.], [5., 6., 7., 8.]]]), 2)\n"
        "    ->  head 0: [[1., 2.], [5., 6.]]        head 1: [[3., 4.], [7., 8.]]",
        "写一个函数 `split_heads(x, h)`。`x` 是 (B, T, d)。第 0 个头拿**每个词元**的前 d / h 个数，"
        "第 1 个头拿接下来的，依此类推。返回 (B, h, T, d / h)。\n\n"
        "    split_heads(tensor([[[1., 2., 3., 4.], [5., 6., 7., 8.]]]), 2)\n"
        "    ->  第 0 个头：[[1., 2.], [5., 6.]]        第 1 个头：[[3., 4.], [7., 8.]]",
    ),
    hints=[
        (
            "Two steps: cut the last axis in two, (B, T, h, d / h); then swap two axes.",
            "分两步：先把最后一维切成两维，(B, T, h, d / h)；再交换两个维度。",
        ),
        (
            "`x.reshape(B, T, h, -1)`, then `.transpose(1, 2)`. A reshape alone cannot swap axes: it "
            "only cuts "
            "the same row of numbers in another way.",
            "`x.reshape(B, T, h, -1)`，再 `.transpose(1, 2)`。只用 reshape 换不了维度："
            "它只是把同一串数换个切法。",
        ),
    ],
    cases=[(COUNTED, 2), (tenths(0, 2, 3, 6), 3), (tenths(1, 1, 4, 4), 1), (tenths(2, 3, 2, 4), 4)],
)
def split_heads(x, h):
    B, T, d = x.shape
    return x.reshape(B, T, h, d // h).transpose(1, 2)  # (B, h, T, d / h)


@split_heads.wrong(
    "You reshape straight to (B, h, T, d / h). The shape is right, the numbers are not: heads now hold "
    "pieces "
    "of other tokens. Cut first, then swap the axes.",
    "你直接 reshape 成了 (B, h, T, d / h)。形状对，数不对：头里混进了别的词元的片段。先切，再交换维度。",
)
def reshaped_only(x, h):
    B, T, d = x.shape
    return x.reshape(B, h, T, d // h)


@split_heads.wrong(
    "The axes are not swapped: this is (B, T, h, d / h). Each head wants all its tokens together.",
    "维度没有交换：这是 (B, T, h, d / h)。每个头要把自己的所有词元放在一起。",
)
def not_swapped(x, h):
    B, T, d = x.shape
    return x.reshape(B, T, h, d // h)


@split_heads.wrong(
    "You deal the numbers out in turn: head 0 gets the 1st, the 3rd … It shall get the first d / h in a row.",
    "你把数轮流发给了各个头：第 0 个头拿了第 1、第 3……个。它应当拿连着的前 d / h 个。",
)
def dealt_in_turn(x, h):
    B, T, d = x.shape
    return x.reshape(B, T, d // h, h).permute(0, 3, 1, 2)


@split_heads.wrong(
    "You swapped the last two axes as well: (B, h, d / h, T). That is what keys become inside the product, "
    "later.",
    "你把最后两维也交换了：(B, h, d / h, T)。那是之后做乘法时键要变成的样子。",
)
def turned_like_keys(x, h):
    B, T, d = x.shape
    return x.reshape(B, T, h, d // h).permute(0, 2, 3, 1)


split_heads.wrong(
    "Every head gets the whole vector. Then h heads cost h times as much; each gets d / h numbers.",
    "每个头都拿了整个向量，那样 h 个头就要 h 倍的计算。每个头只拿 d / h 个数。",
    lambda x, h: x[:, None].repeat(1, h, 1, 1),
)
