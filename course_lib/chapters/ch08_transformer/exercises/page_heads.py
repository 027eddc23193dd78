"""The first part of 3_transformer.py: MultiHeadAttention."""

import torch

from course_lib.kit.from_scratch import page, settle
from course_lib.kit.practice.exercise import Exercise, tenths

_PAGE = page("3_transformer")
_PART = _PAGE.MultiHeadAttention


def _look(part, x, states, allowed):
    """attention(x, states, allowed), where attention = MultiHeadAttention(8, 2)"""
    return settle(part(8, 2))(x, states, allowed)


def _case(seed: int, T: int, *lengths: int) -> tuple:
    B, S = len(lengths), max(lengths)
    real = torch.arange(S) < torch.tensor(lengths)[:, None]  # (B, S)
    return tenths(2 * seed, B, T, 8), tenths(2 * seed + 1, B, S, 8), real[:, None]


MultiHeadAttention = Exercise(
    "build",
    _PART,
    minutes=15,
    module=__name__,
    use=_look,
    title=("the page: MultiHeadAttention", "一页模型：MultiHeadAttention"),
    statement=(
        "Write two methods.\n\n"
        "`split(self, x)` cuts the last axis of `x` (B, S, H) into `self.heads` parts: head 0 gets the first "
        "H / h numbers of every token, head 1 the next ones. Return (B, h, S, H / h).\n\n"
        "`forward(self, x, states, allowed)`: `x` (B, T, H) asks, `states` (B, S, H) answers. `allowed` is "
        "(B, T, S), or (B, 1, S), or (1, T, S), `True` where a token may look. Make queries of `x`, keys and "
        "values of `states`, split all three. Scores divided by √(H / h), mask, softmax, weighted sum of the "
        "values. Put the heads side by side again, (B, T, H), and mix them with `self.out`. Return two "
        "things: that, and the weights (B, h, T, S).",
        "写两个方法。\n\n"
        "`split(self, x)` 把 `x` (B, S, H) 的最后一维切成 `self.heads` 份：第 0 个头拿每个词元的前 H / h "
        "个数，"
        "第 1 个头拿接下来的。返回 (B, h, S, H / h)。\n\n"
        "`forward(self, x, states, allowed)`：`x` (B, T, H) 来问，`states` (B, S, H) 来答。`allowed` 是 "
        "(B, T, S)，或者 (B, 1, S)，或者 (1, T, S)，可以看的地方是 `True`。由 `x` 得到查询，由 `states` "
        "得到键和值，三样都切成各个头。分数除以 √(H / h)，掩蔽，softmax，对值加权求和。"
        "再把各个头并排接回 (B, T, H)，用 `self.out` 混合。返回两样：这个结果，以及权重 (B, h, T, S)。",
    ),
    hints=[
        (
            "`x.unflatten(-1, (self.heads, -1))` cuts the last axis in two: (B, S, h, H / h). Then swap the "
            "axes 1 and 2. A `view` alone cannot swap axes.",
            "`x.unflatten(-1, (self.heads, -1))` 把最后一维切成两维：(B, S, h, H / h)。再交换第 1 维和第 2 "
            "维。单用 `view` 换不了维度。",
        ),
        (
            "`query @ key.transpose(-1, -2)` is (B, h, T, S). The mask has no axis for heads: "
            "`allowed[:, None]` gives it one.",
            "`query @ key.transpose(-1, -2)` 是 (B, h, T, S)。掩码没有头这一维，`allowed[:, None]` "
            "给它补上。",
        ),
        (
            "Back again: `(weights @ value).transpose(1, 2).flatten(2)` is (B, T, H).",
            "接回去：`(weights @ value).transpose(1, 2).flatten(2)` 就是 (B, T, H)。",
        ),
    ],
    cases=[_case(0, 1, 3), _case(1, 3, 2, 4), _case(2, 4, 4, 1), _case(3, 2, 5, 5), _case(4, 5, 5)],
)


