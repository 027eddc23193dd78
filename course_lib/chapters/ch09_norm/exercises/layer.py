"""Layer norm: the mean and the spread of one token's own numbers."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, *shape: int) -> tuple:
    gain, bias = (tenths(seed + k, shape[-1]).double() for k in (50, 60))
    return 3 * tenths(seed, *shape).double() + 1, gain, bias


@exercise(
    "core",
    title=("layer norm", "层归一化"),
    statement=(
        "Write `layer_norm(x, gain, bias)`. `x` is (B, T, d): B sentences of T tokens with d numbers each. "
        "From each token subtract the mean of **its own** d numbers, divide by the square root of their "
        "variance plus 1e-5 (the variance with division by d), then multiply by `gain` (d,) and add `bias` "
        "(d,). Return (B, T, d).\n\n"
        "    layer_norm(tensor([[[1.0, 3.0]]]), tensor([1.0, 1.0]), tensor([0.0, 0.0]))\n"
        "    ->  tensor([[[-1.0, 1.0]]])        mean 2, variance 1; to five digits",
        "写一个函数 `layer_norm(x, gain, bias)`。`x` 是 (B, T, d)：B 个句子，每句 T 个词元，每个词元 d 个数。"
        "每个词元减去**它自己**那 d 个数的均值，除以方差加 1e-5 的平方根（方差除以 d），"
        "再乘 `gain` (d,)，加 `bias` (d,)。返回 (B, T, d)。\n\n"
        "    layer_norm(tensor([[[1.0, 3.0]]]), tensor([1.0, 1.0]), tensor([0.0, 0.0]))\n"
        "    ->  tensor([[[-1.0, 1.0]]])        均值 2，方差 1；精确到五位",
    ),
    hints=[
        (
            "Which axis holds the numbers of one token? Only over that one do you take mean and variance.",
            "一个词元的数排在哪一维？均值和方差只沿那一维求。",
        ),
        (
            "`x.mean(-1, keepdim=True)` is (B, T, 1): with keepdim it fits onto x. "
            "`x.var(-1, correction=0, keepdim=True)` divides by d.",
            "`x.mean(-1, keepdim=True)` 是 (B, T, 1)，有 keepdim 才配得上 x。"
            "`x.var(-1, correction=0, keepdim=True)` 除以的是 d。",
        ),
    ],
    cases=[
        (torch.tensor([[[1.0, 3.0]]]).double(), torch.ones(2).double(), torch.zeros(2).double()),
        _case(0, 2, 3, 4),
        _case(1, 1, 2, 6),
        _case(2, 3, 3, 3),
        (torch.tensor([[[1.0, 1.01]]]).double(), torch.ones(2).double(), torch.zeros(2).double()),
        (torch.full((1, 2, 3), 4.0).double(), torch.ones(3).double(), torch.ones(3).double()),
    ],
)
def layer_norm(x, gain, bias):
    mean = x.mean(-1, keepdim=True)  # (B, T, 1)
    variance = x.var(-1, correction=0, keepdim=True)  # (B, T, 1)
    return (x - mean) / (variance + 1e-5).sqrt() * gain + bias


def _normed(x, axes, correction=0):
    mean, variance = x.mean(axes, keepdim=True), x.var(axes, correction=correction, keepdim=True)
    return (x - mean) / (variance + 1e-5).sqrt()


layer_norm.wrong(
    "You take mean and variance over batch and places: that is batch norm. Here each token is for itself: "
    "the last axis.",
    "你沿批量和位置求了均值和方差，那是批量归一化。这里每个词元各管各的：沿最后一维。",
    lambda x, gain, bias: _normed(x, (0, 1)) * gain + bias,
)
layer_norm.wrong(
    "You normalise a whole sentence at once. Then a token depends on its neighbours, and on padding.",
    "你把整句放在一起归一化了。这样一个词元会受邻居影响，也会受填充影响。",
    lambda x, gain, bias: _normed(x, (1, 2)) * gain + bias,
)
layer_norm.wrong(
    "The variance divides by d − 1, which is `var`'s habit. A norm divides by d: `correction=0`.",
    "你的方差除以了 d − 1，这是 `var` 的默认做法。归一化里除以 d：`correction=0`。",
    lambda x, gain, bias: _normed(x, -1, 1) * gain + bias,
)


@layer_norm.wrong(
    "You divide by the variance. Its square root has the unit of x: take the root.",
    "你除以了方差。开了平方根，单位才和 x 一样。",
)
def root_forgotten(x, gain, bias):
    return (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + 1e-5) * gain + bias


@layer_norm.wrong(
    "The 1e-5 is missing. A token whose numbers are all equal has variance 0, and 0 / 0 is nan.",
    "漏了 1e-5。如果一个词元的各个数都相等，方差就是 0，而 0 / 0 是 nan。",
)
def epsilon_forgotten(x, gain, bias):
    mean = x.mean(-1, keepdim=True)
    return (x - mean) / x.var(-1, correction=0, keepdim=True).sqrt() * gain + bias


@layer_norm.wrong(
    "The 1e-5 stands behind the root: it is added to the variance, before the root is taken.",
    "1e-5 加在了平方根外面：它应当加到方差上，再开平方根。",
)
def epsilon_outside(x, gain, bias):
    mean = x.mean(-1, keepdim=True)
    return (x - mean) / (x.var(-1, correction=0, keepdim=True).sqrt() + 1e-5) * gain + bias


layer_norm.wrong(
    "The mean is still in: this is nearly RMS norm, which divides only. Subtract the mean first.",
    "均值没有减掉：这差不多是 RMS 归一化，只除不减。先减去均值。",
    lambda x, gain, bias: x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt() * gain + bias,
)
layer_norm.wrong(
    "Gain and bias are not used. Without them every token would be of one size for ever.",
    "没有用上 `gain` 和 `bias`。没有它们，每个词元就永远是同一个大小。",
    lambda x, gain, bias: _normed(x, -1),
)
