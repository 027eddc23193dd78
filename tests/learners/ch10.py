"""Learners of chapter 10."""

import numpy as np
import torch
from torch.nn import functional

from course_lib.chapters.ch10_vision_transformer import exercises as ch10

from . import right, wrong


@right(ch10.Patches)
class PatchesByUnfold(ch10.Patches.solve):
    def forward(self, pictures):
        size = round((self.linear.in_features / 3) ** 0.5)
        return self.linear(functional.unfold(pictures, size, stride=size).mT) + self.places


@right(ch10.Patches)
class PatchesByConvolution(ch10.Patches.solve):
    def forward(self, pictures):
        kernel = self.linear.weight.unflatten(1, (3, 4, 4))
        maps = functional.conv2d(pictures, kernel, self.linear.bias, stride=4)
        return maps.flatten(2).transpose(1, 2) + self.places


@right(ch10.Patches)
class PatchesInLoops(ch10.Patches.solve):
    def forward(self, pictures):
        corners = [(i, j) for i in range(0, 24, 4) for j in range(0, 24, 4)]
        squares = [pictures[:, :, i : i + 4, j : j + 4].reshape(len(pictures), -1) for i, j in corners]
        return self.linear(torch.stack(squares, 1)) + self.places[None]


@wrong(ch10.Patches, "these are stripes", "是条，不是方块")
class PatchesByView(ch10.Patches.solve):
    def forward(self, pictures):
        return self.linear(pictures.contiguous().view(len(pictures), 36, 48)) + self.places


@wrong(ch10.Patches, "The places are missing", "漏了 `self.places`")
class PatchesInABag(PatchesInLoops):
    def forward(self, pictures):
        return super().forward(pictures) - self.places


@wrong(ch10.Patches, "three channels take turns", "三个通道一个像素一个像素地轮流")
class PatchesWithColourLast(ch10.Patches.solve):
    def forward(self, pictures):
        last = pictures.permute(0, 2, 3, 1)  # as pictures come from files
        corners = [(i, j) for i in range(0, 24, 4) for j in range(0, 24, 4)]
        squares = [last[:, i : i + 4, j : j + 4].reshape(len(pictures), -1) for i, j in corners]
        return self.linear(torch.stack(squares, 1)) + self.places


@right(ch10.Encoder)
class EncoderByNewFull(ch10.Encoder.solve):
    def forward(self, pictures):
        x = self.embedding(pictures)
        real = x.new_full((x.size(0), x.size(1)), True, dtype=torch.bool)
        for i in range(len(self.layers)):
            x = self.layers[i](x, real)
        return [self.norm(x), real]


@right(ch10.Encoder)
class EncoderByComparison(ch10.Encoder.solve):
    def forward(self, pictures):
        x = self.embedding(pictures)
        real = x[:, :, 0] == x[:, :, 0]
        for layer in self.layers:
            x = layer(x, real)
        return self.norm(x), real


@wrong(ch10.Encoder, "The norm at the very end is missing", "漏了最末尾的归一化")
class EncoderWithoutItsNorm(EncoderByNewFull):
    def forward(self, pictures):
        x = self.embedding(pictures)
        real = torch.ones(*x.shape[:2]) > 0
        for layer in self.layers:
            x = layer(x, real)
        return x, real


@wrong(ch10.Encoder, "Only the tokens come back", "只返回了词元")
class EncoderWithoutItsMask(EncoderByNewFull):
    def forward(self, pictures):
        return super().forward(pictures)[0]


@right(ch10.painted_out)
def painted_by_mask(picture, size):
    n = picture.size(1) // size
    mask = torch.eye(n * n).view(-1, n, n).repeat_interleave(size, 1).repeat_interleave(size, 2)
    return picture * (1 - mask[:, None])


@right(ch10.painted_out)
def painted_in_numpy(picture, size):
    n = picture.shape[1] // size
    made = np.repeat(picture.numpy()[None], n * n, 0)
    for s in range(n * n):
        i, j = divmod(s, n)
        made[s, :, i * size : (i + 1) * size, j * size : (j + 1) * size] = 0
    return made


@wrong(ch10.painted_out, "The black adds up", "黑块越积越多")
def painted_over_and_over(picture, size):
    copy, copies = picture.clone(), []
    for i in range(0, picture.size(1), size):
        for j in range(0, picture.size(1), size):
            copy[:, i : i + size, j : j + size] = 0
            copies.append(copy.clone())
    return torch.stack(copies)


@wrong(ch10.painted_out, "Only the first channel", "只涂了第一个通道")
def painted_without_red(picture, size):
    made = painted_by_mask(picture, size)
    made[:, 1:] = picture[1:]
    return made


@right(ch10.to_squares)
def squares_by_unfold(pictures, size):
    return functional.unfold(pictures, size, stride=size).transpose(1, 2)


@right(ch10.to_squares)
def squares_by_views(pictures, size):
    B, C, H, W = pictures.shape
    cut = pictures.reshape(B, C, H // size, size, W // size, size)
    return cut.permute(0, 2, 4, 1, 3, 5).reshape(B, -1, C * size * size)


@wrong(ch10.to_squares, "go row by row", "应当逐行排")
def squares_downwards(pictures, size):
    return squares_by_views(pictures.mT, size).unflatten(2, (-1, size, size)).mT.flatten(2)


@wrong(ch10.to_squares, "rows and columns are exchanged", "行和列对调了")
def squares_on_their_side(pictures, size):
    return squares_by_views(pictures, size).unflatten(2, (-1, size, size)).mT.flatten(2)


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
