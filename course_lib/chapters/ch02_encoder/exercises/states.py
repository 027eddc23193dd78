"""The states of a recurrent network, by hand."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, B: int, S: int, E: int, H: int) -> tuple:
    return tenths(seed, B, S, E), tenths(seed + 1, H, E), tenths(seed + 2, H, H), tenths(seed + 3, H)


@exercise(
    "core",
    minutes=5,
    title=("all states of a recurrent network", "循环网络的每一个隐状态"),
    statement=(
        "Write `rnn_states(inputs, W, U, b)`. `inputs` (B, S, E) holds B sentences of S tokens, each token a "
        "vector of size E. One network reads every sentence from left to right, and for each it begins "
        "with h_0 = 0:\n\n"
        "    h_t = tanh(W x_t + U h_{t-1} + b)\n\n"
        "`W` is (H, E), `U` is (H, H), `b` is (H,). Return the states h_1 to h_S of all sentences: a tensor "
        "(B, S, H). One sentence of two tokens, with E = H = 1:\n\n"
        "    rnn_states(tensor([[[0.5], [0.0]]]), W=tensor([[2.0]]), U=tensor([[1.0]]), b=tensor([0.0]))\n"
        "    ->  tensor([[[0.7616], [0.6420]]])        tanh(2 × 0.5) = 0.7616, tanh(0.7616) = 0.6420",
        "写一个函数 `rnn_states(inputs, W, U, b)`。`inputs` (B, S, E) 是 B 个句子，每句 S 个词元，"
        "每个词元是 E 维的向量。同一个网络从左到右读每个句子，每个句子都从 h_0 = 0 开始：\n\n"
        "    h_t = tanh(W x_t + U h_{t-1} + b)\n\n"
        "`W` 是 (H, E)，`U` 是 (H, H)，`b` 是 (H,)。返回所有句子的隐状态 h_1 到 h_S，形状为 (B, S, H)。"
        "例如只有一个句子、两个词元，E = H = 1：\n\n"
        "    rnn_states(tensor([[[0.5], [0.0]]]), W=tensor([[2.0]]), U=tensor([[1.0]]), b=tensor([0.0]))\n"
        "    ->  tensor([[[0.7616], [0.6420]]])        tanh(2 × 0.5) = 0.7616，tanh(0.7616) = 0.6420",
    ),
    hints=[
        (
            "Loop over time, not over sentences: all sentences take step t together, and `h` is (B, H). "
            "It begins as zeros.",
            "循环走的是时间，不是句子：所有句子一起走第 t 步，`h` 的形状是 (B, H)，一开始全是零。",
        ),
        (
            "The tokens of step t are `inputs[:, t]`, shape (B, E). Here each x is a row, so W x becomes "
            "`x @ W.T`: (B, E) times (E, H) is (B, H).",
            "第 t 步的词元是 `inputs[:, t]`，形状 (B, E)。这里每个 x 是一行，所以 W x 写成 `x @ W.T`："
            "(B, E) 乘 (E, H) 得 (B, H)。",
        ),
        (
            "`h = torch.tanh(inputs[:, t] @ W.T + h @ U.T + b)`. Collect each h in a list; at the end "
            "`torch.stack(states, dim=1)`.",
            "`h = torch.tanh(inputs[:, t] @ W.T + h @ U.T + b)`。把每一步的 h 收进列表，"
            "最后 `torch.stack(states, dim=1)`。",
        ),
    ],
    cases=[
        _case(10, B=2, S=3, E=2, H=2),
        _case(20, B=1, S=1, E=2, H=2),
        _case(30, B=2, S=2, E=1, H=3),
        _case(40, B=3, S=5, E=4, H=2),
    ],
    distractors=(
        "    return torch.stack(states)",
        "        h = torch.tanh(inputs[:, t] @ W + h @ U + b)  # (B, H)",
    ),
)
def rnn_states(inputs, W, U, b):
    h = torch.zeros(len(inputs), len(b))  # (B, H)
    states = []
    for t in range(inputs.shape[1]):
        h = torch.tanh(inputs[:, t] @ W.T + h @ U.T + b)  # (B, H)
        states.append(h)
    return torch.stack(states, dim=1)  # (B, S, H)


_solved = rnn_states.solve


def _walk(steps, h, step):
    """The states along `steps`, an iterable of inputs, beginning with h; stacked in dimension 1."""
    states = []
    for x in steps:
        h = step(x, h)
        states.append(h)
    return torch.stack(states, dim=1)


def _zeros(inputs, b):
    return torch.zeros(len(inputs), len(b))


@rnn_states.wrong(
    "The state of one sentence goes on into the next. Set h to zero anew for each sentence: "
    "what a sentence means must not depend on its neighbours in the batch.",
    "上一个句子的状态带进了下一个句子。每个句子开始时都要把 h 重新置零："
    "一句话的意思不能取决于同一批里的其他句子。",
)
def state_carried_over(inputs, W, U, b):
    B, S, E = inputs.shape
    return _solved(inputs.reshape(1, B * S, E), W, U, b).reshape(B, S, len(b))


rnn_states.wrong(
    "Looping over `inputs` goes from sentence to sentence: the batch is the first axis, time is the second. "
    "The tokens of step t are `inputs[:, t]`.",
    "直接遍历 `inputs` 走的是一个个句子：第一维是批量，第二维才是时间。第 t 步的词元是 `inputs[:, t]`。",
    lambda inputs, W, U, b: _solved(inputs.transpose(0, 1), W, U, b).transpose(0, 1),
)
rnn_states.wrong(
    "tanh is missing. Without it the whole network is linear, and its states can grow without end.",
    "缺少 tanh。没有它，整个网络就是线性的，状态还可能越来越大，没有止境。",
    lambda inputs, W, U, b: _walk(inputs.unbind(1), _zeros(inputs, b), lambda x, h: x @ W.T + h @ U.T + b),
)
rnn_states.wrong(
    "W and U have changed places: W reads the token x_t, U reads the old state h_{t-1}.",
    "W 和 U 用反了：W 乘词元 x_t，U 乘旧状态 h_{t-1}。",
    lambda inputs, W, U, b: _walk(
        inputs.unbind(1), _zeros(inputs, b), lambda x, h: torch.tanh(x @ U.T + h @ W.T + b)
    ),
)
rnn_states.wrong(
    "Both matrices need `.T`: their rows belong to the new state, and here x and h are rows as well. "
    "So W x is `x @ W.T`, and U h is `h @ U.T`.",
    "两个矩阵都要加 `.T`：它们的每一行对应新状态的一维，而这里 x 和 h 也是行。"
    "所以 W x 写成 `x @ W.T`，U h 写成 `h @ U.T`。",
    lambda inputs, W, U, b: _walk(
        inputs.unbind(1), _zeros(inputs, b), lambda x, h: torch.tanh(x @ W + h @ U + b)
    ),
)
rnn_states.wrong(
    "U needs `.T` as W does: U h is `h @ U.T`. U is square, so no error tells you that it is turned round.",
    "U 和 W 一样要加 `.T`：U h 写成 `h @ U.T`。U 是方阵，转错了也不会报错。",
    lambda inputs, W, U, b: _walk(
        inputs.unbind(1), _zeros(inputs, b), lambda x, h: torch.tanh(x @ W.T + h @ U + b)
    ),
)
rnn_states.wrong(
    "The bias b is missing.",
    "漏加了偏置 b。",
    lambda inputs, W, U, b: _solved(inputs, W, U, torch.zeros_like(b)),
)
rnn_states.wrong(
    "That is the last state only. Keep the state after each token, and stack them.",
    "这只是最后一个状态。每读一个词元，都要把那时的状态留下来，最后堆叠在一起。",
    lambda inputs, W, U, b: _solved(inputs, W, U, b)[:, -1],
)
rnn_states.wrong(
    "You return (S, B, H): stack along the second axis, `dim=1`. In this course the batch is first.",
    "你返回的是 (S, B, H)：要沿第二维堆叠，即 `dim=1`。本课程一律把批量放在第一维。",
    lambda inputs, W, U, b: _solved(inputs, W, U, b).transpose(0, 1),
)


@rnn_states.wrong(
    "h_0 is zero, not one: before the first token there is nothing to remember.",
    "h_0 应当是零，不是一：读第一个词元之前，没有什么可记的。",
)
def begins_with_ones(inputs, W, U, b):
    ones = torch.ones(len(inputs), len(b))
    return _walk(inputs.unbind(1), ones, lambda x, h: torch.tanh(x @ W.T + h @ U.T + b))


@rnn_states.wrong(
    "Your first state is x_1 itself. The first token goes through the network like all the others: "
    "h_1 = tanh(W x_1 + U h_0 + b) with h_0 = 0.",
    "你的第一个状态就是 x_1 本身。第一个词元和其他词元一样要经过网络："
    "h_1 = tanh(W x_1 + U h_0 + b)，其中 h_0 = 0。",
)
def begins_with_the_first_token(inputs, W, U, b):
    first, *rest = inputs.unbind(1)
    states = [first]
    for x in rest:
        states.append(torch.tanh(x @ W.T + states[-1] @ U.T + b))
    return torch.stack(states, dim=1)


rnn_states.wrong(
    "h_0 has H units in each row, not E: it is a state, no token. Here E and H differ.",
    "h_0 每行是 H 维，不是 E 维：它是状态，不是词元。这里 E 和 H 不相等。",
    lambda inputs, W, U, b: _walk(
        inputs.unbind(1), torch.zeros_like(inputs[:, 0]), lambda x, h: torch.tanh(x @ W.T + h @ U.T + b)
    ),
)
rnn_states.wrong(
    "You read from right to left. Here h_1 belongs to the first token.",
    "你是从右往左读的。这里 h_1 对应第一个词元。",
    lambda inputs, W, U, b: _solved(inputs.flip(1), W, U, b).flip(1),
)
