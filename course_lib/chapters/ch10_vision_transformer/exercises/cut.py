"""From a picture to a sequence of patches."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths

COUNTED = torch.arange(1.0, 17.0).view(4, 4)


@exercise(
    "core",
    title=("a picture as a sequence", "把图片变成序列"),
    statement=(
        "Write `cut_patches(picture, size)`. `picture` is (H, W), and `size` divides both. Cut it into "
        "squares of size × size pixels; take the squares row by row, and the pixels inside each row by row, "
        "too. Return (N, size · size).\n\n"
        "    cut_patches(tensor([[1., 2., 3., 4.], [5., 6., 7., 8.]]), 2)\n"
        "    ->  tensor([[1., 2., 5., 6.], [3., 4., 7., 8.]])",
        "写一个函数 `cut_patches(picture, size)`。`picture` 是 (H, W)，`size` 整除这两个数。"
        "把图片切成 size × size 像素的方块；方块逐行排列，方块里的像素也逐行排列。"
        "返回 (N, size · size)。\n\n"
        "    cut_patches(tensor([[1., 2., 3., 4.], [5., 6., 7., 8.]]), 2)\n"
        "    ->  tensor([[1., 2., 5., 6.], [3., 4., 7., 8.]])",
    ),
    hints=[
        (
            "Two loops over the upper left corners: `range(0, H, size)` outside, `range(0, W, size)` inside.",
            "对左上角写两层循环：外层 `range(0, H, size)`，里层 `range(0, W, size)`。",
        ),
        (
            "One square is `picture[i : i + size, j : j + size].flatten()`; `torch.stack` stacks them.",
            "一个方块是 `picture[i : i + size, j : j + size].flatten()`；再用 `torch.stack` 叠起来。",
        ),
    ],
    cases=[(COUNTED[:2], 2), (COUNTED, 2), (tenths(0, 4, 6), 2), (tenths(1, 6, 3), 3), (tenths(2, 2, 3), 1)],
)
def cut_patches(picture, size):
    H, W = picture.shape
    corners = [(i, j) for i in range(0, H, size) for j in range(0, W, size)]
    return torch.stack([picture[i : i + size, j : j + size].flatten() for i, j in corners])


def _squares(picture, size):
    """(H / size, W / size, size, size)"""
    return picture.unfold(0, size, size).unfold(1, size, size)


cut_patches.wrong(
    "A reshape alone only cuts the rows of the picture into pieces: your first patch lies in one row of "
    "pixels. A patch is a square.",
    "只用 reshape，是把图片的一行行像素截成段：你的第一块全在同一行里。图像块应当是方的。",
    lambda picture, size: picture.reshape(-1, size * size),
)
cut_patches.wrong(
    "The squares are right, their order is not: you go down the columns first. Row by row, as one reads.",
    "方块对，次序不对：你是先往下走的。要像读书那样，逐行来。",
    lambda picture, size: _squares(picture, size).transpose(0, 1).reshape(-1, size * size),
)
cut_patches.wrong(
    "Inside each square you go down the columns. The pixels of a square come row by row, too.",
    "每个方块里面，你是一列一列走的。方块里的像素也要逐行来。",
    lambda picture, size: _squares(picture, size).transpose(2, 3).reshape(-1, size * size),
)
cut_patches.wrong(
    "Your squares overlap: the corner moves by one pixel. It moves by `size`.",
    "你的方块互相重叠：左上角每次只挪了一个像素。应当挪 `size` 个。",
    lambda picture, size: picture.unfold(0, size, 1).unfold(1, size, 1).reshape(-1, size * size),
)
cut_patches.wrong(
    "The squares are not laid out flat: this is (N, size, size). Each becomes one row of size² numbers.",
    "方块没有展平：这是 (N, size, size)。每个方块要变成一行，size · size 个数。",
    lambda picture, size: cut_patches.solve(picture, size).view(-1, size, size),
)
