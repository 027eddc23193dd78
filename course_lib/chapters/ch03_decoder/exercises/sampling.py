"""One token by chance."""

import torch

from course_lib.kit.practice.exercise import exercise

_EVEN = torch.zeros(4)
_FALLING = torch.tensor([2.0, 1.0, 0.0])
_MIXED = torch.tensor([0.5, 2.0, -1.0, 1.0])
_NEVER = torch.tensor([-torch.inf, 0.0, 0.0])


@exercise(
    "stretch",
    minutes=10,
    title=("a token by chance", "抽一个词元"),
    statement=(
        "Write `sample_token(logits, temperature, u)`. `logits` is (V,), `u` a number with 0 ≤ u < 1. "
        "Divide the logits by the temperature and take the softmax: these are the probabilities. Now add "
        "them up, id by id, and return the first id at which the sum so far is greater than u. With u drawn "
        "evenly, each id then comes as often as its probability says. Leave `logits` as it is.\n\n"
        "    sample_token(tensor([0.0, 0.0, 0.0, 0.0]), 1.0, 0.6)  ->  2        sums 0.25, 0.5, 0.75, 1\n"
        "    sample_token(tensor([2.0, 1.0, 0.0]), 1.0, 0.7)       ->  1        sums 0.665, 0.910, 1\n"
        "    sample_token(tensor([2.0, 1.0, 0.0]), 0.5, 0.7)       ->  0        sums 0.867, 0.984, 1",
        "写一个函数 `sample_token(logits, temperature, u)`。`logits` 是 (V,)，`u` 满足 0 ≤ u < 1。"
        "先把 logits 除以温度，再取 softmax，得到概率。然后按编号顺序把概率累加起来，"
        "返回累加和首次大于 u 的那个编号。只要 u 是均匀抽取的，每个编号出现的频率就等于它的概率。"
        "`logits` 本身保持原样。\n\n"
        "    sample_token(tensor([0.0, 0.0, 0.0, 0.0]), 1.0, 0.6)  ->  2        累加和 0.25, 0.5, 0.75, 1\n"
        "    sample_token(tensor([2.0, 1.0, 0.0]), 1.0, 0.7)       ->  1        累加和 0.665, 0.910, 1\n"
        "    sample_token(tensor([2.0, 1.0, 0.0]), 0.5, 0.7)       ->  0        累加和 0.867, 0.984, 1",
    ),
    hints=[
        (
            "Draw a line from 0 to 1 and cut it into pieces as long as the probabilities. In which does u "
            "fall?",
            "画一条从 0 到 1 的线段，按概率的大小切成几段。u 落在哪一段？",
        ),
        (
            "`(logits / temperature).softmax(-1)` are the probabilities; `cumsum(-1)` adds them up.",
            "`(logits / temperature).softmax(-1)` 是概率，`cumsum(-1)` 把它们累加起来。",
        ),
        (
            "How many sums are not greater than u? That number is the id: `int((sums <= u).sum())`.",
            "有几个累加和不大于 u？这个个数就是要找的编号：`int((sums <= u).sum())`。",
        ),
    ],
    cases=[
        (_EVEN, 1.0, 0.6),
        (_FALLING, 1.0, 0.7),
        (_FALLING, 0.5, 0.7),
        (_FALLING, 0.5, 0.95),
        (_FALLING, 2.0, 0.6),
        (_FALLING, 2.0, 0.8),
        (_MIXED, 0.7, 0.08),
        (_MIXED, 0.7, 0.9),
        (_EVEN, 1.0, 0.5),
        (_NEVER, 1.0, 0.0),
        (1000 * _FALLING, 500.0, 0.95),
        (1000 + _FALLING, 1.0, 0.7),
    ],
)
def sample_token(logits, temperature, u):
    probabilities = (logits / temperature).softmax(-1)  # (V,)
    sums = probabilities.cumsum(-1)  # (V,)
    return int((sums <= u).sum())


def _first_above(u, probabilities):
    return int((probabilities.cumsum(-1) <= u).sum())


