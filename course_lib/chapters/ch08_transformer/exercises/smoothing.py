"""Cross-entropy with smoothed labels."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, N: int, V: int, share: float) -> tuple:
    labels = torch.randint(V, (N,), generator=torch.Generator().manual_seed(seed + 9))
    return 3 * tenths(seed, N, V).double(), labels, share


@exercise(
    "core",
    minutes=8,
    title=("a label that is not quite sure", "不那么绝对的标签"),
    statement=(
        "Write `smoothed_loss(logits, labels, share)`. `logits` is (N, V), `labels` (N,). The target of each "
        "row is not all on its label: `share` of it is dealt out **evenly over all V tokens**, the label "
        "among them; the rest, 1 − share, goes to the label. Return the mean cross-entropy of the N rows "
        "with these "
        "targets, in nats.\n\n"
        "    smoothed_loss(tensor([[0.0, 0.0]]), tensor([0]), 0.1)  ->  0.6931      (any target: log 2)",
        "写一个函数 `smoothed_loss(logits, labels, share)`。`logits` 是 (N, V)，`labels` 是 (N,)。"
        "每一行的目标不全在标签上：其中 `share` 这一份**平均分给全部 V 个词元**，标签也在内；"
        "其余的 1 − share 归标签。返回 N 行对这样的目标的平均交叉熵，单位 nat。\n\n"
        "    smoothed_loss(tensor([[0.0, 0.0]]), tensor([0]), 0.1)  ->  0.6931      （什么目标都是 log 2）",
    ),
    hints=[
        (
            "Cross-entropy with a target q is −Σ q · log p. Split q in its two parts: the loss is a "
            "mixture of "
            "two losses.",
            "目标为 q 时，交叉熵是 −Σ q · log p。把 q 拆成两部分，损失就是两个损失的混合。",
        ),
        (
            "With `logp = logits.log_softmax(-1)`: the first part is −logp at the label, the second is "
            "−logp's "
            "mean over the V tokens.",
            "设 `logp = logits.log_softmax(-1)`：第一部分是标签处的 −logp，第二部分是 −logp 对 V "
            "个词元的平均。",
        ),
    ],
    cases=[
        (torch.zeros(1, 2).double(), torch.tensor([0]), 0.1),
        _case(0, 2, 3, 0.1),
        _case(1, 3, 4, 0.0),
        _case(2, 4, 5, 0.4),
        _case(3, 1, 3, 1.0),
        (torch.tensor([[1000.0, 999.0, 998.0]]).double(), torch.tensor([1]), 0.3),
    ],
)
def smoothed_loss(logits, labels, share):
    logp = logits.log_softmax(-1)  # (N, V)
    label = -logp.gather(1, labels[:, None])[:, 0]  # (N,)
    even = -logp.mean(-1)  # (N,)
    return ((1 - share) * label + share * even).mean()


def _parts(logits, labels):
    logp = logits.log_softmax(-1)
    return -logp.gather(1, labels[:, None])[:, 0], -logp


smoothed_loss.wrong(
    "The share is not used: this is plain cross-entropy.",
    "没有用上 `share`：这是普通的交叉熵。",
    lambda logits, labels, share: _parts(logits, labels)[0].mean(),
)


@smoothed_loss.wrong(
    "You add up −log p over the V tokens, where the even target is 1/V for each: a mean, not a sum.",
    "你把 V 个词元的 −log p 加了起来。平均分时每个词元的目标是 1/V：应取平均，不是求和。",
)
def summed_over_tokens(logits, labels, share):
    label, every = _parts(logits, labels)
    return ((1 - share) * label + share * every.sum(-1)).mean()


@smoothed_loss.wrong(
    "You deal the share out over the other V − 1 tokens only. Here the label gets its part of it, too.",
    "你只把 `share` 分给了其余 V − 1 个词元。这里标签自己也要分到一份。",
)
def others_only(logits, labels, share):
    label, every = _parts(logits, labels)
    return ((1 - share) * label + share * (every.sum(-1) - label) / (every.size(1) - 1)).mean()


@smoothed_loss.wrong(
    "The two parts are exchanged: share is what is taken from the label.",
    "两部分对调了：`share` 是从标签那里拿走的那一份。",
)
def exchanged(logits, labels, share):
    label, every = _parts(logits, labels)
    return (share * label + (1 - share) * every.mean(-1)).mean()


smoothed_loss.wrong(
    "The even part is missing: you only shrink the loss by 1 − share. Nothing then keeps the model modest.",
    "缺了平均分的那部分：你只是把损失乘了 1 − share，没有什么让模型别那么绝对。",
    lambda logits, labels, share: (1 - share) * _parts(logits, labels)[0].mean(),
)


@smoothed_loss.wrong(
    "Your softmax overflows: exp(1000) is larger than any float, and inf / inf is nan. `log_softmax` first "
    "subtracts the largest logit; only differences matter.",
    "你的 softmax 溢出了：exp(1000) 超出了浮点数的范围，inf / inf 得到 nan。`log_softmax` "
    "会先减去最大的 logit："
    "softmax 只看它们之间的差。",
)
def overflowing(logits, labels, share):
    logp = (logits.exp() / logits.exp().sum(-1, keepdim=True)).log()
    label = logp.gather(1, labels[:, None])[:, 0]
    return -((1 - share) * label + share * logp.mean(-1)).mean()


@smoothed_loss.wrong(
    "You sum over the N rows. The loss is their mean.",
    "你对 N 行求了和。损失是它们的平均。",
)
def summed_over_rows(logits, labels, share):
    label, every = _parts(logits, labels)
    return ((1 - share) * label + share * every.mean(-1)).sum()
