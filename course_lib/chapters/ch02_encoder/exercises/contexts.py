"""Contexts: the state after each sentence's own last token, or the mean of its states."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


@exercise(
    "core",
    minutes=5,
    title=("the context of a padded batch", "填充过的一批，上下文向量在哪里"),
    statement=(
        "Write `context(states, lengths)`. `states` (B, S, H) holds the encoder's state after every place of "
        "a padded batch; `lengths` (B,) says how many real tokens each sentence has, at least 1. The places "
        "behind are padding: there are states too, but they mean nothing. Return the state after each "
        "sentence's last real token: (B, H). A padded batch may be wider than its longest sentence.\n\n"
        "    context(tensor([[[1.0], [2.0], [9.0]], [[3.0], [4.0], [5.0]]]), tensor([2, 3]))\n"
        "    ->  tensor([[2.0], [5.0]])",
        "写一个函数 `context(states, lengths)`。"
        "`states` (B, S, H) 是编码器读一批填充过的句子时，在每个位置之后的状态；"
        "`lengths` (B,) 是每个句子真实词元的个数，至少为 1。再往后的位置是填充：那里也有状态，但毫无意义。"
        "返回每个句子读完最后一个真实词元时的状态，形状为 (B, H)。填充后的宽度可以超过最长的句子。\n\n"
        "    context(tensor([[[1.0], [2.0], [9.0]], [[3.0], [4.0], [5.0]]]), tensor([2, 3]))\n"
        "    ->  tensor([[2.0], [5.0]])",
    ),
    hints=[
        (
            "Python counts from 0: where does the last of `n` tokens stand? And each sentence has its own n.",
            "Python 从 0 数起：n 个词元中的最后一个在第几位？每个句子的 n 各不相同。",
        ),
        (
            "For one sentence i it is `states[i, lengths[i] - 1]`. A loop and `torch.stack` will do.",
            "对第 i 个句子就是 `states[i, lengths[i] - 1]`。用循环加 `torch.stack` 就可以。",
        ),
        (
            "Without a loop: two lists of indices are read in pairs. `states[[0, 1], [1, 2]]` takes place 1 "
            "of sentence 0 and place 2 of sentence 1. `torch.arange(B)` counts the sentences.",
            "不用循环：两组下标会一一配对。"
            "`states[[0, 1], [1, 2]]` 取的是第 0 句的第 1 位和第 1 句的第 2 位。"
            "`torch.arange(B)` 给出各句的下标。",
        ),
    ],
    cases=[
        (tenths(0, 2, 4, 2), torch.tensor([1, 3])),
        (tenths(1, 3, 3, 2), torch.tensor([3, 1, 2])),
        (tenths(2, 1, 1, 3), torch.tensor([1])),
        (tenths(3, 4, 7, 2), torch.tensor([2, 5, 5, 6])),
    ],
)
def context(states, lengths):
    rows = torch.arange(len(states))  # (B,)
    return states[rows, lengths - 1]  # (B, H)


context.wrong(
    "The classic bug: `states[:, -1]` is the last place of the batch, and there a short sentence has only "
    "padding. The result then depends on how long the neighbours are. Use the lengths.",
    "这就是那个经典的错误：`states[:, -1]` 取的是整批的最后一个位置，短句子在那里只有填充，"
    "结果会随同一批里其他句子的长短而变。请用上 `lengths`。",
    lambda states, lengths: states[:, -1],
)
context.wrong(
    "One too far: the last of n tokens is at index n − 1. Index n is the first PAD, "
    "and in the longest sentence there may be no such place.",
    "多走了一步：n 个词元的最后一个，下标是 n − 1。下标 n 已经是第一个 PAD，最长的句子甚至没有这个位置。",
    lambda states, lengths: states[torch.arange(len(states)), lengths],
)
context.wrong(
    "One too early: you leave out the last token. It is EOS, and the encoder reads it like any other.",
    "停早了一步：漏掉了最后一个词元。它是 EOS，编码器同样要读它。",
    lambda states, lengths: states[torch.arange(len(states)), lengths - 2],
)
context.wrong(
    "That is the state after the first token: the rest of the sentence is not in it yet.",
    "这是读完第一个词元时的状态：句子的其余部分还没有进来。",
    lambda states, lengths: states[:, 0],
)
context.wrong(
    "You take the place where the longest sentence ends, for all. Each sentence ends at its own place.",
    "你给所有句子都取了最长句的结尾位置。每个句子各有各的结尾。",
    lambda states, lengths: states[:, lengths.max() - 1],
)
context.wrong(
    "`states[:, lengths - 1]` takes every length for every sentence: (B, B, H). "
    "Give the sentences an index too, so that the two are read in pairs.",
    "`states[:, lengths - 1]` 会让每个句子都按所有的长度各取一次，得到 (B, B, H)。"
    "给句子也配上下标，两组下标才会一一配对。",
    lambda states, lengths: states[:, lengths - 1],
)
context.wrong(
    "`states[lengths - 1]` chooses sentences: the first axis is the batch. Time is the second.",
    "`states[lengths - 1]` 选的是句子：第一维是批量，第二维才是时间。",
    lambda states, lengths: states[lengths - 1],
)
context.wrong(
    "You return (B, 1, H): the time axis is still there, with one place. Take it away: (B, H).",
    "你返回的是 (B, 1, H)：时间那一维还在，只是长度为 1。请去掉它，返回 (B, H)。",
    lambda states, lengths: context.solve(states, lengths)[:, None],
)
context.wrong(
    "All the numbers are right, but in a list. Return one tensor: `torch.stack` makes it.",
    "数都对，但放在了列表里。请用 `torch.stack` 合成一个张量再返回。",
    lambda states, lengths: list(context.solve(states, lengths)),
)


def _mask(width: int, *lengths: int) -> torch.Tensor:
    return torch.arange(width) < torch.tensor(lengths)[:, None]


@exercise(
    "core",
    minutes=5,
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
