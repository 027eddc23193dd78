"""Learners of chapter 10."""

import numpy as np
import torch
from torch.nn import functional

from course_lib.chapters.ch10_vision_transformer import exercises as ch10

from . import right, wrong


@right(ch10.cut_patches)
def cut_by_reshape(picture, size):
    H, W = picture.shape
    cut = picture.reshape(H // size, size, W // size, size).transpose(1, 2)
    return cut.reshape(-1, size * size).double()


@right(ch10.cut_patches)
def cut_by_unfold(picture, size):
    return functional.unfold(picture[None, None], size, stride=size)[0].T


@right(ch10.cut_patches)
def cut_in_numpy(picture, size):
    p = picture.numpy()
    rows = [q for row in np.split(p, len(p) // size) for q in np.split(row, p.shape[1] // size, axis=1)]
    return np.array([q.ravel() for q in rows])


@wrong(ch10.cut_patches, "A reshape alone only cuts the rows", "只用 reshape")
def cut_by_view(picture, size):
    return picture.contiguous().view(-1, size**2)


@wrong(ch10.cut_patches, "`torch.stack` of tensors", "张量的列表用 `torch.stack`")
def cut_into_a_list(picture, size):
    return [picture[i : i + size, j : j + size].flatten()
            for i in range(0, len(picture), size) for j in range(0, picture.size(1), size)]  # fmt: skip


@wrong(ch10.cut_patches, "you go down the columns first", "你是先往下走的")
def cut_downwards(picture, size):
    corners = [(i, j) for j in range(0, picture.size(1), size) for i in range(0, len(picture), size)]
    return torch.stack([picture[i : i + size, j : j + size].reshape(-1) for i, j in corners])


@right(ch10.first_sequence)
def sequence_by_repeat(squares, E, token, positions):
    first = token.view(1, 1, -1).repeat(squares.size(0), 1, 1)
    return torch.hstack([first, torch.einsum("bnp,pd->bnd", squares, E)]) + positions[None]


@right(ch10.first_sequence)
def sequence_written_in(squares, E, token, positions):
    made = positions.repeat(len(squares), 1, 1).double()
    made[:, 0] += token
    made[:, 1:] += squares @ E
    return made


@wrong(ch10.first_sequence, "There is no axis 1 here", "这里没有第 1 维")
def sequence_without_axes(squares, E, token, positions):
    return torch.cat([token, squares @ E], 1) + positions


@wrong(ch10.first_sequence, "The token is missing", "缺了类别词元")
def sequence_without_token(squares, E, token, positions):
    return functional.linear(squares, E.T) + positions[1:]


@wrong(ch10.first_sequence, "No positions are added", "没有加位置")
def sequence_without_positions(squares, E, token, positions):
    return torch.cat([token.expand(len(squares), 1, -1), squares @ E], 1)


@right(ch10.as_convolution)
def kernel_by_column(E, size):
    return torch.stack([column.view(1, size, size) for column in E.unbind(1)]).double()


@right(ch10.as_convolution)
def kernel_in_numpy(E, size):
    return np.moveaxis(E.numpy().reshape(size, size, 1, -1), -1, 0).transpose(0, 3, 1, 2)


@wrong(ch10.as_convolution, "without turning it", "没有转置")
def kernel_not_turned(E, size):
    return E.view(E.size(1), 1, size, size)


@wrong(ch10.as_convolution, "Shape expected", "形状应为")
def kernel_without_channel(E, size):
    return E.T.reshape(-1, size, size)


@wrong(ch10.as_convolution, "turned on its side", "倒了个方向")
def kernel_on_its_side(E, size):
    return E.T.reshape(-1, 1, size, size).mT


@right(ch10.resized_positions)
def resized_by_einsum(table, side):
    n = int((len(table) - 1) ** 0.5)
    grid = table[1:].double().reshape(n, n, -1).permute(2, 0, 1).unsqueeze(0)
    grid = functional.interpolate(grid, (side, side), mode="bilinear")
    return torch.vstack([table[0], grid.squeeze(0).permute(1, 2, 0).reshape(side * side, -1)])


@right(ch10.resized_positions)
def resized_by_hand(table, side):
    table = table.numpy()
    n, d = round((len(table) - 1) ** 0.5), table.shape[1]
    grid, made = table[1:].reshape(n, n, d), np.zeros((side, side, d))
    at = np.clip((np.arange(side) + 0.5) * n / side - 0.5, 0, n - 1)
    low = np.minimum(at.astype(int), n - 1)
    high, part = np.minimum(low + 1, n - 1), at - low
    for i in range(side):
        for j in range(side):
            upper = grid[low[i], low[j]] * (1 - part[j]) + grid[low[i], high[j]] * part[j]
            lower = grid[high[i], low[j]] * (1 - part[j]) + grid[high[i], high[j]] * part[j]
            made[i, j] = upper * (1 - part[i]) + lower * part[i]
    return np.concatenate([table[:1], made.reshape(-1, d)])


@wrong(ch10.resized_positions, "The class token's row is lost", "类别词元那一行丢了")
def resized_without_token(table, side):
    return resized_by_einsum(table, side)[1:]


@wrong(ch10.resized_positions, "Shape expected", "形状应为")
def resized_as_a_grid(table, side):
    return resized_by_einsum(table, side)[1:].view(side, side, -1)


@wrong(ch10.resized_positions, "align_corners=True", "align_corners=True")
def resized_with_corners(table, side):
    n, d = round((len(table) - 1) ** 0.5), table.size(1)
    grid = functional.interpolate(
        table[1:].T.reshape(1, d, n, n), (side, side), mode="bilinear", align_corners=True
    )
    return torch.cat([table[:1], grid.flatten(2)[0].T])