sample_token.wrong(
    "You multiply by the temperature. Divide: a low temperature makes the likely tokens likelier still, "
    "a high one evens them out.",
    "你乘以了温度，应当除以温度：温度低，概率大的词元概率更大；温度高，各词元的概率更平均。",
    lambda logits, temperature, u: _first_above(u, (logits * temperature).softmax(-1)),
)
sample_token.wrong(
    "The temperature comes after the softmax: divided by it, the probabilities no longer add up to 1. "
    "Divide the logits first.",
    "温度用在了 softmax 之后：概率除以温度，加起来就不再是 1 了。应先把 logits 除以温度。",
    lambda logits, temperature, u: _first_above(u, logits.softmax(-1) / temperature),
)
sample_token.wrong(
    "The temperature changes nothing in your answer. If you divide the probabilities by it and scale them "
    "to 1 again, it cancels out. Divide the logits, before the softmax.",
    "温度在你的答案里不起作用。如果先把概率除以温度，再缩放到和为 1，温度就抵消掉了。"
    "应在 softmax 之前把 logits 除以温度。",
    lambda logits, temperature, u: _first_above(u, logits.softmax(-1)),
)


@sample_token.wrong(
    "The border goes to the wrong side: the sum must be greater than u, not equal. Otherwise u = 0 could "
    "draw a token of probability 0.",
    "边界归错了一边：累加和要大于 u，等于不算。否则 u = 0 时可能抽到概率为 0 的词元。",
)
def border_on_the_wrong_side(logits, temperature, u):
    sums = (logits / temperature).softmax(-1).cumsum(-1)
    return int((sums < u).sum())


sample_token.wrong(
    "That is the likeliest token: greedy decoding. u must have a say.",
    "这是概率最大的词元，成了贪心搜索。结果应当由 u 来决定。",
    lambda logits, temperature, u: int(logits.argmax()),
)
sample_token.wrong(
    "You compare single probabilities with u. Add them up first: `cumsum`.",
    "你拿单个概率去和 u 比了。要先累加：`cumsum`。",
    lambda logits, temperature, u: int(((logits / temperature).softmax(-1) > u).int().argmax()),
)
sample_token.wrong(
    "One too far: you return how many ids were needed. Ids begin with 0.",
    "多了一个：你返回的是用了几个编号。编号从 0 开始。",
    lambda logits, temperature, u: sample_token.solve(logits, temperature, u) + 1,
)


@sample_token.wrong(
    "The id is right, but it comes in a tensor (1,): `nonzero()[0]` names a place by a list of indices. "
    "`int(…)` makes it a number.",
    "编号没错，但放在了形状为 (1,) 的张量里：`nonzero()[0]` 用一组下标来表示位置。用 `int(…)` 变成一个数。",
)
def a_tensor_of_one(logits, temperature, u):
    sums = (logits / temperature).softmax(-1).cumsum(-1)
    return (sums > u).nonzero()[0]


@sample_token.wrong(
    "Your softmax overflows: exp(1000) is larger than any float. Only differences of logits matter, so "
    "subtract the largest one first; torch's `softmax` does that itself.",
    "你的 softmax 溢出了：exp(1000) 超出了浮点数的范围。softmax 只看 logits 之间的差，"
    "所以要先减去最大的那个；torch 的 `softmax` 自己就会这样做。",
)
def overflowing(logits, temperature, u):
    weights = (logits / temperature).exp()
    return _first_above(u, weights / weights.sum())


@sample_token.wrong(
    "No id is returned where the sum is never greater than u: exp(1000) overflows, inf / inf is nan, and nan "
    "is greater than nothing. Subtract the largest logit first, or let torch's `softmax` do it.",
    "有时一个编号也没有返回，因为累加和始终不大于 u：exp(1000) 溢出，inf / inf 得到 nan，"
    "而 nan 和什么比都不算大。请先减去最大的 logit，或者直接用 torch 的 `softmax`。",
)
def overflowing_in_a_loop(logits, temperature, u):
    weights = (logits / temperature).exp()
    sums = (weights / weights.sum()).cumsum(-1)
    return next((i for i, total in enumerate(sums.tolist()) if total > u), None)


@sample_token.wrong(
    "The token is right, but `logits /= temperature` changes the tensor that you were given: the next draw "
    "would have another temperature. `logits / temperature` makes a new one.",
    "词元没错，但 `logits /= temperature` 改动了传入的张量，下一次抽取的温度就变了。"
    "`logits / temperature` 会得到一个新的张量。",
)
def logits_changed(logits, temperature, u):
    logits /= temperature
    return _first_above(u, logits.softmax(-1))
