"""Norms over a batch: batch norm over real tokens, and PowerNorm's forward pass, which divides by the
running quadratic mean of earlier batches."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, T: int, d: int, *lengths: int) -> tuple:
    return 3 * tenths(seed, len(lengths), T, d).double() + 1, torch.tensor(lengths)


@exercise(
    "core",
    minutes=6,
    title=("batch norm without padding", "不算填充的批量归一化"),
    statement=(
        "Write `batch_norm(x, lengths)`, as in training and without gain and bias. `x` is (B, T, d); "
        "`lengths` "
        "(B,) says how many tokens of each sentence are real. For each of the d numbers take mean and "
        "variance over **all real tokens of the batch** (divide by their count); subtract and divide by the "
        "root of "
        "variance plus 1e-5, everywhere, at padding too. Return (B, T, d).\n\n"
        "    batch_norm(tensor([[[1.0], [3.0]], [[2.0], [90.0]]]), tensor([2, 1]))\n"
        "    ->  real tokens 1, 3, 2: mean 2, variance 2/3; the 90 is padding",
        "写一个函数 `batch_norm(x, lengths)`，按训练时的做法，不带增益和偏置。`x` 是 (B, T, d)；"
        "`lengths` (B,) 是每句有几个真实词元。对 d 维中的每一维，在**整批的所有真实词元**上求均值和方差"
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
    "那是层归一化，每个词元各管各的。这里是 d 维各自在词元之间比。",
    lambda x, lengths: (x - x.mean(-1, keepdim=True)) / (x.var(-1, correction=0, keepdim=True) + 1e-5).sqrt(),
)


@batch_norm.wrong(
    "One mean for all d numbers together. Each of them has its own: over the first axis of `x[mask]` only.",
    "d 维合用了一个均值。每一维各有各的：只沿 `x[mask]` 的第一维求。",
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


def _batches(seed: int, steps: int, N: int, d: int, alpha: float) -> tuple:
    return [(k + 1) * tenths(seed + k, N, d).double() for k in range(steps)], alpha


@exercise(
    "stretch",
    minutes=12,
    title=("power norm, step by step", "幂归一化，一步一步"),
    statement=(
        "Write `power_norm(batches, alpha)`, the forward pass of PN (Shen et al. 2020) without gain and "
        "bias. "
        "`batches` is a list of tensors (N, d), one a training step. ψ² (d,) begins as ones. At each "
        "step divide "
        "the batch by ψ of **before** this step; then let ψ² move by the share 1 − alpha toward the mean of "
        "this batch's squares. Return the list of divided batches. (Leave out the 1e-5.)\n\n"
        "    power_norm([tensor([[2.0]]), tensor([[2.0]])], 0.5)\n"
        "    ->  [tensor([[2.0]]), tensor([[1.2649]])]        ψ²: 1, then 1 + 0.5 · (4 − 1) = 2.5",
        "写一个函数 `power_norm(batches, alpha)`，即 PN（Shen 等 2020）的前向计算，不带增益和偏置。"
        "`batches` 是一串张量 (N, d)，每个训练步一个。ψ² (d,) 从全 1 开始。"
        "每一步先把这一批除以这一步**之前**的 ψ，"
        "再更新 ψ²：旧值占 alpha，这一批的平方均值占 1 − alpha。返回各批除过之后的列表。（不加 1e-5。）\n\n"
        "    power_norm([tensor([[2.0]]), tensor([[2.0]])], 0.5)\n"
        "    ->  [tensor([[2.0]]), tensor([[1.2649]])]        ψ²：先是 1，然后 1 + 0.5 · (4 − 1) = 2.5",
    ),
    hints=[
        (
            "Two lines in a loop: divide by `square.sqrt()`, then update `square`. The order matters.",
            "循环里两行：先除以 `square.sqrt()`，再更新 `square`。次序要紧。",
        ),
        (
            "`own = batch.square().mean(0)`; `square = square + (1 - alpha) * (own - square)`.",
            "`own = batch.square().mean(0)`；`square = square + (1 - alpha) * (own - square)`。",
        ),
    ],
    cases=[
        ([torch.tensor([[2.0]]).double(), torch.tensor([[2.0]]).double()], 0.5),
        _batches(0, 3, 2, 3, 0.9),
        _batches(1, 4, 3, 2, 0.75),
    ],
)
def power_norm(batches, alpha):
    square, made = torch.ones_like(batches[0][0]), []
    for batch in batches:
        made.append(batch / square.sqrt())
        square = square + (1 - alpha) * (batch.square().mean(0) - square)
    return made


def _run(batches, update, before=True, own=lambda batch: batch.square().mean(0)):
    square, made = torch.ones_like(batches[0][0]), []
    for batch in batches:
        moved = update(square, own(batch))
        made.append(batch / (square if before else moved).sqrt())
        square = moved
    return made


power_norm.wrong(
    "You update ψ first, so a batch is divided by what it has itself changed. PN divides by the ψ of before: "
    "only so training and use are alike.",
    "你先更新了 ψ，于是这一批除的是自己改过的 ψ。PN 除的是之前的 ψ，训练和使用才一致。",
    lambda batches, alpha: _run(batches, lambda s, own: s + (1 - alpha) * (own - s), before=False),
)
power_norm.wrong(
    "Alpha is the share that stays; the batch moves ψ² by 1 − alpha.",
    "alpha 是留下的那一份；这一批让 ψ² 移动的是 1 − alpha。",
    lambda batches, alpha: _run(batches, lambda s, own: s + alpha * (own - s)),
)
power_norm.wrong(
    "You divide by the batch's own root mean square: that is PN-V. PN takes the running one.",
    "你除的是这一批自己的均方根，那是 PN-V。PN 用滑动的那个。",
    lambda batches, alpha: [batch / batch.square().mean(0).sqrt() for batch in batches],
)


@power_norm.wrong(
    "You divide by ψ², not by ψ: take the root.",
    "你除的是 ψ²，不是 ψ：要开平方根。",
)
def root_forgotten(batches, alpha):
    square, made = torch.ones_like(batches[0][0]), []
    for batch in batches:
        made.append(batch / square)
        square = square + (1 - alpha) * (batch.square().mean(0) - square)
    return made


power_norm.wrong(
    "You subtract the mean before squaring: that is the variance. ψ² is the mean of the plain squares.",
    "你平方之前减了均值，得到的是方差。ψ² 是直接平方再平均。",
    lambda batches, alpha: _run(
        batches, lambda s, own: s + (1 - alpha) * (own - s), own=lambda b: b.var(0, correction=0)
    ),
)