def _soft(scores, allowed):
    return scores.masked_fill(~allowed, -torch.inf).softmax(-1)


def _joined(found):
    return found.transpose(1, 2).flatten(2)


def _attention(split=_PART.split, size=None, weigh=_soft, join=_joined, value=None, out=True) -> type:
    """The page's class with other steps."""

    def forward(self, x, states, allowed):
        query, key = split(self, self.query(x)), split(self, self.key(states))
        values = split(self, states if value else self.value(states))
        divisor = (size or query.size(-1)) ** 0.5
        weights = weigh(query @ key.transpose(-1, -2) / divisor, allowed[:, None])
        joined = join(weights @ values)
        return (self.out(joined) if out else joined), weights

    return type("MultiHeadAttention", (_PART,), {"forward": forward, "split": split})


MultiHeadAttention.wrong(
    "You split with one `view` or `reshape` to (B, h, S, H / h). The shape is right, the numbers are not: "
    "heads now hold pieces of other tokens. Cut first, then swap the axes.",
    "你用一次 `view` 或 `reshape` 直接切成了 (B, h, S, H / h)。形状对，数不对：头里混进了别的词元的片段。"
    "先切，再交换维度。",
    _attention(split=lambda self, x: x.reshape(len(x), self.heads, x.size(1), -1)),
)
MultiHeadAttention.wrong(
    "You deal the numbers out in turn: head 0 gets the 1st, the 3rd, and so on. It shall get the first H / h "
    "in a row.",
    "你把数轮流发给了各个头：第 0 个头拿了第 1、第 3……个。它应当拿连着的前 H / h 个。",
    _attention(split=lambda self, x: x.unflatten(-1, (-1, self.heads)).permute(0, 3, 1, 2)),
)
MultiHeadAttention.wrong(
    "The scores are not divided by √(H / h).",
    "分数没有除以 √(H / h)。",
    _attention(size=1),
)
MultiHeadAttention.wrong(
    "You divide by √H. A head's vectors have only H / h numbers, so the root is of that.",
    "你除以了 √H。一个头的向量只有 H / h 维，所以要除以 √(H / h)。",
    _attention(size=8),
)
MultiHeadAttention.wrong(
    "The mask is forgotten: every token looks everywhere.",
    "忘了掩码：每个词元哪里都看。",
    _attention(weigh=lambda scores, allowed: scores.softmax(-1)),
)
MultiHeadAttention.wrong(
    "The mask comes after the softmax, so the weights no longer sum to 1.",
    "掩码放在了 softmax 之后，权重加起来就不到 1 了。",
    _attention(weigh=lambda scores, allowed: scores.softmax(-1) * allowed),
)
MultiHeadAttention.wrong(
    "The softmax runs over the heads (`dim=1`). Each query shares its 1 among the S places: `dim=-1`.",
    "softmax 沿各个头算了（`dim=1`）。应当由每个查询把 1 分给 S 个位置：`dim=-1`。",
    _attention(weigh=lambda scores, allowed: scores.masked_fill(~allowed, -1e9).softmax(1)),
)
MultiHeadAttention.wrong(
    "You join the heads with a `reshape`. The axes must be swapped back first, or a token's vector holds "
    "pieces of other tokens.",
    "你直接用 `reshape` 接回各个头。要先把维度换回来，不然一个词元的向量里会混进别的词元的片段。",
    _attention(join=lambda found: found.reshape(len(found), found.size(2), -1)),
)
MultiHeadAttention.wrong(
    "`self.out` is missing: the heads stand side by side, and nothing mixes them.",
    "漏了 `self.out`：各个头只是并排放着，没有混合。",
    _attention(out=False),
)
MultiHeadAttention.wrong(
    "The values are the states themselves. They go through `self.value` first.",
    "值直接用了 `states`。要先经过 `self.value`。",
    _attention(value=True),
)
