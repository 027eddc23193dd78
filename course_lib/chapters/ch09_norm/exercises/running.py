"""PowerNorm's forward pass: each batch is divided by the running quadratic mean of those before it."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, steps: int, N: int, d: int, alpha: float) -> tuple:
    return [(k + 1) * tenths(seed + k, N, d).double() for k in range(steps)], alpha


@exercise(
    "stretch",
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
        "写一个函数 `power_norm(batches, alpha)`，即 PN（Shen 等 2020）的前向计算，不带 gain 和 bias。"
        "`batches` 是一串张量 (N, d)，每个训练步一个。ψ² (d,) 从全 1 开始。"
        "每一步先把这一批除以这一步**之前**的 ψ，"
        "再让 ψ² 朝这一批的平方均值移动 1 − alpha 那么一份。返回各批除过之后的列表。（不加 1e-5。）\n\n"
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
        _case(0, 3, 2, 3, 0.9),
        _case(1, 4, 3, 2, 0.75),
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
