"""One step of a long short-term memory."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, B: int, E: int, H: int) -> tuple:
    state = tenths(seed, B, E), tenths(seed + 1, B, H), 2 * tenths(seed + 2, B, H)
    return *state, 3 * tenths(seed + 3, 4 * H, E), 3 * tenths(seed + 4, 4 * H, H), tenths(seed + 5, 4 * H)


@exercise(
    "stretch",
    minutes=10,
    title=("one step of an LSTM", "LSTM 的一步"),
    statement=(
        "Write `lstm_step(x, h, m, W, U, b)`, one step of an LSTM with torch's weights. `x` is (B, E), the "
        "state `h` and the cell state `m` are (B, H). torch stacks four matrices into one: `W` is (4H, E), "
        "`U` (4H, H), `b` (4H,), in the order i, f, g, o. Return the pair (h', m'), each (B, H). σ is "
        "`torch.sigmoid`, ⊙ multiplies unit by unit:\n\n"
        "    i, f, g, o  =  the four parts of W x + U h + b\n"
        "    m' = σ(f) ⊙ m + σ(i) ⊙ tanh(g)     forget gate, input gate, candidate\n"
        "    h' = σ(o) ⊙ tanh(m')               output gate\n\n"
        "With all weights 0 and m = 0.8 every gate is 0.5 and the candidate 0. So m' = 0.5 × 0.8 = 0.4, and "
        "h' = 0.5 × tanh(0.4) = 0.19.",
        "写一个函数 `lstm_step(x, h, m, W, U, b)`：LSTM 的一步，权重的排法和 torch 一样。"
        "`x` 是 (B, E)，状态 `h` 和记忆元 `m` 都是 (B, H)。torch 把四个矩阵叠成一个："
        "`W` 是 (4H, E)，`U` 是 (4H, H)，`b` 是 (4H,)，次序是 i、f、g、o。返回一对 (h', m')，各为 (B, H)。"
        "σ 是 `torch.sigmoid`，⊙ 是逐元素相乘：\n\n"
        "    i、f、g、o  =  W x + U h + b 的四份\n"
        "    m' = σ(f) ⊙ m + σ(i) ⊙ tanh(g)     遗忘门、输入门、候选值\n"
        "    h' = σ(o) ⊙ tanh(m')               输出门\n\n"
        "例如权重全是 0，m = 0.8：每个门都是 0.5，候选值是 0，所以 m' = 0.5 × 0.8 = 0.4，"
        "h' = 0.5 × tanh(0.4) = 0.19。",
    ),
    hints=[
        (
            "One line makes all four: `x @ W.T + h @ U.T + b` is (B, 4H). Then cut it into four.",
            "一行就能算出四份：`x @ W.T + h @ U.T + b` 是 (B, 4H)。再把它切成四份。",
        ),
        (
            "`i, f, g, o = (...).chunk(4, dim=1)`: along the units, not along the batch.",
            "`i, f, g, o = (...).chunk(4, dim=1)`：沿各维切，不是沿批量切。",
        ),
        (
            "`m = torch.sigmoid(f) * m + torch.sigmoid(i) * torch.tanh(g)`; h is made from this new m.",
            "`m = torch.sigmoid(f) * m + torch.sigmoid(i) * torch.tanh(g)`；h 要用这个新的 m 来算。",
        ),
    ],
    cases=[
        _case(50, B=1, E=2, H=2),
        _case(60, B=2, E=1, H=3),
        _case(70, B=4, E=3, H=2),
    ],
)
def lstm_step(x, h, m, W, U, b):
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)  # (B, H) each
    m = torch.sigmoid(f) * m + torch.sigmoid(i) * torch.tanh(g)  # (B, H)
    h = torch.sigmoid(o) * torch.tanh(m)  # (B, H)
    return h, m


def _parts(x, h, W, U, b):
    return (x @ W.T + h @ U.T + b).chunk(4, dim=1)


def _step(i, f, g, o, m):
    new = f.sigmoid() * m + i.sigmoid() * g.tanh()
    return o.sigmoid() * new.tanh(), new


lstm_step.wrong(
    "The input gate and the forget gate have changed places. torch's order is i, f, g, o.",
    "输入门和遗忘门用反了。torch 的次序是 i、f、g、o。",
    lambda x, h, m, W, U, b: _step(*[_parts(x, h, W, U, b)[k] for k in (1, 0, 2, 3)], m),
)
lstm_step.wrong(
    "The candidate and the output gate have changed places. torch's order is i, f, g, o.",
    "候选值和输出门用反了。torch 的次序是 i、f、g、o。",
    lambda x, h, m, W, U, b: _step(*[_parts(x, h, W, U, b)[k] for k in (0, 1, 3, 2)], m),
)
lstm_step.wrong(
    "You return (m', h'). The state comes first: (h', m').",
    "你返回的是 (m', h')。状态在前：(h', m')。",
    lambda *given: lstm_step.solve(*given)[::-1],
)
lstm_step.wrong(
    "Your h' is made from the old m. It shows the new one: first m', then h' = σ(o) ⊙ tanh(m').",
    "你的 h' 用的是旧的 m。应当先算出 m'，再算 h' = σ(o) ⊙ tanh(m')。",
    lambda x, h, m, W, U, b: (
        _parts(x, h, W, U, b)[3].sigmoid() * m.tanh(),
        lstm_step.solve(x, h, m, W, U, b)[1],
    ),
)
lstm_step.wrong(
    "You mix as a GRU does, with f and 1 − f. In an LSTM the input gate i is a gate of its own.",
    "你是像 GRU 那样混合的，用的是 f 和 1 − f。LSTM 里，输入门 i 是另外一个门。",
    lambda x, h, m, W, U, b: _step(-_parts(x, h, W, U, b)[1], *_parts(x, h, W, U, b)[1:], m),
)


@lstm_step.wrong(
    "The gates lack σ. A gate is a share, so it must lie between 0 and 1.",
    "几个门都没有取 σ。门是一个比例，要在 0 和 1 之间。",
)
def gates_without_sigma(x, h, m, W, U, b):
    i, f, g, o = _parts(x, h, W, U, b)
    new = f * m + i * g.tanh()
    return o * new.tanh(), new


@lstm_step.wrong(
    "The candidate takes tanh, not σ: it may be negative. Only the three gates take σ.",
    "候选值用 tanh，不用 σ：它可以是负数。用 σ 的只有三个门。",
)
def candidate_as_a_gate(x, h, m, W, U, b):
    i, f, g, o = _parts(x, h, W, U, b)
    new = f.sigmoid() * m + i.sigmoid() * g.sigmoid()
    return o.sigmoid() * new.tanh(), new


@lstm_step.wrong(
    "The tanh around m' is missing in h' = σ(o) ⊙ tanh(m'). The cell may grow beyond 1, the state may not.",
    "h' = σ(o) ⊙ tanh(m') 里漏了 tanh。记忆元可以超过 1，状态不行。",
)
def state_without_tanh(x, h, m, W, U, b):
    o, new = _parts(x, h, W, U, b)[3], lstm_step.solve(x, h, m, W, U, b)[1]
    return o.sigmoid() * new, new


lstm_step.wrong(
    "The bias b is missing.",
    "漏加了偏置 b。",
    lambda x, h, m, W, U, b: lstm_step.solve(x, h, m, W, U, torch.zeros_like(b)),
)
lstm_step.wrong(
    "That is the state alone. An LSTM hands on two vectors: return (h', m').",
    "这只有状态。LSTM 要交给下一步的是两个向量：请返回 (h', m')。",
    lambda *given: lstm_step.solve(*given)[0],
)


@lstm_step.wrong(
    "The result is right, but you wrote it over the old m. Others may still need it: return a new tensor.",
    "结果没错，但你把它写进了旧的 m。别处可能还要用它：请返回一个新的张量。",
)
def old_cell_overwritten(x, h, m, W, U, b):
    new_h, new_m = lstm_step.solve(x, h, m, W, U, b)
    m.copy_(new_m)
    return new_h, new_m
