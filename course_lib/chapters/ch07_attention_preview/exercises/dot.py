"""Dot-product attention, scaled (Vaswani et al. 2017, equation 1), keys and values being the same."""

import math

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, T: int, S: int, d: int, *lengths: int) -> tuple:
    B = len(lengths)
    query, keys = (3 * tenths(2 * seed + i, B, n, d).double() for i, n in enumerate((T, S)))
    return query, keys, torch.tensor(lengths)


@exercise(
    "core",
    minutes=7,
    title=("each step takes its own context", "每一步有自己的上下文"),
    statement=(
        "With attention the context is no longer one C for all steps. Step t scores each state h_s of the "
        "encoder against its own state q_t, and takes a weighted mean:\n\n"
        "    score of s     =  q_t · h_s / √d         d numbers in each; padding scores −∞\n"
        "    weights        =  softmax of the scores over s\n"
        "    context of t   =  sum over s of weight · h_s\n\n"
        "Write `attend(query, keys, lengths)`: `query` (B, T, d), `keys` (B, S, d) the encoder's states, "
        "`lengths` (B,) how many of them are real. Return two tensors: the contexts (B, T, d) and the "
        "weights (B, T, S). You may use your `masked_softmax`.\n\n"
        "    query = tensor([[[2.0, 0.0, 0.0, 0.0]]])\n"
        "    keys = tensor([[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]])\n"
        "    attend(query, keys, tensor([2]))\n"
        "    ->  (tensor([[[0.7311, 0.2689, 0.0, 0.0]]]), tensor([[[0.7311, 0.2689]]]))"
        "        scores 1 and 0",
        "有了注意力，上下文就不再是所有步共用的一个 C。第 t 步用自己的状态 q_t 给编码器的每个状态 h_s 打分，"
        "再取加权平均：\n\n"
        "    s 的分数       =  q_t · h_s / √d         各是 d 维；填充的分数是 −∞\n"
        "    权重           =  对各个 s 的分数做 softmax\n"
        "    t 的上下文     =  对 s 求和：权重 · h_s\n\n"
        "写一个函数 `attend(query, keys, lengths)`：`query` (B, T, d)，`keys` (B, S, d) 是编码器的状态，"
        "`lengths` (B,) 是其中真实的有几个。返回两个张量：上下文 (B, T, d) 和权重 (B, T, S)。"
        "可以用你写的 `masked_softmax`。\n\n"
        "    query = tensor([[[2.0, 0.0, 0.0, 0.0]]])\n"
        "    keys = tensor([[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]])\n"
        "    attend(query, keys, tensor([2]))\n"
        "    ->  (tensor([[[0.7311, 0.2689, 0.0, 0.0]]]), tensor([[[0.7311, 0.2689]]]))"
        "        分数是 1 和 0",
    ),
    hints=[
        (
            "All scores are one matrix product: (B, T, d) times (B, d, S) is (B, T, S).",
            "所有分数用一次矩阵乘法就能算出：(B, T, d) 乘 (B, d, S) 得 (B, T, S)。",
        ),
        (
            "`keys.transpose(1, 2)` is (B, d, S). d is `keys.shape[2]`; its root is `d ** 0.5`. Divide "
            "before the softmax.",
            "`keys.transpose(1, 2)` 是 (B, d, S)。d 是 `keys.shape[2]`，平方根是 `d ** 0.5`。"
            "在 softmax 之前除。",
        ),
        (
            "The contexts are a product once more: `weights @ keys`, (B, T, S) times (B, S, d).",
            "上下文又是一次矩阵乘法：`weights @ keys`，(B, T, S) 乘 (B, S, d)。",
        ),
    ],
    cases=[
        _case(0, 1, 2, 4, 2),
        _case(1, 2, 3, 4, 3, 2),
        _case(2, 3, 4, 2, 1, 4, 3),
        _case(3, 2, 5, 3, 4, 2),
        _case(4, 4, 2, 9, 2, 1),
    ],
)
def attend(query, keys, lengths):
    scores = query @ keys.transpose(1, 2) / keys.shape[2] ** 0.5  # (B, T, S)
    real = torch.arange(keys.shape[1]) < lengths[:, None]  # (B, S)
    weights = scores.masked_fill(~real[:, None], float("-inf")).softmax(dim=-1)
    return weights @ keys, weights  # (B, T, d), (B, T, S)


