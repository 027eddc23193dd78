"""A softmax that gives nothing to padding."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, T: int, S: int, *lengths: int) -> tuple:
    return 3 * tenths(seed, len(lengths), T, S).double(), torch.tensor(lengths)


@exercise(
    "core",
    minutes=5,
    title=("no weight for padding", "填充不分权重"),
    statement=(
        "Attention turns scores into weights: at each step of the target, a softmax over the places of the "
        "source. Behind a short source there is padding; it must get **exactly 0**, and the real places must "
        "share the whole 1. Write `masked_softmax(scores, lengths)`. `scores` is (B, T, S): a score for each "
        "of the T steps and S places; `lengths` (B,) says how many places of each source are real, at least "
        "one. Return the weights, (B, T, S). Leave `scores` as it is.\n\n"
        "    masked_softmax(tensor([[[1.0, 1.0, 5.0]]]), tensor([2]))\n"
        "    ->  tensor([[[0.5, 0.5, 0.0]]])        the 5 belongs to padding",
        "注意力把分数变成权重：目标序列的每一步，在源序列的各个位置上做一次 softmax。"
        "源序列较短时后面有填充，填充的权重必须**正好是 0**，整个 1 都由真实的位置来分。"
        "写一个函数 `masked_softmax(scores, lengths)`。`scores` 是 (B, T, S)：T 步里每一步对 S 个位置的分数；"
        "`lengths` (B,) 是各个源序列有几个真实位置，至少一个。返回权重，形状为 (B, T, S)。"
        "`scores` 本身保持原样。\n\n"
        "    masked_softmax(tensor([[[1.0, 1.0, 5.0]]]), tensor([2]))\n"
        "    ->  tensor([[[0.5, 0.5, 0.0]]])        5 属于填充",
    ),
    hints=[
        (
            "e to the power of what is 0? Give that score to the padding, then take the softmax.",
            "e 的多少次方等于 0？把这个分数给填充，再做 softmax。",
        ),
        (
            "`torch.arange(S) < lengths[:, None]` is (B, S), `True` at real places. With `[:, None]` behind "
            "it, it becomes (B, 1, S) and fits onto (B, T, S).",
            "`torch.arange(S) < lengths[:, None]` 是 (B, S)，真实位置为 `True`。"
            "再加上 `[:, None]`，就成为 (B, 1, S)，能配上 (B, T, S)。",
        ),
        (
            '`scores.masked_fill(~real[:, None], float("-inf"))` makes a new tensor; then '
            "`.softmax(dim=-1)`, over the places.",
            '`scores.masked_fill(~real[:, None], float("-inf"))` 得到一个新张量；'
            "然后 `.softmax(dim=-1)`，沿源序列的位置。",
        ),
    ],
    cases=[
        (torch.tensor([[[1.0, 1.0, 5.0]]]).double(), torch.tensor([2])),
        _case(0, 2, 3, 1, 2),
        _case(1, 3, 4, 4, 2, 3),
        _case(2, 1, 2, 2),
        _case(3, 4, 3, 3, 1),
        _case(4, 2, 6, 5, 3, 1, 2),
        (torch.tensor([[[1000.0, 999.0, 998.0]]]).double(), torch.tensor([2])),
    ],
)
def masked_softmax(scores, lengths):
    real = torch.arange(scores.shape[2]) < lengths[:, None]  # (B, S)
    return scores.masked_fill(~real[:, None], float("-inf")).softmax(dim=-1)  # (B, T, S)


_solved = masked_softmax.solve


def _real(scores, lengths):
    """True at the real places, (B, 1, S)."""
    return (torch.arange(scores.shape[2]) < lengths[:, None])[:, None]


def _filled(scores, lengths, value=-torch.inf):
    return scores.masked_fill(~_real(scores, lengths), value)


masked_softmax.wrong(
    "The lengths are not used: padding gets weight, and the result depends on the width of the batch.",
    "没有用上 `lengths`：填充也分到了权重，结果会随这一批的宽度而变。",
    lambda scores, lengths: scores.softmax(-1),
)
masked_softmax.wrong(
    "You mask after the softmax. The padding has already taken its share, so the real places no longer sum "
    "to 1. Mask the scores first.",
    "你在 softmax 之后才掩蔽。填充已经分走了一份，真实位置的权重加起来就不到 1 了。应先掩蔽分数。",
    lambda scores, lengths: scores.softmax(-1) * _real(scores, lengths),
)
masked_softmax.wrong(
    "You add −∞ after the softmax: the weights of padding become −∞, not 0. The mask belongs to the scores.",
    "你在 softmax 之后才加上 −∞：填充的权重成了 −∞，而不是 0。掩码应加在分数上。",
    lambda scores, lengths: scores.softmax(-1).masked_fill(~_real(scores, lengths), -torch.inf),
)
masked_softmax.wrong(
    "You give padding the score 0. But e⁰ is 1: among negative scores 0 is even a high one. It takes −∞.",
    "你给填充的分数是 0。可是 e⁰ 等于 1：别的分数为负时，0 反而算高分。应当用 −∞。",
    lambda scores, lengths: _filled(scores, lengths, 0).softmax(-1),
)
masked_softmax.wrong(
    "You give padding the score −1. That is a low score, but not nothing: e⁻¹ is .37. It takes −∞.",
    "你给填充的分数是 −1。分数虽低，却不是没有：e⁻¹ 等于 0.37。应当用 −∞。",
    lambda scores, lengths: _filled(scores, lengths, -1).softmax(-1),
)
masked_softmax.wrong(
    "The softmax runs over the steps of the target (`dim=1`): they compete for a place. At each step the "
    "places of the source share the 1: the last axis, `dim=-1`.",
    "softmax 沿目标序列的步算了（`dim=1`），成了各步之间争一个位置。"
    "应当在每一步由源序列的各个位置来分这个 1：最后一维，`dim=-1`。",
    lambda scores, lengths: _filled(scores, lengths).softmax(1),
)
masked_softmax.wrong(
    "The softmax runs over the batch (`dim=0`): sentences compete. The places are the last axis, `dim=-1`.",
    "softmax 沿批量那一维算了（`dim=0`），成了句子之间互相竞争。各个位置在最后一维，即 `dim=-1`。",
    lambda scores, lengths: _filled(scores, lengths).softmax(0),
)


@masked_softmax.wrong(
    "You mask rows: whole steps of the target. A row of −∞ has no softmax, hence the nan. `lengths` counts "
    "places of the source, the last axis.",
    "你掩蔽的是行，也就是目标序列的某几步。整行都是 −∞，softmax 没有意义，于是出现 nan。"
    "`lengths` 数的是源序列的位置，在最后一维。",
)
def rows_masked(scores, lengths):
    later = torch.arange(scores.shape[1]) >= lengths[:, None]  # (B, T)
    return scores.masked_fill(later[:, :, None], -torch.inf).softmax(-1)


masked_softmax.wrong(
    "One place of padding is left in: the places of a source of length 2 are 0 and 1. Real means "
    "`place < length`, not `<=`.",
    "多留了一个填充的位置：长度为 2 时，真实位置是 0 和 1。应判断“位置 < 长度”，而不是 `<=`。",
    lambda scores, lengths: _solved(scores, lengths + 1),
)
masked_softmax.wrong(
    "The mask lacks an axis: a (B, S) laid onto (B, T, S) is read as if its rows were steps, and only where "
    "T differs from B an error tells you. `[:, None]` makes it (B, 1, S).",
    "掩码少了一维：(B, S) 直接配 (B, T, S)，会把它的每一行当成一步，只有 T 和 B 不相等时才会报错。"
    "用 `[:, None]` 变成 (B, 1, S)。",
    lambda scores, lengths: scores.masked_fill(~_real(scores, lengths)[:, 0], -torch.inf).softmax(-1),
)


@masked_softmax.wrong(
    "Your softmax overflows: exp(1000) is larger than any float, and inf / inf is nan. Only differences of "
    "scores matter, so subtract the largest one first; torch's `softmax` does that itself.",
    "你的 softmax 溢出了：exp(1000) 超出了浮点数的范围，inf / inf 得到 nan。softmax 只看分数之间的差，"
    "所以要先减去最大的那个；torch 的 `softmax` 自己就会这样做。",
)
def overflowing(scores, lengths):
    weights = scores.exp() * _real(scores, lengths)
    return weights / weights.sum(-1, keepdim=True)


masked_softmax.wrong(
    "The mask is upside down: padding gets all the weight (and where there is none, nan).",
    "掩码用反了：权重全给了填充（没有填充时就成了 nan）。",
    lambda scores, lengths: scores.masked_fill(_real(scores, lengths), -torch.inf).softmax(-1),
)
masked_softmax.wrong(
    "The weights are right, but you wrote −∞ into the tensor that you were given. `masked_fill` makes a new "
    "one; `masked_fill_`, and an assignment to `scores[…]`, change it.",
    "权重没错，但你在传入的张量里写进了 −∞。`masked_fill` 会得到新的张量；"
    "`masked_fill_` 以及给 `scores[…]` 赋值都会改动原来的。",
    lambda scores, lengths: scores.masked_fill_(~_real(scores, lengths), -torch.inf).softmax(-1),
)
