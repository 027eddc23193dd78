"""Something that is not on the page: a picture, once for each of its patches, with that patch black."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, side: int, size: int) -> tuple:
    return tenths(seed, 3, side, side).abs() + 0.1, size


@exercise(
    "build",
    minutes=8,
    title=("paint out one patch at a time", "一次涂黑一块"),
    statement=(
        "Which patch does a word depend on? Paint one patch black, and see how much less likely the word "
        "becomes. This is an **occlusion** test. Write `painted_out(picture, size)`. `picture` is "
        "(3, side, side), and `size` divides `side`. Return (S, 3, side, side): S copies of the picture, of "
        "which number s has its patch number s black, and nothing else changed. Patches count row by row. "
        "Leave the given picture as it is.",
        "一个词取决于哪一块？把一块涂黑，看这个词的概率降多少。这叫**遮挡**（occlusion）测试。写一个函数 "
        "`painted_out(picture, size)`。`picture` 是 (3, side, side)，`size` 整除 `side`。返回 (S, 3, side, "
        "side)：S 份图片，第 s 份里只有第 s 块涂黑，别的都不变。图像块逐行编号。传入的图片保持原样。",
    ),
    hints=[
        (
            "Two loops over the upper left corners: `range(0, side, size)` for the rows outside, for the "
            "columns inside. Each time a fresh copy: `picture.clone()`.",
            "对左上角写两层循环：外层是行，里层是列，都是 `range(0, side, size)`。"
            "每次都拿一份新的：`picture.clone()`。",
        ),
        (
            "`copy[:, i : i + size, j : j + size] = 0` paints all three channels. `torch.stack` makes one "
            "tensor of the copies.",
            "`copy[:, i : i + size, j : j + size] = 0` 把三个通道一起涂黑。"
            "`torch.stack` 把各份叠成一个张量。",
        ),
    ],
    cases=[_case(0, 2, 1), _case(1, 4, 2), _case(2, 6, 2), _case(3, 6, 3), _case(4, 8, 4)],
    distractors=(
        "            copy = picture",
        "            copy[:, i, j] = 0",
    ),
)
def painted_out(picture, size):
    side, copies = picture.size(1), []
    for i in range(0, side, size):
        for j in range(0, side, size):
            copy = picture.clone()
            copy[:, i : i + size, j : j + size] = 0
            copies.append(copy)
    return torch.stack(copies)


def _corners(picture, size):
    side = range(0, picture.size(1), size)
    return [(i, j) for i in side for j in side]


def _painted(picture, size, corners, paint=0.0):
    copies = [picture.clone() for _ in corners]
    for copy, (i, j) in zip(copies, corners, strict=True):
        copy[:, i : i + size, j : j + size] = paint
    return torch.stack(copies)


@painted_out.wrong(
    "The black adds up: copy s has all patches up to s painted. Begin each time with a fresh copy.",
    "黑块越积越多：第 s 份里，前面的也都涂黑了。每次都要从一份新的开始。",
)
def adds_up(picture, size):
    copy, copies = picture.clone(), []
    for i, j in _corners(picture, size):
        copy[:, i : i + size, j : j + size] = 0
        copies.append(copy.clone())
    return torch.stack(copies)


@painted_out.wrong(
    "All copies are the same: they are one tensor, painted black all over. `picture.clone()` makes a copy; a "
    "name alone does not.",
    "每一份都一样：它们是同一个张量，全涂黑了。要用 `picture.clone()` 复制，光起个新名字不行。",
)
def one_tensor(picture, size):
    return torch.stack([torch.zeros_like(picture) for _ in _corners(picture, size)])


painted_out.wrong(
    "The patches go down the columns first. They count row by row.",
    "你是先往下数的。图像块要逐行编号。",
    lambda picture, size: _painted(picture, size, [(j, i) for i, j in _corners(picture, size)]),
)
painted_out.wrong(
    "You paint white. Black is 0: that is what the ground of these pictures is.",
    "你涂成了白的。黑是 0，这些图片的背景就是黑的。",
    lambda picture, size: _painted(picture, size, _corners(picture, size), 1.0),
)


@painted_out.wrong(
    "You keep the one patch and paint all others. It is the other way round.",
    "你留下了一块，涂黑了其余的。应当反过来。",
)
def all_others(picture, size):
    return picture - _painted(picture, size, _corners(picture, size))


@painted_out.wrong(
    "Only the first channel, red, is painted. Black is 0 in all three: `copy[:, …]`.",
    "只涂了第一个通道，也就是红。黑是三个通道都为 0：`copy[:, …]`。",
)
def red_alone(picture, size):
    copies = [picture.clone() for _ in _corners(picture, size)]
    for copy, (i, j) in zip(copies, _corners(picture, size), strict=True):
        copy[0, i : i + size, j : j + size] = 0
    return torch.stack(copies)
