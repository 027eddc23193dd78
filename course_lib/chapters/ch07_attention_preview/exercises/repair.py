"""A repair: attention whose weights are shared out along the wrong axis."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, k: int, H: int, *lengths: int) -> tuple:
    B, S = len(lengths), max(lengths)
    query, states = 2 * tenths(2 * seed, B, k, H), tenths(2 * seed + 1, B, S, H)
    return query, states, torch.arange(S) < torch.tensor(lengths)[:, None]


@exercise(
    "repair",
    minutes=5,
    title=("it learns, and cannot write", "学得会，写不出"),
    statement=(
        "**The symptom.** The loss falls, and faster than it did before. Then the model writes by itself, "
        "one "
        "token at a time, and writes rubbish. Its author prints the weights while it writes: every one of "
        "them is 1, padding included.\n\n"
        "`look_back(query, states, real)` returns the contexts (B, k, H) and the weights (B, k, S). Find the "
        "fault, and repair it. Why did the loss like it?",
        "**症状**：损失在降，比以前降得还快。可是让模型自己一个词元一个词元地写，写出来的全是胡话。"
        "写代码的人在模型写的时候打印了权重：每一个都是 1，连填充也是。\n\n"
        "`look_back(query, states, real)` 返回上下文向量 (B, k, H) 和权重 (B, k, S)。请找出毛病，把它修好。"
        "损失为什么反而喜欢它？",
    ),
    hints=[
        (
            "In writing k is 1. Over which axis must a softmax run to make 1 of a single number?",
            "写的时候 k 是 1。softmax 沿哪一维做，才会把单独一个数变成 1？",
        ),
        (
            "Each step has one 1 to share among the places of the source, the last axis. Along the other "
            "axis a "
            "step's weights also depend on later steps: in training these hold the right tokens to come.",
            "每一步有一个 1，要分给源序列的各个位置，也就是最后一维。沿另一维做，一步的权重还取决于后面的步，"
            "而训练时，后面的步里有还没写到的正确词元。",
        ),
    ],
    cases=[
        _case(0, 1, 3, 3, 2),
        _case(1, 3, 2, 2, 4),
        _case(2, 2, 4, 5, 1, 3),
        _case(3, 4, 2, 2, 2),
        _case(4, 1, 2, 4),
    ],
    broken=(
        """
        def look_back(query, states, real):
            scores = query @ states.transpose(1, 2)
            scores = scores.masked_fill(~real[:, None], -1e9)
            weights = scores.softmax(1)
            return weights @ states, weights
        """,
        "So far it is the code as it came. Print the weights of one step, and their sum.",
        "现在还是原来的代码。把某一步的权重和它们的和打印出来看看。",
    ),
)
def look_back(query, states, real):
    scores = query @ states.transpose(1, 2)
    scores = scores.masked_fill(~real[:, None], -1e9)
    weights = scores.softmax(-1)
    return weights @ states, weights


def _with(weigh):
    def answer(query, states, real):
        scores = query @ states.transpose(1, 2)
        weights = weigh(scores.masked_fill(~real[:, None], -1e9))
        return weights @ states, weights

    return answer


look_back.wrong(
    "Now the sentences of the batch share the 1 (`dim=0`). It belongs to one step, and is shared among the "
    "places of the source.",
    "现在成了一批里的各个句子来分这个 1（`dim=0`）。它属于某一步，要分给源序列的各个位置。",
    _with(lambda scores: scores.softmax(0)),
)
look_back.wrong(
    "All steps together share one 1. Each step has its own.",
    "所有的步合起来才分到一个 1。每一步应当各有一个。",
    _with(lambda scores: scores.flatten(1).softmax(-1).view_as(scores)),
)
look_back.wrong(
    "You divide the wrong weights by their sum. Then they do sum to 1, and are still not the softmax of this "
    "step's scores.",
    "你是拿错的权重再除以它们的和。加起来是 1 了，却还不是这一步的分数的 softmax。",
    _with(lambda scores: scores.softmax(1) / scores.softmax(1).sum(-1, keepdim=True)),
)
look_back.wrong(
    "The axis is right. But now the mask is gone: padding gets weight.",
    "维是对了。可是掩码没了：填充分到了权重。",
    lambda query, states, real: (lambda weights: (weights @ states, weights))(
        (query @ states.transpose(1, 2)).softmax(-1)
    ),
)
