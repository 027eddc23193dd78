"""The new part of 2_attention.py: Attention, which has no weights of its own."""

import torch
from torch import nn

from course_lib.kit.from_scratch import page, settle
from course_lib.kit.practice.exercise import Exercise, tenths

_PAGE = page("2_attention")


def _look(part, query, states, real):
    """attention(query, states, real), where attention = Attention()"""
    return settle(part())(query, states, real)


def _case(seed: int, k: int, H: int, *lengths: int) -> tuple:
    B, S = len(lengths), max(lengths)
    query, states = 2 * tenths(2 * seed, B, k, H), tenths(2 * seed + 1, B, S, H)
    return query, states, torch.arange(S) < torch.tensor(lengths)[:, None]


Attention = Exercise(
    "build",
    _PAGE.Attention,
    minutes=8,
    module=__name__,
    use=_look,
    title=("the page: Attention", "一页模型：Attention"),
    statement=(
        "Write `forward(self, query, states, real)` of `Attention`. `query` (B, k, H) holds the states of k "
        "decoder steps, `states` (B, S, H) those of the encoder, `real` (B, S) is `False` at padding. "
        "Return two things: the contexts (B, k, H), one for each step, and the weights (B, k, S).\n\n"
        "It is what you did by hand, for a whole batch and k steps at once: dot products, mask, softmax over "
        "the source, weighted mean.",
        "写出 `Attention` 的 `forward(self, query, states, real)`。`query` (B, k, H) 是解码器 k 步的状态，"
        "`states` (B, S, H) 是编码器的状态，`real` (B, S) 在填充处是 `False`。返回两样东西：上下文向量 "
        "(B, k, H)，每一步一个；权重 (B, k, S)。\n\n"
        "就是你亲手算过的那几步，只是换成一整批、k 步一起算：点积，掩蔽，沿源序列做 softmax，加权平均。",
    ),
    hints=[
        (
            "All dot products at once: (B, k, H) times (B, H, S) is (B, k, S). `states.transpose(1, 2)` is "
            "(B, H, S).",
            "所有点积一次算出：(B, k, H) 乘 (B, H, S) 得 (B, k, S)。`states.transpose(1, 2)` 就是 "
            "(B, H, S)。",
        ),
        (
            '`scores.masked_fill(~real[:, None], float("-inf"))`: `[:, None]` makes (B, 1, S), which fits '
            "onto (B, k, S).",
            '`scores.masked_fill(~real[:, None], float("-inf"))`：`[:, None]` 得到 (B, 1, S)，能配上 '
            "(B, k, S)。",
        ),
        (
            "`weights = scores.softmax(-1)`, then `return weights @ states, weights`.",
            "`weights = scores.softmax(-1)`，再 `return weights @ states, weights`。",
        ),
    ],
    cases=[
        _case(0, 1, 4, 3),
        _case(1, 3, 4, 2, 4),
        _case(2, 2, 3, 5, 1, 3),
        _case(3, 4, 4, 4, 4),
        _case(4, 3, 2, 1, 2, 3),
    ],
)


def _attention(weigh, mix=None) -> type:
    """An Attention whose weights are weigh(scores, real); its context is mix(weights, states)."""

    def forward(self, query, states, real):
        weights = weigh(query @ states.transpose(1, 2), real[:, None])
        return (mix(weights, states) if mix else weights @ states), weights

    return type("Attention", (nn.Module,), {"forward": forward})


def _masked(scores, real):
    return scores.masked_fill(~real, -torch.inf)


Attention.wrong(
    "The mask is forgotten: padding gets weight. The answer to a line would then depend on how long its "
    "neighbours in the batch are.",
    "忘了掩码：填充也分到了权重。这样一来，一行的答案就要看同一批里别的行有多长。",
    _attention(lambda scores, real: scores.softmax(-1)),
)
Attention.wrong(
    "You mask after the softmax. Padding has taken its share by then: the real weights no longer sum to 1.",
    "你在 softmax 之后才掩蔽。那时填充已经分走了一份，真实位置的权重加起来就不到 1 了。",
    _attention(lambda scores, real: scores.softmax(-1) * real),
)
Attention.wrong(
    "Padding has the score 0. But e⁰ is 1, so it still gets weight. It takes −∞.",
    "你给填充的分数是 0。可是 e⁰ 等于 1，它照样分到权重。要用 −∞。",
    _attention(lambda scores, real: (scores * real).softmax(-1)),
)
Attention.wrong(
    "The mask is upside down: the real places are hidden. `~real` is true at padding.",
    "掩码用反了：遮住的是真实的位置。`~real` 才是填充处为真。",
    _attention(lambda scores, real: scores.masked_fill(real, -torch.inf).softmax(-1)),
)
Attention.wrong(
    "The softmax runs over the k steps (`dim=1`). Each step shares its 1 among the places of the source: "
    "`dim=-1`.",
    "softmax 沿 k 步那一维算了（`dim=1`）。应当由每一步把 1 分给源序列的各个位置：`dim=-1`。",
    _attention(lambda scores, real: scores.masked_fill(~real, -1e9).softmax(1)),
)
Attention.wrong(
    "There is no softmax. Scores can be negative, and do not sum to 1.",
    "没有做 softmax。分数可以是负的，加起来也不是 1。",
    _attention(lambda scores, real: scores * real),
)
Attention.wrong(
    "You divide by √H. That is the Transformer's way, and chapter 08 says why. This page takes the plain dot "
    "product.",
    "你除以了 √H。那是 Transformer 的做法，理由见第 08 章。这一页用的是不缩放的点积。",
    type(
        "Attention",
        (nn.Module,),
        {
            "forward": lambda self, query, states, real: _PAGE.Attention()(
                query / query.shape[2] ** 0.5, states, real
            )
        },
    ),
)
Attention.wrong(
    "The weights are right. The context is the plain mean of the real states, the same for each step.",
    "权重对了。可是上下文向量成了真实状态的普通平均，每一步都一样。",
    _attention(
        lambda scores, real: _masked(scores, real).softmax(-1),
        lambda weights, states: (weights > 0) / (weights > 0).sum(-1, keepdim=True) @ states,
    ),
)
Attention.wrong(
    "Both are right, in the other order: first the contexts, then the weights.",
    "两样都对，只是顺序反了：先是上下文向量，再是权重。",
    type(
        "Attention",
        (nn.Module,),
        {"forward": lambda self, query, states, real: _PAGE.Attention()(query, states, real)[::-1]},
    ),
)
