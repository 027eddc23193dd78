"""Positions as waves, from fast to slow."""

import torch

from course_lib.kit.practice.exercise import exercise


@exercise(
    "core",
    minutes=8,
    title=("positions as waves", "正弦位置编码"),
    statement=(
        "Write `waves(length, d)`, d even: a tensor (length, d) with, for place t = 0, 1, … and i = 0, "
        "1, …,\n\n"
        "    sin(t / 10000^(2i / d))  in column 2i,    cos(t / 10000^(2i / d))  in column 2i + 1\n\n"
        "    waves(2, 2)  ->  tensor([[0.0000, 1.0000], [0.8415, 0.5403]])",
        "写一个函数 `waves(length, d)`，d 是偶数：返回张量 (length, d)，位置 t = 0, 1, …，i = 0, 1, …，\n\n"
        "    第 2i 列是 sin(t / 10000^(2i / d))，第 2i + 1 列是 cos(t / 10000^(2i / d))\n\n"
        "    waves(2, 2)  ->  tensor([[0.0000, 1.0000], [0.8415, 0.5403]])",
    ),
    hints=[
        (
            "First the d / 2 rates, one for each pair of columns: `10000 ** (-torch.arange(0, d, 2) / d)`.",
            "先算 d / 2 个快慢，每两列一个：`10000 ** (-torch.arange(0, d, 2) / d)`。",
        ),
        (
            "`angles = torch.arange(length)[:, None] * rates` is (length, d / 2). Then "
            "`made[:, 0::2] = angles.sin()`, and the cosine into `1::2`.",
            "`angles = torch.arange(length)[:, None] * rates` 是 (length, d / 2)。"
            "然后 `made[:, 0::2] = angles.sin()`，余弦放进 `1::2`。",
        ),
    ],
    cases=[(2, 2), (3, 4), (5, 8), (1, 6), (20, 2)],
)
def waves(length, d):
    rates = 10000 ** (-torch.arange(0, d, 2) / d)  # (d / 2,)
    angles = torch.arange(length)[:, None] * rates  # (length, d / 2)
    made = torch.zeros(length, d)
    made[:, 0::2], made[:, 1::2] = angles.sin(), angles.cos()
    return made


def _angles(length, d, power=1.0, base=10000.0):
    return torch.arange(length)[:, None] * base ** (-power * torch.arange(0, d, 2) / d)


def _woven(even, odd):
    return torch.stack([even, odd], -1).flatten(1)


@waves.wrong(
    "Sines and cosines stand in two halves. Here they alternate: sine in the even columns, cosine in the "
    "odd.",
    "正弦和余弦分成了左右两半。这里要交替：偶数列正弦，奇数列余弦。",
)
def in_two_halves(length, d):
    angles = _angles(length, d)
    return torch.cat([angles.sin(), angles.cos()], 1)


@waves.wrong(
    "Sine and cosine are exchanged: place 0 should read 0, 1, 0, 1 …",
    "正弦和余弦对调了：第 0 个位置应当是 0, 1, 0, 1 ……",
)
def exchanged(length, d):
    angles = _angles(length, d)
    return _woven(angles.cos(), angles.sin())


@waves.wrong(
    "The exponent is i / d, not 2i / d: the waves slow down half as fast as they should. "
    "`torch.arange(0, d, 2)` already is 2i.",
    "指数成了 i / d，应为 2i / d：频率下降的速度只有应有的一半。`torch.arange(0, d, 2)` 就是 2i。",
)
def half_the_exponent(length, d):
    angles = _angles(length, d, power=0.5)
    return _woven(angles.sin(), angles.cos())


@waves.wrong(
    "Every column has a rate of its own. A pair, 2i and 2i + 1, shares one: sine and cosine of the same "
    "angle.",
    "你给每一列都用了不同的快慢。2i 和 2i + 1 这一对要共用一个：同一个角的正弦和余弦。",
)
def a_rate_for_each_column(length, d):
    angles = torch.arange(length)[:, None] * 10000.0 ** (-torch.arange(d) / d)
    return torch.where(torch.arange(d) % 2 == 0, angles.sin(), angles.cos())


waves.wrong(
    "Places are counted from 1. The first place is t = 0.",
    "位置从 1 数起了。第一个位置是 t = 0。",
    lambda length, d: waves.solve(length + 1, d)[1:],
)
