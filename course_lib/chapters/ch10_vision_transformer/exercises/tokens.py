"""Tokens of a picture: patches, the same as a convolution, and the sequence that the encoder gets."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


@exercise(
    "core",
    minutes=6,
    title=("one calculation, two names", "一种计算，两个名字"),
    statement=(
        "Write `as_convolution(E, size)`. `E` is the matrix (size², d) of a patch embedding. Return the "
        "kernel (d, 1, size, size) of the convolution that gives the same numbers, so that "
        "`conv2d(pictures[:, None], kernel, stride=size)` has at row r and column c what `patch @ E` gives "
        "for the patch in row r and column c.\n\n"
        "    as_convolution(tensor([[1.], [2.], [3.], [4.]]), 2)  ->  tensor([[[[1., 2.], [3., 4.]]]])",
        "写一个函数 `as_convolution(E, size)`。`E` 是图像块嵌入的矩阵 (size², d)。"
        "返回算出同样的数的那个卷积的核，形状 (d, 1, size, size)："
        "`conv2d(pictures[:, None], kernel, stride=size)` 在第 r 行第 c 列的值，"
        "就是第 r 行第 c 列那一块的 `patch @ E`。\n\n"
        "    as_convolution(tensor([[1.], [2.], [3.], [4.]]), 2)  ->  tensor([[[[1., 2.], [3., 4.]]]])",
    ),
    hints=[
        (
            "Output number k of a patch is its pixels times column k of E. So column k, laid out as a "
            "square, is kernel k.",
            "一块的第 k 个输出，是它的像素乘以 E 的第 k 列。所以第 k 列摆成方块，就是第 k 个核。",
        ),
        (
            "Turn E first, then cut: `E.T` is (d, size²), and reshape cuts its rows into squares. torch's "
            "conv2d does not flip the kernel.",
            "先转置 E，再切：`E.T` 是 (d, size²)，reshape 把它的每一行摆成方块。torch 的 conv2d 不会翻转核。",
        ),
    ],
    cases=[(tenths(0, 4, 1), 2), (tenths(1, 4, 3), 2), (tenths(2, 9, 2), 3), (tenths(3, 16, 4), 4)],
)
def as_convolution(E, size):
    return E.T.reshape(-1, 1, size, size)


as_convolution.wrong(
    "You reshape E without turning it: each kernel then holds numbers of several columns. Turn first.",
    "你没有转置就 reshape 了 E：每个核里混进了好几列的数。先转置。",
    lambda E, size: E.reshape(-1, 1, size, size),
)
as_convolution.wrong(
    "Each kernel is turned on its side: rows and columns inside the square are exchanged.",
    "每个核都倒了个方向：方块里的行和列对调了。",
    lambda E, size: E.T.reshape(-1, 1, size, size).transpose(2, 3),
)
as_convolution.wrong(
    "You flip the kernel, as mathematicians' convolution does. torch's conv2d does not flip.",
    "你把核翻转了，数学里的卷积是这样的。torch 的 conv2d 不翻转。",
    lambda E, size: E.T.reshape(-1, 1, size, size).flip(2, 3),
)
as_convolution.wrong(
    "The axes are (1, d, …): that is a convolution of d channels into one. It is one channel, grey, into d.",
    "维度成了 (1, d, …)：那是把 d 个通道卷成一个。这里是一个灰度通道变成 d 个。",
    lambda E, size: E.T.reshape(1, -1, size, size),
)
as_convolution.wrong(
    "The kernels are not squares yet: conv2d wants four axes, (d, 1, size, size).",
    "核还没有摆成方块：conv2d 要四个维度，(d, 1, size, size)。",
    lambda E, size: E.T[:, None],
)


COUNTED = torch.arange(1.0, 17.0).view(4, 4)


@exercise(
    "core",
    minutes=7,
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


def _case(seed: int, B: int, N: int, pixels: int, d: int) -> tuple:
    squares, E = tenths(seed, B, N, pixels), tenths(seed + 1, pixels, d)
    return squares, E, tenths(seed + 2, d), tenths(seed + 3, N + 1, d)


@exercise(
    "core",
    minutes=6,
    title=("what the encoder gets", "送进编码器的序列"),
    statement=(
        "Write `first_sequence(squares, E, token, positions)`, equation 1 of the paper (Dosovitskiy et al. "
        "2021): [class; x₁E; …; x_N E] + positions. `squares` is (B, N, P²), `E` (P², d), `token` (d,), "
        "`positions` (N + 1, d). The class token stands first in every sequence, and has a position, too. "
        "Return (B, N + 1, d).\n\n"
        "    first_sequence(tensor([[[1., 2.]]]), tensor([[1.], [1.]]), tensor([5.]), tensor([[.1], [.2]]))\n"
        "    ->  tensor([[[5.1], [3.2]]])",
        "写一个函数 `first_sequence(squares, E, token, positions)`，即论文的式 1（Dosovitskiy 等 2021）："
        "[类别; x₁E; …; x_N E] + 位置。`squares` 是 (B, N, P²)，`E` 是 (P², d)，`token` 是 (d,)，"
        "`positions` 是 (N + 1, d)。类别词元在每个序列的最前面，它也有位置。返回 (B, N + 1, d)。\n\n"
        "    first_sequence(tensor([[[1., 2.]]]), tensor([[1.], [1.]]), tensor([5.]), tensor([[.1], [.2]]))\n"
        "    ->  tensor([[[5.1], [3.2]]])",
    ),
    hints=[
        (
            "`squares @ E` is (B, N, d). The token has to become (B, 1, d) before the two can be joined.",
            "`squares @ E` 是 (B, N, d)。词元要先变成 (B, 1, d)，才能接到一起。",
        ),
        (
            "`token.expand(len(squares), 1, -1)`, then `torch.cat([…, …], 1)`, and only then + positions.",
            "`token.expand(len(squares), 1, -1)`，再 `torch.cat([…, …], 1)`，最后才加 positions。",
        ),
    ],
    cases=[
        (
            torch.tensor([[[1.0, 2.0]]]),
            torch.ones(2, 1),
            torch.tensor([5.0]),
            torch.tensor([[0.1], [0.2]]),
        ),
        _case(0, 2, 3, 4, 2),
        _case(10, 3, 1, 1, 3),
        _case(20, 1, 4, 4, 4),
    ],
)
def first_sequence(squares, E, token, positions):
    first = token.expand(len(squares), 1, -1)  # (B, 1, d)
    return torch.cat([first, squares @ E], 1) + positions  # (B, N + 1, d)


first_sequence.wrong(
    "No positions are added: the encoder would see a bag of patches.",
    "没有加位置：编码器看到的就只是一袋图像块。",
    lambda squares, E, token, positions: first_sequence.solve(squares, E, token, torch.zeros_like(positions)),
)


@first_sequence.wrong(
    "The class token stands at the end. Here it is first: place 0.",
    "类别词元放到了最后。这里它在最前面，是第 0 个位置。",
)
def token_at_the_end(squares, E, token, positions):
    return torch.cat([squares @ E, token.expand(len(squares), 1, -1)], 1) + positions


@first_sequence.wrong(
    "You added the positions before the class token was in place: each patch has the position of the place "
    "before it, and the class token has none. First join, then add.",
    "你在放类别词元之前就加了位置：图像块用的都是前一格的位置，类别词元却没有。先接起来，再加。",
)
def positions_one_early(squares, E, token, positions):
    x = squares @ E + positions[:-1]
    return torch.cat([token.expand(len(squares), 1, -1), x], 1)


@first_sequence.wrong(
    "The class token has no position added. It has one as well: row 0.",
    "类别词元没有加位置。它也有一个，就是第 0 行。",
)
def token_without_a_place(squares, E, token, positions):
    x = first_sequence.solve(squares, E, token, positions)
    return torch.cat([token.expand(len(squares), 1, -1), x[:, 1:]], 1)


first_sequence.wrong(
    "The token is missing: you return N vectors a picture, and N + 1 are asked for.",
    "缺了类别词元：每张图你返回 N 个向量，应当是 N + 1 个。",
    lambda squares, E, token, positions: squares @ E + positions[1:],
)
