"""Learnt positions for a larger picture."""

import torch
from torch.nn.functional import interpolate

from course_lib.kit.practice.exercise import exercise, tenths


@exercise(
    "stretch",
    minutes=12,
    title=("old positions for a larger picture", "大一点的图片，旧的位置"),
    statement=(
        "A model has learnt positions for a grid of n × n patches, and now gets pictures of "
        "side × side patches. The paper stretches the old ones over the new grid (section 3.2). Write "
        "`resized_positions(table, side)`: `table` is (1 + n², d), row 0 the class token's, then the grid "
        "row by row. Keep row 0; resize the grid with "
        "`torch.nn.functional.interpolate(…, size=(side, side), mode='bilinear', align_corners=False)`. "
        "Return (1 + side², d).\n\n"
        "    resized_positions(tensor([[9.], [0.], [1.], [2.], [3.]]), 1)  ->  tensor([[9.0], [1.5]])",
        "模型学的是 n × n 块的位置，现在来的图片有 side × side 块。论文的办法是把旧的位置拉伸到新的网格上"
        "（3.2 节）。写一个函数 `resized_positions(table, side)`：`table` 是 (1 + n², d)，"
        "第 0 行是类别词元的，后面是网格，逐行排列。第 0 行原样保留；网格用 "
        "`torch.nn.functional.interpolate(…, size=(side, side), mode='bilinear', align_corners=False)` 缩放。"
        "返回 (1 + side², d)。\n\n"
        "    resized_positions(tensor([[9.], [0.], [1.], [2.], [3.]]), 1)  ->  tensor([[9.0], [1.5]])",
    ),
    hints=[
        (
            "`interpolate` wants pictures, (B, channels, rows, columns): the d numbers are the channels, "
            "so (n², d) becomes (1, d, n, n).",
            "`interpolate` 要的是图片，(B, 通道, 行, 列)：d 维就是通道，所以 (n², d) 要变成 (1, d, n, n)。",
        ),
        (
            "There: `table[1:].T.reshape(1, d, n, n)`. And back: `.flatten(2)[0].T` is (side², d).",
            "去：`table[1:].T.reshape(1, d, n, n)`。回：`.flatten(2)[0].T` 是 (side², d)。",
        ),
    ],
    cases=[
        (torch.tensor([[9.0], [0.0], [1.0], [2.0], [3.0]]), 1),
        (tenths(0, 5, 1), 4),
        (tenths(1, 10, 2), 2),
        (tenths(2, 5, 3), 2),
        (tenths(3, 17, 2), 6),
    ],
)
def resized_positions(table, side):
    n, d = round((len(table) - 1) ** 0.5), table.size(1)
    grid = table[1:].T.reshape(1, d, n, n)
    grid = torch.nn.functional.interpolate(grid, size=(side, side), mode="bilinear", align_corners=False)
    return torch.cat([table[:1], grid.flatten(2)[0].T])


def _grid(table):
    n, d = round((len(table) - 1) ** 0.5), table.size(1)
    return table[1:].T.reshape(1, d, n, n)


def _resized(grid, side, **how):
    how = {"mode": "bilinear", "align_corners": False} | how
    return interpolate(grid, size=(side, side), **how).flatten(2)[0].T


resized_positions.wrong(
    "The class token's row is lost. It belongs to no place of the grid, and stays as it is.",
    "类别词元那一行丢了。它不属于网格里的任何地方，应当原样保留。",
    lambda table, side: _resized(_grid(table), side),
)
resized_positions.wrong(
    "The class token's row stands last. It was first in the table, and stays first.",
    "类别词元那一行到了最后。它在表里是第一行，还应当在第一行。",
    lambda table, side: torch.cat([_resized(_grid(table), side), table[:1]]),
)


@resized_positions.wrong(
    "You stretch the list of places, not the grid: the end of one row runs into the start of the next.",
    "你拉伸的是位置的列表，不是网格：上一行的末尾和下一行的开头混在了一起。",
)
def stretched_as_a_list(table, side):
    line = interpolate(table[1:].T[None], size=side * side, mode="linear", align_corners=False)
    return torch.cat([table[:1], line[0].T])


@resized_positions.wrong(
    "You take the nearest old place instead of a mixture of its neighbours: mode 'nearest'.",
    "你取的是最近的旧位置，没有按邻居混合：用成了 'nearest'。",
)
def nearest(table, side):
    return torch.cat([table[:1], _resized(_grid(table), side, mode="nearest", align_corners=None)])


@resized_positions.wrong(
    "Rows and columns of the grid are exchanged on the way back (or there): the result is mirrored along the "
    "diagonal.",
    "去或回的路上，网格的行和列对调了：结果沿对角线翻了个面。",
)
def mirrored(table, side):
    n, d = round((len(table) - 1) ** 0.5), table.size(1)
    grid = table[1:].reshape(n, n, d).permute(2, 1, 0)[None]
    return torch.cat([table[:1], _resized(grid, side)])


resized_positions.wrong(
    "The corners of the old and the new grid lie on each other: align_corners=True. Asked for is False.",
    "旧网格和新网格的四角对在了一起：用成了 align_corners=True。题目要的是 False。",
    lambda table, side: torch.cat([table[:1], _resized(_grid(table), side, align_corners=True)]),
)


@resized_positions.wrong(
    "The class token's row was stretched with the others. It is no place of the grid: take it out first.",
    "类别词元那一行和别的一起被拉伸了。它不是网格里的位置：先把它取出来。",
)
def token_stretched_too(table, side):
    return interpolate(table.T[None], size=1 + side * side, mode="linear", align_corners=False)[0].T
