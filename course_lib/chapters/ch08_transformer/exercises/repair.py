"""A repair: a causal mask that is off by one."""

import torch

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, B: int, T: int, H: int) -> tuple:
    return tuple(2 * tenths(3 * seed + i, B, T, H) for i in range(3))


@exercise(
    "repair",
    minutes=4,
    title=("a loss of almost nothing", "几乎是零的损失"),
    statement=(
        "**The symptom.** After a hundred steps the training loss is almost zero. The author is delighted. "
        "Then the model writes by itself, and writes rubbish, from the first token on.\n\n"
        "`look_left(query, key, value)` is the self-attention of its decoder, one head, (B, T, H) each. "
        "Find the fault, and repair it. What did the model learn?",
        "**症状**：才一百步，训练损失就几乎是零。作者很高兴。可是让模型自己写，从第一个词元起就是胡话。\n\n"
        "`look_left(query, key, value)` 是它的解码器里的自注意力，只有一个头，三样都是 (B, T, H)。"
        "请找出毛病，把它修好。模型学到的是什么？",
    ),
    hints=[
        (
            "Print the mask for T = 3. How many places does the first token see?",
            "把 T = 3 时的掩码打印出来。第一个词元能看到几个位置？",
        ),
        (
            "The decoder reads token t and must say token t + 1. Which place must stay hidden from t?",
            "解码器读第 t 个词元，要说第 t + 1 个。哪个位置绝不能让 t 看到？",
        ),
    ],
    cases=[_case(0, 1, 3, 2), _case(1, 2, 4, 3), _case(2, 1, 1, 2), _case(3, 3, 2, 4), _case(4, 1, 6, 2)],
    broken=(
        """
        def look_left(query, key, value):
            T = query.size(1)
            past = torch.ones(T, T).tril(1) > 0
            scores = query @ key.transpose(1, 2) / query.size(2) ** 0.5
            weights = scores.masked_fill(~past, float("-inf")).softmax(-1)
            return weights @ value
        """,
        "So far it is the code as it came. Print `past` for three tokens: what does row 0 allow?",
        "现在还是原来的代码。把三个词元时的 `past` 打印出来：第 0 行允许看什么？",
    ),
)
def look_left(query, key, value):
    T = query.size(1)
    past = torch.ones(T, T).tril() > 0
    scores = query @ key.transpose(1, 2) / query.size(2) ** 0.5
    weights = scores.masked_fill(~past, float("-inf")).softmax(-1)
    return weights @ value


def _with(past, fill=float("-inf"), clean=False):
    def answer(query, key, value):
        T = query.size(1)
        scores = query @ key.transpose(1, 2) / query.size(2) ** 0.5
        weights = scores.masked_fill(~past(torch.ones(T, T)).bool(), fill).softmax(-1)
        return (weights.nan_to_num() if clean else weights) @ value

    return answer


look_left.wrong(
    "Now a token does not see itself (`tril(-1)`). The first one has nobody left to look at, and its weights "
    "are nan.",
    "现在词元连自己也看不到了（`tril(-1)`）。第一个词元谁也看不了，权重成了 nan。",
    _with(lambda ones: ones.tril(-1)),
)
look_left.wrong(
    "A token does not see itself. It may: what it has read is no secret, what it must say is.",
    "词元看不到自己了。它可以看自己：读过的不用保密，要说的才要保密。",
    _with(lambda ones: ones.tril(-1), clean=True),
)
look_left.wrong(
    "The mask is gone, so each token sees all later ones, too.",
    "掩码没了，每个词元连后面的全部都看得到。",
    _with(lambda ones: ones),
)
look_left.wrong(
    "That is the other triangle: each token sees itself and what comes after it.",
    "这是另外那个三角：每个词元看到的是自己和后面的。",
    _with(lambda ones: ones.triu()),
)
look_left.wrong(
    "Hidden places have the score 0, and e⁰ is 1: they still get weight. They take −∞.",
    "遮住的位置分数是 0，而 e⁰ 等于 1，照样分到权重。要用 −∞。",
    _with(lambda ones: ones.tril(), fill=0.0),
)
