"""Contexts of a padded batch: the largest values over time, and what a network knows that reads backwards."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _mask(width: int, *lengths: int) -> torch.Tensor:
    return torch.arange(width) < torch.tensor(lengths)[:, None]


@exercise(
    "repair",
    minutes=5,
    title=("a context that depends on the neighbours", "同批的句子一换，上下文就变"),
    statement=(
        "**The symptom.** The context of a sentence should be the largest value of each unit over time. "
        "Alone, a sentence gets the right context. Beside a longer sentence, some of its units are "
        "suddenly exactly 0. There is no error, and the mask is used.\n\n"
        "The function below has one fault. `states` (B, S, H) may hold any numbers; `mask` (B, S) is `True` "
        "where a real token stands, once in each row at least. `max_context(states, mask)` must return "
        "the maximum of each unit over the real tokens of each row: (B, H). `states` stays as it is. Find "
        "the fault, and repair it.\n\n"
        "    max_context(tensor([[[-0.5], [-0.2], [0.9]]]), tensor([[True, True, False]]))\n"
        "    ->  tensor([[-0.2]])",
        "**症状**：上下文向量取的是每一维在各个时刻的最大值。一个句子单独算，结果是对的；"
        "和更长的句子放在一批，有几维忽然成了 0。程序没有报错，掩码也用上了。\n\n"
        "下面的函数里有一处毛病。`states` (B, S, H) 可以是任何数；`mask` (B, S) 在真实词元处为 `True`，"
        "每行至少有一个。`max_context(states, mask)` 应当返回每一行的真实词元里，每一维的最大值：(B, H)。"
        "`states` 不能改动。请找出毛病，把它修好。\n\n"
        "    max_context(tensor([[[-0.5], [-0.2], [0.9]]]), tensor([[True, True, False]]))\n"
        "    ->  tensor([[-0.2]])",
    ),
    hints=[
        (
            "Take the example by hand. What stands in `kept`, and which of its three values is the largest?",
            "用例子手算一遍：`kept` 里是什么？三个值里哪个最大？",
        ),
        (
            "A 0 adds nothing to a sum. But it may well be the largest of several numbers.",
            "求和的时候，加一个 0 没有影响。可是取最大值的时候，0 完全可能是最大的那个。",
        ),
        (
            "The padding needs a value that never wins, even against very small numbers: `-torch.inf`. "
            "`states.masked_fill(~mask[:, :, None], -torch.inf)` makes such a copy.",
            "填充的位置要放一个永远赢不了的值，数再小也赢不过它：`-torch.inf`。"
            "`states.masked_fill(~mask[:, :, None], -torch.inf)` 会另做一份这样的。",
        ),
    ],
    cases=[
        (tenths(0, 2, 3, 2), _mask(3, 1, 3)),
        (tenths(1, 3, 4, 2) - 1, _mask(4, 4, 2, 1)),
        (tenths(2, 1, 1, 3), _mask(1, 1)),
        (3 * tenths(3, 2, 6, 3), _mask(6, 3, 1)),
    ],
    broken=(
        """
        def max_context(states, mask):
            kept = states * mask[:, :, None]  # (B, S, H)
            return kept.max(dim=1).values
        """,
        "So far it is the code as it came. Print `kept` for a row with padding: what stands behind the end?",
        "现在还是原来的代码。找一行有填充的，把 `kept` 打印出来看看：句末以后是什么？",
    ),
)
def max_context(states, mask):
    kept = states.masked_fill(~mask[:, :, None], -torch.inf)  # (B, S, H)
    return kept.max(dim=1).values


max_context.wrong(
    "Now the mask is not used at all: what stands in the padding may win.",
    "现在完全没有用上掩码：填充位置上的数也可能胜出。",
    lambda states, mask: states.amax(1),
)
max_context.wrong(
    "−1 is small enough for the states of a tanh network, and for no others. Take −inf: nothing is smaller.",
    "对 tanh 网络的状态来说，−1 已经够小；换成别的状态就不行了。请用 −inf，没有比它更小的。",
    lambda states, mask: states.masked_fill(~mask[:, :, None], -1.0).amax(1),
)
max_context.wrong(
    "The mask is upside down: you keep the padding, and hide the tokens.",
    "掩码用反了：留下的是填充，盖住的是真实词元。",
    lambda states, mask: states.masked_fill(mask[:, :, None], -torch.inf).amax(1),
)
max_context.wrong(
    "That is the mean of the real states. Asked for is the maximum.",
    "这是真实状态的平均值，这里要的是最大值。",
    lambda states, mask: (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True),
)
max_context.wrong(
    "You take the maximum over the units. Take it over time: `dim=1`.",
    "你是在各维之间取最大值。应当沿时间取：`dim=1`。",
    lambda states, mask: states.masked_fill(~mask[:, :, None], -torch.inf).amax(2),
)


@max_context.wrong(
    "The maximum is right, but you wrote −inf into the tensor that you were given. Whoever called you still "
    "needs it.",
    "最大值没错，但你把 −inf 写进了传入的张量，而调用你的人还要用它。",
)
def written_into_the_input(states, mask):
    states[~mask] = -torch.inf
    return states.amax(1)


def _weights(seed: int, E: int, H: int) -> tuple:
    return tenths(seed, H, E), tenths(seed + 1, H, H), tenths(seed + 2, H)


@exercise(
    "build",
    minutes=7,
    title=("read from right to left", "从右往左读"),
    statement=(
        "Many encoders read a sentence in both directions. Build the second reader: "
        "`backward_context(inputs, lengths, W, U, b)`. `inputs` (B, S, E) is a padded batch, `lengths` (B,) "
        "says how many tokens of each row are real, at least 1. Behind them stand numbers that mean nothing. "
        "The network starts each row with h = 0 at the row's **last real token**, goes to the left, and "
        "stops after the first token. A step is h' = tanh(W x + U h + b), as before. Return the last state "
        "of each row: (B, H). Do without packing.\n\n"
        "    backward_context(tensor([[[1.0], [0.5], [9.0]]]), tensor([2]), tensor([[1.0]]), "
        "tensor([[1.0]]), tensor([0.0]))\n"
        "    ->  tensor([[0.8981]])        tanh(1 + tanh(0.5)) = tanh(1.4621) = 0.8981",
        "很多编码器两个方向都读一遍。请搭建反向的那一个：`backward_context(inputs, lengths, W, U, b)`。"
        "`inputs` (B, S, E) 是填充过的一批，`lengths` (B,) 是每行真实词元的个数，至少为 1，"
        "再往后的数没有意义。每一行都让网络以 h = 0 从**最后一个真实词元**开始，往左读，读完第一个词元停下。"
        "一步仍然是 h' = tanh(W x + U h + b)。返回每一行最后的状态：(B, H)。不要用打包。\n\n"
        "    backward_context(tensor([[[1.0], [0.5], [9.0]]]), tensor([2]), tensor([[1.0]]), "
        "tensor([[1.0]]), tensor([0.0]))\n"
        "    ->  tensor([[0.8981]])        先读 0.5，再读 1：tanh(1 + tanh(0.5)) = 0.8981",
    ),
    hints=[
        (
            "Let t run from S − 1 down to 0, for all rows together. What must happen to a row while t is "
            "still in its padding?",
            "让 t 从 S − 1 走到 0，所有行一起走。t 还在某一行的填充里时，这一行应当怎样？",
        ),
        (
            "It waits: its h stays 0. `t < lengths` says for each row whether t is a real place.",
            "它等着：h 保持为 0。`t < lengths` 说明对每一行来说，第 t 位是不是真的。",
        ),
        (
            "`torch.where((t < lengths)[:, None], new, h)` takes the new state where the row is real, "
            "and leaves the old one elsewhere.",
            "`torch.where((t < lengths)[:, None], new, h)`：是真实位置的行取新状态，其余的行保留旧状态。",
        ),
    ],
    cases=[
        (tenths(10, 2, 3, 2), torch.tensor([3, 1]), *_weights(11, 2, 2)),
        (tenths(20, 3, 4, 1), torch.tensor([2, 4, 3]), *_weights(21, 1, 3)),
        (tenths(30, 1, 1, 2), torch.tensor([1]), *_weights(31, 2, 2)),
        (tenths(40, 2, 5, 2), torch.tensor([2, 3]), *_weights(41, 2, 3)),
    ],
    distractors=(
        "        h = torch.where(real, h, new)",
        "    for t in range(inputs.shape[1]):",
    ),
)
def backward_context(inputs, lengths, W, U, b):
    h = torch.zeros(len(inputs), len(b))  # (B, H)
    for t in reversed(range(inputs.shape[1])):
        new = torch.tanh(inputs[:, t] @ W.T + h @ U.T + b)  # (B, H)
        real = (t < lengths)[:, None]  # (B, 1)
        h = torch.where(real, new, h)
    return h


def _read(inputs, real, W, U, b):
    """The last state, for inputs in the order of reading and with what is real, place by place."""
    h = torch.zeros(len(inputs), len(b))
    for x, is_real in zip(inputs.unbind(1), real.unbind(1), strict=True):
        h = torch.where(is_real[:, None], torch.tanh(x @ W.T + h @ U.T + b), h)
    return h


def _backward(inputs, lengths, W, U, b, extra=0):
    """As asked for, with the real part longer by `extra`."""
    real = torch.arange(inputs.shape[1]) < (lengths + extra)[:, None]
    return _read(inputs.flip(1), real.flip(1), W, U, b)


backward_context.wrong(
    "You read the padding too, and you read it first: then a row's context depends on how long its "
    "neighbours are. A row must wait until t is below its length.",
    "你把填充也读了进去，而且是最先读的：这样一来，一行的上下文向量要看同批的句子有多长。"
    "t 还没有小于这一行的长度时，这一行应当等着。",
    lambda inputs, lengths, W, U, b: _backward(inputs, torch.full_like(lengths, inputs.shape[1]), W, U, b),
)
backward_context.wrong(
    "You read from left to right. Here the last real token comes first, and the first one last.",
    "你是从左往右读的。这里要先读最后一个真实词元，最后读第一个。",
    lambda inputs, lengths, W, U, b: _read(inputs, torch.arange(inputs.shape[1]) < lengths[:, None], W, U, b),
)
backward_context.wrong(
    "One too far: you begin with the first PAD. The last real token stands at place n − 1, so ask "
    "`t < lengths`.",
    "多读了一步：你从第一个 PAD 就开始了。最后一个真实词元在第 n − 1 位，所以条件是 `t < lengths`。",
    lambda *given: _backward(*given, extra=1),
)
backward_context.wrong(
    "One too few: you leave out each row's last real token. It stands at place n − 1, so ask `t < lengths`.",
    "少读了一步：漏掉了每行的最后一个真实词元。它在第 n − 1 位，所以条件是 `t < lengths`。",
    lambda *given: _backward(*given, extra=-1),
)
backward_context.wrong(
    "You stop one token too early: the first token of each row is not read. `range` must go down to 0.",
    "停早了一步：每行的第一个词元没有读。`range` 要一直走到 0。",
    lambda inputs, lengths, W, U, b: _backward(inputs[:, 1:], lengths - 1, W, U, b),
)
backward_context.wrong(
    "Both matrices need `.T`: here x and h are rows, so W x is `x @ W.T`, and U h is `h @ U.T`.",
    "两个矩阵都要加 `.T`：这里 x 和 h 是行，所以 W x 写成 `x @ W.T`，U h 写成 `h @ U.T`。",
    lambda inputs, lengths, W, U, b: _backward(inputs, lengths, W.T, U.T, b),
)
backward_context.wrong(
    "U needs `.T` as W does: U h is `h @ U.T`. U is square, so no error tells you that it is turned round.",
    "U 和 W 一样要加 `.T`：U h 写成 `h @ U.T`。U 是方阵，转错了也不会报错。",
    lambda inputs, lengths, W, U, b: _backward(inputs, lengths, W, U.T, b),
)
backward_context.wrong(
    "The bias b is missing.",
    "漏加了偏置 b。",
    lambda inputs, lengths, W, U, b: _backward(inputs, lengths, W, U, torch.zeros_like(b)),
)
backward_context.wrong(
    "The rows are right, but you wait in the wrong half: where the row is real, take the new state, "
    "and keep the old one in the padding.",
    "等的地方反了：真实的位置要取新状态，填充的位置才保留旧状态。",
    lambda inputs, lengths, W, U, b: _read(
        inputs.flip(1), (torch.arange(inputs.shape[1]) >= lengths[:, None]).flip(1), W, U, b
    ),
)
