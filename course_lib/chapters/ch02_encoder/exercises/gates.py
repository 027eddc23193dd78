"""One step of a gated recurrent unit."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, B: int, E: int, H: int) -> tuple:
    matrices = [tenths(seed + i, H, (E, H)[i % 2]) * 3 for i in range(6)]  # W, U, W, U, W, U
    return tenths(seed + 6, B, E), tenths(seed + 7, B, H), *matrices


@exercise(
    "stretch",
    minutes=10,
    title=("one step of a GRU", "GRU 的一步"),
    statement=(
        "Write `gru_step(x, h, W_r, U_r, W_z, U_z, W_n, U_n)`: one step of a gated recurrent unit as in "
        "torch, here without biases. `x` is (B, E), `h` the old state (B, H); each W is (H, E), each U "
        "(H, H). Return the new state (B, H). σ is `torch.sigmoid`, ⊙ multiplies number by number:\n\n"
        "    r  = σ(W_r x + U_r h)              reset gate\n"
        "    z  = σ(W_z x + U_z h)              update gate\n"
        "    n  = tanh(W_n x + r ⊙ (U_n h))     candidate\n"
        "    h' = (1 − z) ⊙ n + z ⊙ h           new state\n\n"
        "With E = H = 1, x = h = 1, W_n = 1 and all other weights 0: both gates are σ(0) = 0.5, the "
        "candidate is tanh(1) = 0.7616, and the new state 0.5 × 0.7616 + 0.5 × 1 = 0.8808.",
        "写一个函数 `gru_step(x, h, W_r, U_r, W_z, U_z, W_n, U_n)`：门控循环单元（GRU）的一步，"
        "公式同 torch，但不带偏置。`x` 是 (B, E)，`h` 是旧状态 (B, H)；每个 W 是 (H, E)，每个 U 是 (H, H)。"
        "返回新状态 (B, H)。σ 是 `torch.sigmoid`，⊙ 是逐元素相乘：\n\n"
        "    r  = σ(W_r x + U_r h)              重置门\n"
        "    z  = σ(W_z x + U_z h)              更新门\n"
        "    n  = tanh(W_n x + r ⊙ (U_n h))     候选状态\n"
        "    h' = (1 − z) ⊙ n + z ⊙ h           新状态\n\n"
        "例如 E = H = 1，x = h = 1，W_n = 1，其余权重全是 0：两个门都是 σ(0) = 0.5，候选状态是 "
        "tanh(1) = 0.7616，新状态是 0.5 × 0.7616 + 0.5 × 1 = 0.8808。",
    ),
    hints=[
        (
            "Four lines, one for each formula. As in the first exercise x and h are rows: W x is `x @ W.T`.",
            "四个公式，四行代码。和第一题一样，x 和 h 是行：W x 写成 `x @ W.T`。",
        ),
        (
            "`r = torch.sigmoid(x @ W_r.T + h @ U_r.T)`, and z in the same way. In Python ⊙ is `*`.",
            "`r = torch.sigmoid(x @ W_r.T + h @ U_r.T)`，z 同理。⊙ 在 Python 里就是 `*`。",
        ),
        (
            "`n = torch.tanh(x @ W_n.T + r * (h @ U_n.T))`: first the matrix, then the gate.",
            "`n = torch.tanh(x @ W_n.T + r * (h @ U_n.T))`：先乘矩阵，再乘门。",
        ),
    ],
    cases=[
        _case(50, B=1, E=2, H=2),
        _case(60, B=2, E=1, H=3),
        _case(70, B=3, E=4, H=2),
    ],
)
def gru_step(x, h, W_r, U_r, W_z, U_z, W_n, U_n):
    r = torch.sigmoid(x @ W_r.T + h @ U_r.T)  # (B, H)
    z = torch.sigmoid(x @ W_z.T + h @ U_z.T)  # (B, H)
    n = torch.tanh(x @ W_n.T + r * (h @ U_n.T))  # (B, H)
    return (1 - z) * n + z * h


def _step(weights, x, h, sigma_r=torch.sigmoid, sigma_z=torch.sigmoid, squash=torch.tanh):
    """(reset gate, update gate, candidate), with what keeps each in its range to be chosen."""
    W_r, U_r, W_z, U_z, W_n, U_n = weights
    r, z = sigma_r(x @ W_r.T + h @ U_r.T), sigma_z(x @ W_z.T + h @ U_z.T)
    return r, z, squash(x @ W_n.T + r * (h @ U_n.T))


def _mix(z, n, h):
    return (1 - z) * n + z * h


def _as_it_is(values):
    return values


@gru_step.wrong(
    "You reset the state before the matrix: U_n (r ⊙ h). That is how Cho et al. 2014 wrote it. torch has "
    "the gate after the matrix, r ⊙ (U_n h). Weights trained with one formula do not fit the other.",
    "你在乘矩阵之前就重置了状态：U_n (r ⊙ h)。Cho 等（2014）的原文确实这样写，但 torch 把门放在矩阵之后："
    "r ⊙ (U_n h)。两种写法训练出的权重不能互换。",
)
def reset_before_the_matrix(x, h, *weights):
    r, z, _ = _step(weights, x, h)
    *_, W_n, U_n = weights
    return _mix(z, torch.tanh(x @ W_n.T + (r * h) @ U_n.T), h)


@gru_step.wrong(
    "z and 1 − z have changed places. Chung et al. 2014 write it so; in torch, as in Cho et al. 2014, z is "
    "the share of the old state that is kept.",
    "z 和 1 − z 用反了。Chung 等（2014）是那样写的；而 torch 和 Cho 等（2014）一样，z 是旧状态保留的比例。",
)
def shares_exchanged(x, h, *weights):
    _, z, n = _step(weights, x, h)
    return _mix(1 - z, n, h)


gru_step.wrong(
    "The matrices U need `.T` as the W do: U h is `h @ U.T`. They are square, so no error tells you "
    "that they "
    "are not transposed.",
    "各个 U 和 W 一样要加 `.T`：U h 写成 `h @ U.T`。它们是方阵，没有转置也不会报错。",
    lambda x, h, *weights: gru_step.solve(
        x, h, *(matrix.T if k % 2 else matrix for k, matrix in enumerate(weights))
    ),
)


@gru_step.wrong(
    "The candidate has no tanh: nothing keeps the state between −1 and 1.",
    "候选状态没有取 tanh：状态就不一定在 −1 和 1 之间了。",
)
def candidate_without_tanh(x, h, *weights):
    _, z, n = _step(weights, x, h, squash=_as_it_is)
    return _mix(z, n, h)


@gru_step.wrong(
    "Both gates lack σ. A gate is a share: σ brings every number between 0 and 1.",
    "两个门都没有取 σ。门是一个比例，要靠 σ 把任何数变到 0 和 1 之间。",
)
def gates_without_sigma(x, h, *weights):
    _, z, n = _step(weights, x, h, sigma_r=_as_it_is, sigma_z=_as_it_is)
    return _mix(z, n, h)


@gru_step.wrong(
    "The reset gate r lacks σ: it must lie between 0 (forget the old state) and 1 (use it).",
    "重置门 r 没有取 σ：它应在 0（忘掉旧状态）和 1（照常使用）之间。",
)
def reset_gate_without_sigma(x, h, *weights):
    _, z, n = _step(weights, x, h, sigma_r=_as_it_is)
    return _mix(z, n, h)


@gru_step.wrong(
    "The update gate z lacks σ: z and 1 − z must be two shares, each between 0 and 1.",
    "更新门 z 没有取 σ：z 和 1 − z 是两个比例，都应在 0 和 1 之间。",
)
def update_gate_without_sigma(x, h, *weights):
    _, z, n = _step(weights, x, h, sigma_z=_as_it_is)
    return _mix(z, n, h)


@gru_step.wrong(
    "tanh stands where σ belongs: it runs from −1 to 1, and a gate is a share between 0 and 1.",
    "门用了 tanh，应当用 σ：tanh 的范围是 −1 到 1，而门是 0 到 1 之间的比例。",
)
def gates_with_tanh(x, h, *weights):
    _, z, n = _step(weights, x, h, sigma_r=torch.tanh, sigma_z=torch.tanh)
    return _mix(z, n, h)


@gru_step.wrong(
    "The reset gate is worked out and then not used. It belongs into the candidate: r ⊙ (U_n h).",
    "算出了重置门，却没有用上。它应出现在候选状态里：r ⊙ (U_n h)。",
)
def reset_gate_not_used(x, h, *weights):
    _, z, n = _step(weights, x, h, sigma_r=lambda values: torch.ones_like(values))
    return _mix(z, n, h)


gru_step.wrong(
    "That is the candidate n. The new state mixes it with the old one: (1 − z) ⊙ n + z ⊙ h.",
    "这是候选状态 n。新状态还要把它和旧状态混合：(1 − z) ⊙ n + z ⊙ h。",
    lambda x, h, *weights: _step(weights, x, h)[-1],
)


@gru_step.wrong(
    "The result is right, but you wrote it over the old state h. Others may still need it: return a new "
    "tensor.",
    "结果没错，但你把它写进了旧状态 h。别处可能还要用 h：请返回一个新的张量。",
)
def old_state_overwritten(x, h, *weights):
    h.copy_(gru_step.solve(x, h, *weights))
    return h
