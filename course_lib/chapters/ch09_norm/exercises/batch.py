"""Batch norm over real tokens: what padding would do to it, and a batch of another size."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, T: int, d: int, *lengths: int) -> tuple:
    return 3 * tenths(seed, len(lengths), T, d).double() + 1, torch.tensor(lengths)


@exercise(
    "core",
    title=("batch norm without padding", "不算填充的批量归一化"),
    statement=(
        "Write `batch_norm(x, lengths)`, as in training and without gain and bias. `x` is (B, T, d); "
        "`lengths` "
        "(B,) says how many tokens of each sentence are real. For each of the d numbers take mean and "
        "variance "
        "over **all real tokens of the batch** (divide by their count); subtract and divide by the root of "
        "variance plus 1e-5, everywhere, at padding too. Return (B, T, d).\n\n"
        "    batch_norm(tensor([[[1.0], [3.0]], [[2.0], [90.0]]]), tensor([2, 1]))\n"
        "    ->  real tokens 1, 3, 2: mean 2, variance 2/3; the 90 is padding",
        "写一个函数 `batch_norm(x, lengths)`，按训练时的做法，不带 gain 和 bias。`x` 是 (B, T, d)；"
        "`lengths` (B,) 是每句有几个真实词元。对 d 个数中的每一个，在**整批的所有真实词元**上求均值和方差"
        "（除以词元个数）；所有位置，连同填充，都减去均值，除以方差加 1e-5 的平方根。返回 (B, T, d)。\n\n"
        "    batch_norm(tensor([[[1.0], [3.0]], [[2.0], [90.0]]]), tensor([2, 1]))\n"
        "    ->  真实词元是 1、3、2：均值 2，方差 2/3；90 是填充",
    ),
    hints=[
        (
            "First collect the real tokens in one row: `x[mask]` is (N, d).",
            "先把真实词元排成一列：`x[mask]` 是 (N, d)。",
        ),
        (
            "`mask = torch.arange(T) < lengths[:, None]` is (B, T). Mean and variance of `x[mask]` over the "
            "first axis are (d,), and fit onto x as they are.",
            "`mask = torch.arange(T) < lengths[:, None]` 是 (B, T)。`x[mask]` 沿第一维的均值和方差是 (d,)，"
            "直接就能配上 x。",
        ),
    ],
    cases=[
        (torch.tensor([[[1.0], [3.0]], [[2.0], [90.0]]]).double(), torch.tensor([2, 1])),
        _case(0, 3, 2, 3, 1),
        _case(1, 4, 3, 2, 4, 1),
        _case(2, 3, 2, 2, 3),
        (torch.tensor([[[1.0], [1.01]], [[1.0], [7.0]]]).double(), torch.tensor([2, 1])),
    ],
)
def batch_norm(x, lengths):
    mask = torch.arange(x.size(1)) < lengths[:, None]  # (B, T)
    real = x[mask]  # (N, d)
    return (x - real.mean(0)) / (real.var(0, correction=0) + 1e-5).sqrt()


def _mask(x, lengths):
    return torch.arange(x.size(1)) < lengths[:, None]


batch_norm.wrong(
    "Padding is counted: mean and variance change with the width of the batch. Only real tokens count.",
    "填充也算进去了：均值和方差会随这一批的宽度而变。只有真实词元才算。",
    lambda x, lengths: (x - x.mean((0, 1))) / (x.var((0, 1), correction=0) + 1e-5).sqrt(),
)


@batch_norm.wrong(
    "You set padding to zero and count it all the same: zeros pull the mean, too. Leave it out.",
    "你把填充置成零，可还是算进去了：零也会把均值拉偏。要把它排除在外。",
)
def padding_as_zero(x, lengths):
    x0 = x * _mask(x, lengths)[:, :, None]
    return (x - x0.mean((0, 1))) / (x0.var((0, 1), correction=0) + 1e-5).sqrt()


batch_norm.wrong(
    "That is layer norm: each token by itself. Here each of the d numbers is compared over tokens.",
    "那是层归一化，每个词元各管各的。这里是 d 个数各自在词元之间比。",
    lambda x, lengths: (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + 1e-5).sqrt(),
)


@batch_norm.wrong(
    "One mean for all d numbers together. Each of them has its own: over the first axis of `x[mask]` only.",
    "d 个数合用了一个均值。它们各有各的：只沿 `x[mask]` 的第一维求。",
)
def one_mean_for_all(x, lengths):
    real = x[_mask(x, lengths)]
    return (x - real.mean()) / (real.var(correction=0) + 1e-5).sqrt()


@batch_norm.wrong(
    "Each sentence by itself. Batch norm takes the tokens of all sentences together.",
    "每句单独算了。批量归一化要把所有句子的词元放在一起。",
)
def each_sentence_alone(x, lengths):
    rows = []
    for row, length in zip(x, lengths.tolist(), strict=True):
        real = row[:length]
        rows.append((row - real.mean(0)) / (real.var(0, correction=0) + 1e-5).sqrt())
    return torch.stack(rows)


@batch_norm.wrong(
    "The 1e-5 is missing under the root. Where a number is the same in all tokens, you would divide by 0.",
    "根号里漏了 1e-5。如果某个数在所有词元里都一样，就会除以 0。",
)
def epsilon_forgotten(x, lengths):
    real = x[_mask(x, lengths)]
    return (x - real.mean(0)) / real.var(0, correction=0).sqrt()


@batch_norm.wrong(
    "The variance divides by N − 1. To normalise, divide by N: `correction=0`.",
    "你的方差除以了 N − 1。归一化时除以 N：`correction=0`。",
)
def divided_by_one_less(x, lengths):
    real = x[_mask(x, lengths)]
    return (x - real.mean(0)) / (real.var(0) + 1e-5).sqrt()
