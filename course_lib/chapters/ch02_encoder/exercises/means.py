"""Another context: the mean of a sentence's states."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _mask(width: int, *lengths: int) -> torch.Tensor:
    return torch.arange(width) < torch.tensor(lengths)[:, None]


@exercise(
    "core",
    title=("the mean as context", "用平均值作上下文向量"),
    statement=(
        "The context need not be the last state: C = q(h_1, …, h_T), and q may be the mean. "
        "Write `mean_context(states, mask)`. `states` is (B, S, H); `mask` (B, S) is `True` where a real "
        "token stands, once in each sentence at least. Return the mean of each sentence's real states: "
        "(B, H). Leave `states` as it is.\n\n"
        "    mean_context(tensor([[[1.0], [3.0], [8.0]]]), tensor([[True, True, False]]))\n"
        "    ->  tensor([[2.0]])        (1 + 3) / 2; the 8 is padding",
        "上下文向量不一定是最后一个状态：C = q(h_1, …, h_T)，q 也可以取平均值。"
        "写一个函数 `mean_context(states, mask)`。`states` 是 (B, S, H)；"
        "`mask` (B, S) 在真实词元处为 `True`，每个句子至少有一个。返回每个句子真实状态的平均值，"
        "形状为 (B, H)。`states` 本身保持原样。\n\n"
        "    mean_context(tensor([[[1.0], [3.0], [8.0]]]), tensor([[True, True, False]]))\n"
        "    ->  tensor([[2.0]])        (1 + 3) / 2，8 是填充",
    ),
    hints=[
        (
            "A mean is a sum divided by a count. Both must leave the padding out.",
            "平均等于总和除以个数。两者都要把填充排除在外。",
        ),
        (
            "A bool counts as 0 or 1 when you multiply. `mask[:, :, None]` is (B, S, 1): it fits onto "
            "(B, S, H). Then sum over time, `dim=1`.",
            "相乘时 bool 当作 0 或 1。`mask[:, :, None]` 是 (B, S, 1)，能和 (B, S, H) 相乘。"
            "然后沿时间求和，即 `dim=1`。",
        ),
        (
            "`total = (states * mask[:, :, None]).sum(dim=1)` is (B, H). "
            "`count = mask.sum(dim=1, keepdim=True)` is (B, 1). Divide.",
            "`total = (states * mask[:, :, None]).sum(dim=1)` 是 (B, H)，"
            "`count = mask.sum(dim=1, keepdim=True)` 是 (B, 1)，相除即可。",
        ),
    ],
    cases=[
        (tenths(0, 2, 3, 2), _mask(3, 1, 2)),
        (tenths(1, 3, 4, 2), _mask(4, 4, 2, 3)),
        (tenths(2, 1, 1, 3), _mask(1, 1)),
        (tenths(3, 2, 6, 3), _mask(6, 3, 5)),
    ],
)
def mean_context(states, mask):
    total = (states * mask[:, :, None]).sum(dim=1)  # (B, H)
    count = mask.sum(dim=1, keepdim=True)  # (B, 1)
    return total / count


_solved = mean_context.solve


def _total(states, mask, dim=1):
    return (states * mask[:, :, None]).sum(dim)


mean_context.wrong(
    "The mask is not used: the padding is averaged in, and the result depends on the width of the batch.",
    "没有用上掩码：填充也被平均进去了，结果会随这一批的宽度而变。",
    lambda states, mask: states.mean(1),
)
mean_context.wrong(
    "The sum is right, but you divide by S, the width of the batch. Divide by the number of real tokens.",
    "总和没错，但你除以了 S，也就是整批的宽度。应除以真实词元的个数。",
    lambda states, mask: _total(states, mask) / mask.shape[1],
)
mean_context.wrong(
    "You divide by the real tokens of the whole batch. Each sentence has a count of its own: `dim=1`.",
    "你除以的是整批真实词元的总数。每个句子有自己的个数：`dim=1`。",
    lambda states, mask: _total(states, mask) / mask.sum(),
)
mean_context.wrong(
    "That is the sum: a long sentence gets a long vector. Divide by the number of real tokens.",
    "这是总和：句子越长，向量就越大。还要除以真实词元的个数。",
    lambda states, mask: _total(states, mask),
)
mean_context.wrong(
    "You average over the batch: different sentences are mixed. Time is the second axis, `dim=1`.",
    "你是沿批量取的平均，把不同的句子混在了一起。时间是第二维，即 `dim=1`。",
    lambda states, mask: _total(states, mask, dim=0) / mask.sum(0)[:, None],
)
mean_context.wrong(
    "`states[mask]` puts all real states of the batch into one long list: that is one mean for all. "
    "Each sentence needs its own.",
    "`states[mask]` 会把整批的真实状态排成一长列，得到的是所有句子共同的平均。每个句子要有自己的平均。",
    lambda states, mask: states[mask].mean(0),
)


@mean_context.wrong(
    "That is the largest value over time. It can serve as a context too, but asked for is the mean.",
    "这是沿时间取的最大值。它也可以当上下文向量，但这里要的是平均值。",
)
def maximum(states, mask):
    return states.masked_fill(~mask[:, :, None], -torch.inf).amax(1)


@mean_context.wrong(
    "The mean is right, but you wrote zeros into the tensor that you were given. Whoever called you still "
    "needs it. `states * mask[:, :, None]` makes a new one.",
    "平均值没错，但你在传入的张量里写进了零，而调用你的人还要用它。"
    "`states * mask[:, :, None]` 会得到一个新的张量。",
)
def zeros_written_into_the_input(states, mask):
    states[~mask] = 0
    return _solved(states, mask)


mean_context.wrong(
    "The mask is upside down: this is the mean of the padding (and 0 / 0 where there is none).",
    "掩码用反了：这是填充位置的平均（没有填充时就成了 0 / 0）。",
    lambda states, mask: _solved(states, ~mask),
)
