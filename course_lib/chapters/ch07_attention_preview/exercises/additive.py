"""The additive score (Bahdanau et al. 2015, appendix A.1.2)."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, B: int, T: int, S: int, D: int, M: int, H: int) -> tuple:
    shapes = [(B, T, D), (B, S, M), (H, D), (H, M), (H,)]
    return tuple(2 * tenths(10 * seed + i, *shape).double() for i, shape in enumerate(shapes))


@exercise(
    "core",
    minutes=6,
    title=("a small network keeps the score", "用一个小网络打分"),
    statement=(
        "A dot product needs two states of one size. Bahdanau et al. (2015) let a small network score how "
        "well a place fits:\n\n"
        "    score of (q, h)  =  v · tanh(W_q q + W_k h)\n\n"
        "Write `additive_scores(query, keys, W_q, W_k, v)`: `query` (B, T, D), `keys` (B, S, M), `W_q` "
        "(H, D), `W_k` (H, M), `v` (H,). Return the scores of every step with every place, (B, T, S): no "
        "mask, no softmax.\n\n"
        "    one = tensor([[1.0]])\n"
        "    additive_scores(tensor([[[1.0]]]), tensor([[[0.0], [1.0]]]), one, one, one[0])\n"
        "    ->  tensor([[[0.7616, 0.9640]]])        tanh 1, tanh 2",
        "点积要求两个状态一样大。Bahdanau 等（2015）用一个小网络来打分，看某个位置与查询有多相配：\n\n"
        "    (q, h) 的分数  =  v · tanh(W_q q + W_k h)\n\n"
        "写一个函数 `additive_scores(query, keys, W_q, W_k, v)`：`query` (B, T, D)，`keys` (B, S, M)，"
        "`W_q` (H, D)，`W_k` (H, M)，`v` (H,)。返回每一步对每个位置的分数，形状为 (B, T, S)；"
        "不做掩蔽，也不做 softmax。\n\n"
        "    one = tensor([[1.0]])\n"
        "    additive_scores(tensor([[[1.0]]]), tensor([[[0.0], [1.0]]]), one, one, one[0])\n"
        "    ->  tensor([[[0.7616, 0.9640]]])        tanh 1、tanh 2",
    ),
    hints=[
        (
            "Bring both to H numbers first: `query @ W_q.T` is (B, T, H), `keys @ W_k.T` is (B, S, H).",
            "先把两者都变成 H 维：`query @ W_q.T` 是 (B, T, H)，`keys @ W_k.T` 是 (B, S, H)。",
        ),
        (
            "Each step meets each place: (B, T, 1, H) + (B, 1, S, H) is (B, T, S, H). `[:, :, None]` and "
            "`[:, None]` put in the axes of length 1.",
            "每一步都要遇到每个位置：(B, T, 1, H) + (B, 1, S, H) 得 (B, T, S, H)。"
            "长度为 1 的维用 `[:, :, None]` 和 `[:, None]` 加上。",
        ),
        (
            "Then tanh, then `@ v`: the last axis disappears.",
            "然后取 tanh，再 `@ v`：最后一维就消失了。",
        ),
    ],
    cases=[
        _case(0, 1, 1, 2, 2, 2, 2),
        _case(1, 2, 2, 3, 2, 2, 3),
        _case(2, 1, 3, 2, 3, 1, 2),
        _case(3, 3, 2, 4, 2, 3, 4),
        _case(4, 2, 3, 3, 3, 3, 3),
    ],
)
def additive_scores(query, keys, W_q, W_k, v):
    summed = (query @ W_q.T)[:, :, None] + (keys @ W_k.T)[:, None]  # (B, T, S, H)
    return summed.tanh() @ v  # (B, T, S)


def _summed(query, keys, W_q, W_k):
    return (query @ W_q.T)[:, :, None] + (keys @ W_k.T)[:, None]


additive_scores.wrong(
    "tanh is missing. Without it v · W_q q is the same for all places, and the softmax cancels it: the "
    "query would have no say at all.",
    "漏了 tanh。没有它，v · W_q q 对所有位置都一样，做 softmax 时就抵消了：查询根本不起作用。",
    lambda query, keys, W_q, W_k, v: _summed(query, keys, W_q, W_k) @ v,
)
additive_scores.wrong(
    "tanh comes last: it squeezes the finished score between −1 and 1, so that no place can stand out. First "
    "tanh of the sum, then v.",
    "tanh 放到最后了：它把算好的分数压到 −1 与 1 之间，哪个位置都没法突出。应先对和取 tanh，再乘 v。",
    lambda query, keys, W_q, W_k, v: (_summed(query, keys, W_q, W_k) @ v).tanh(),
)
additive_scores.wrong(
    "You take tanh of each part and add afterwards. Then the query adds the same to all places: it has no "
    "say. Add first.",
    "你对两部分各自取 tanh，然后才相加。这样查询给每个位置加的都一样，不起作用。应先相加。",
    lambda query, keys, W_q, W_k, v: (
        ((query @ W_q.T).tanh() @ v)[:, :, None] + ((keys @ W_k.T).tanh() @ v)[:, None]
    ),
)
additive_scores.wrong(
    "v is missing: you add up the H numbers as they are. v says how much each of them counts.",
    "漏了 v：你把 H 维直接加了起来。v 决定每一维有多重要。",
    lambda query, keys, W_q, W_k, v: _summed(query, keys, W_q, W_k).tanh().sum(-1),
)
additive_scores.wrong(
    "The two parts are multiplied. This score is called additive: W_q q + W_k h.",
    "你把两部分相乘了。这种评分叫“加性”，应相加：W_q q + W_k h。",
    lambda query, keys, W_q, W_k, v: ((query @ W_q.T)[:, :, None] * (keys @ W_k.T)[:, None]).tanh() @ v,
)
additive_scores.wrong(
    "The query is left out: each step would look at the same places.",
    "漏了查询：这样每一步看的位置都一样。",
    lambda query, keys, W_q, W_k, v: _summed(torch.zeros_like(query), keys, W_q, W_k).tanh() @ v,
)
additive_scores.wrong(
    "W_q and W_k are exchanged: W_q, (H, D), belongs to the query, W_k, (H, M), to the keys.",
    "W_q 和 W_k 弄反了：W_q (H, D) 用于查询，W_k (H, M) 用于键。",
    lambda query, keys, W_q, W_k, v: _summed(query, keys, W_k, W_q).tanh() @ v,
)
additive_scores.wrong(
    "The matrices are not transposed. The states are rows here, so W_q q is `query @ W_q.T`; without `.T` a "
    "square matrix gives no error, only other numbers.",
    "矩阵没有转置。这里每个状态是一行，所以 W_q q 写成 `query @ W_q.T`；漏了 `.T`，方阵不会报错，"
    "只是数不对。",
    lambda query, keys, W_q, W_k, v: ((query @ W_q)[:, :, None] + (keys @ W_k)[:, None]).tanh() @ v,
)
additive_scores.wrong(
    "You divide by √H. That belongs to the dot product, whose sum grows with its width; here v is learnt and "
    "sets the scale.",
    "你除以了 √H。那是点积才需要的，因为点积会随宽度变大；这里 v 是学出来的，大小由它来定。",
    lambda query, keys, W_q, W_k, v: additive_scores.solve(query, keys, W_q, W_k, v) / len(v) ** 0.5,
)


@additive_scores.wrong(
    "These are weights. Asked for are the scores, before mask and softmax.",
    "这是权重。要求的是分数，还没有掩蔽，也没有做 softmax。",
)
def weights(query, keys, W_q, W_k, v):
    return additive_scores.solve(query, keys, W_q, W_k, v).softmax(-1)


additive_scores.wrong(
    "Your result is (B, S, T). Steps of the target come first, then places of the source: (B, T, S).",
    "你的结果是 (B, S, T)。应先是目标序列的步，再是源序列的位置：(B, T, S)。",
    lambda query, keys, W_q, W_k, v: additive_scores.solve(query, keys, W_q, W_k, v).transpose(1, 2),
)