def _masked(query, keys, lengths, scale=None):
    """Scores (B, T, S), −∞ at padding; `scale` instead of 1/√d."""
    scores = query @ keys.transpose(1, 2) * (keys.shape[2] ** -0.5 if scale is None else scale)
    later = torch.arange(keys.shape[1]) >= lengths[:, None]
    return scores.masked_fill(later[:, None], -torch.inf)


def _both(weights, keys):
    return weights @ keys, weights


attend.wrong(
    "The scale is missing. A sum of d products grows with √d; without the division the softmax of a wide "
    "state is nearly all or nothing. (The `dot` of Luong et al. and of the library does without; this one "
    "is Vaswani's.)",
    "漏了缩放。d 个乘积之和会随 √d 变大；不除的话，状态一宽，softmax 就几乎非 0 即 1。"
    "（Luong 等人和课程库里的 `dot` 不缩放；这里要的是 Vaswani 等人的那种。）",
    lambda query, keys, lengths: _both(_masked(query, keys, lengths, 1).softmax(-1), keys),
)
attend.wrong(
    "You divide by d. The sum of d independent products grows with √d, so that is what brings it back; d "
    "makes all weights nearly equal.",
    "你除的是 d。d 个独立乘积之和按 √d 增长，所以该除以 √d；除以 d 会让权重几乎都一样。",
    lambda query, keys, lengths: _both(_masked(query, keys, lengths, 1 / keys.shape[2]).softmax(-1), keys),
)
attend.wrong(
    "You multiply by √d, which makes large scores larger. Divide.",
    "你乘上了 √d，大的分数更大了。应当除。",
    lambda query, keys, lengths: _both(
        _masked(query, keys, lengths, math.sqrt(keys.shape[2])).softmax(-1), keys
    ),
)
attend.wrong(
    "You took the root of S, the number of places. d is how many numbers a state has: the last axis.",
    "你取的是 S 的平方根，也就是位置的个数。d 是一个状态有几个数：最后一维。",
    lambda query, keys, lengths: _both(
        _masked(query, keys, lengths, keys.shape[1] ** -0.5).softmax(-1), keys
    ),
)
attend.wrong(
    "You divide by √d after the softmax: the weights no longer sum to 1. Scale the scores.",
    "你在 softmax 之后才除以 √d，权重加起来就不是 1 了。要缩放的是分数。",
    lambda query, keys, lengths: _both(
        _masked(query, keys, lengths, 1).softmax(-1) / math.sqrt(keys.shape[2]), keys
    ),
)
attend.wrong(
    "The padding is attended to: `lengths` is not used.",
    "注意力落到了填充上：没有用上 `lengths`。",
    lambda query, keys, lengths: attend.solve(query, keys, torch.full_like(lengths, keys.shape[1])),
)
attend.wrong(
    "The softmax runs over the steps (`dim=1`). The places of the source share the weight: `dim=-1`.",
    "softmax 沿目标序列的步算了（`dim=1`）。应由源序列的各个位置来分权重：`dim=-1`。",
    lambda query, keys, lengths: _both(_masked(query, keys, lengths).softmax(1), keys),
)


@attend.wrong(
    "There is no softmax: you mix the states by their scores. Weights are never negative, and sum to 1.",
    "没有做 softmax：你直接拿分数当权重了。权重不会是负数，加起来等于 1。",
)
def scores_for_weights(query, keys, lengths):
    scores = _masked(query, keys, lengths)
    return _both(scores.masked_fill(scores.isinf(), 0), keys)


@attend.wrong(
    "You take the one best place, weight 1. That choice has no gradient; attention takes some of each.",
    "你只取了分数最高的一个位置，权重为 1。这样的选择没有梯度；注意力是每个位置都取一点。",
)
def best_place_only(query, keys, lengths):
    best = _masked(query, keys, lengths).argmax(-1)
    return _both(torch.nn.functional.one_hot(best, keys.shape[1]).to(keys.dtype), keys)


@attend.wrong(
    "The weights are right; the context is the plain mean of the states, the same for each step. Weigh them.",
    "权重对了；可是上下文成了状态的普通平均，每一步都一样。要按权重来加。",
)
def plain_mean(query, keys, lengths):
    _, weights = attend.solve(query, keys, lengths)
    return _both((weights > 0) / lengths[:, None, None].to(keys.dtype), keys)[0], weights


attend.wrong(
    "Both are right, in the other order: first the contexts, then the weights.",
    "两样都对，只是顺序反了：先是上下文，再是权重。",
    lambda query, keys, lengths: attend.solve(query, keys, lengths)[::-1],
)
