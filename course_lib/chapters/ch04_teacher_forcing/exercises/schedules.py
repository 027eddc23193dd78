"""How the ratio falls during training (Bengio et al. 2015)."""

import math

from course_lib.kit.practice.exercise import exercise


@exercise(
    "core",
    minutes=6,
    title=("three schedules", "三种衰减方案"),
    statement=(
        "Write `ratio_at(step, kind, k, c=0.0, floor=0.0)`: the ratio at a training step (0, 1, 2, …), that "
        "is, the probability that the decoder reads the gold token. `kind` is one of three schedules:\n\n"
        "    'linear'           k − c · step, but never below floor\n"
        "    'exponential'      k to the power step           (k below 1)\n"
        "    'inverse sigmoid'  k / (k + exp(step / k))       (k at least 1)\n\n"
        "Training may be long: your function must also work at step 100,000 with k = 100.\n\n"
        "    ratio_at(2, 'linear', 1.0, 0.25, 0.1)    ->  0.5\n"
        "    ratio_at(5, 'linear', 1.0, 0.25, 0.1)    ->  0.1\n"
        "    ratio_at(3, 'exponential', 0.5)          ->  0.125\n"
        "    ratio_at(0, 'inverse sigmoid', 2.0)      ->  2 / 3",
        "写一个函数 `ratio_at(step, kind, k, c=0.0, floor=0.0)`，返回训练到第 step 步（0、1、2……）时的比率，"
        "也就是解码器读标准答案的概率。`kind` 是三种衰减方案之一：\n\n"
        "    'linear'           线性：k − c · step，但不低于 floor\n"
        "    'exponential'      指数：k 的 step 次方              （k 小于 1）\n"
        "    'inverse sigmoid'  反 S 形：k / (k + exp(step / k))  （k 不小于 1）\n\n"
        "训练可能很长：step 为 100000、k 为 100 时，函数也要算得出来。\n\n"
        "    ratio_at(2, 'linear', 1.0, 0.25, 0.1)    ->  0.5\n"
        "    ratio_at(5, 'linear', 1.0, 0.25, 0.1)    ->  0.1\n"
        "    ratio_at(3, 'exponential', 0.5)          ->  0.125\n"
        "    ratio_at(0, 'inverse sigmoid', 2.0)      ->  2 / 3",
    ),
    hints=[
        (
            "Three formulas, one `if` for each. “Never below” is a maximum.",
            "三个公式，各用一个 `if`。“不低于”就是取较大的那个。",
        ),
        (
            "In Python a power is `k**step`; `math.exp` (after `import math`) stops with an error above "
            "about 709. When step / k is large, what is the ratio anyway?",
            "Python 里的乘方是 `k**step`；`math.exp`（先 `import math`）的自变量超过约 709 就会报错。"
            "step / k 很大时，比率反正等于多少？",
        ),
        (
            "Multiply the fraction, above and below, by `small = math.exp(-step / k)`: it becomes "
            "`k * small / (k * small + 1)`, and `small` can only shrink to 0.",
            "分子分母同乘 `small = math.exp(-step / k)`，得到 `k * small / (k * small + 1)`，"
            "而 `small` 只会缩小到 0。",
        ),
    ],
    cases=[
        (2, "linear", 1.0, 0.25, 0.1),
        (5, "linear", 1.0, 0.25, 0.1),
        (3, "linear", 0.8, 0.1),
        (100, "linear", 0.9, 0.02, 0.3),
        (3, "exponential", 0.5),
        (0, "exponential", 0.9),
        (200, "exponential", 0.99),
        (0, "inverse sigmoid", 2.0),
        (3, "inverse sigmoid", 2.0),
        (60, "inverse sigmoid", 20.0),
        (100_000, "inverse sigmoid", 100.0),
    ],
    distractors=(
        "        return k - c * step",
        "    return k * small / (small + 1)",
    ),
)
def ratio_at(step, kind, k, c=0.0, floor=0.0):
    if kind == "linear":
        return max(floor, k - c * step)
    if kind == "exponential":
        return k**step
    small = math.exp(-step / k)
    return k * small / (k * small + 1)


_solved = ratio_at.solve  # wrong answers spoil a right one


@ratio_at.wrong(
    "The formula is right, but `exp` of a large number is too large for a float. Long before, the ratio is 0 "
    "to the eye: rewrite the fraction so that only `exp(-step / k)` is needed.",
    "公式没错，但自变量一大，`exp` 就超出了浮点数的范围。其实早在那之前比率就已经接近 0 了："
    "把分式改写成只用 `exp(-step / k)` 的形式。",
)
def overflowing(step, kind, k, c=0.0, floor=0.0):
    if kind == "inverse sigmoid":
        return k / (k + math.exp(step / k))
    return _solved(step, kind, k, c, floor)


ratio_at.wrong(
    "The line goes on below its floor, and in the end below 0: no probability. Stop it at `floor`.",
    "直线降到了下限以下，最后甚至小于 0，那就不是概率了。到 `floor` 为止。",
    lambda step, kind, k, c=0.0, floor=0.0: (
        k - c * step if kind == "linear" else _solved(step, kind, k, c, floor)
    ),
)


@ratio_at.wrong(
    "`min` chooses the smaller one and throws the line away. “Never below floor” is the larger of the two.",
    "`min` 取了较小的，直线就没了。“不低于 floor”要取两者中较大的。",
)
def minimum(step, kind, k, c=0.0, floor=0.0):
    return min(floor, k - c * step) if kind == "linear" else _solved(step, kind, k, c, floor)


ratio_at.wrong(
    "Your line begins at 1. It begins at `k`, which need not be 1.",
    "你的直线从 1 开始。它应当从 `k` 开始，而 `k` 不一定是 1。",
    lambda step, kind, k, c=0.0, floor=0.0: _solved(step, kind, 1.0 if kind == "linear" else k, c, floor),
)


@ratio_at.wrong(
    "You multiply `k` by the step, and the ratio grows without end. “To the power” is `k**step`.",
    "你把 `k` 和步数相乘了，比率会一直变大。次方要写成 `k**step`。",
)
def product(step, kind, k, c=0.0, floor=0.0):
    return k * step if kind == "exponential" else _solved(step, kind, k, c, floor)


ratio_at.wrong(
    "You take e to the power −k · step. Here `k` itself is the base: each step multiplies the ratio by `k`.",
    "你算的是 e 的 −k · step 次方。这里 `k` 本身就是底数：每走一步，比率乘以 `k`。",
    lambda step, kind, k, c=0.0, floor=0.0: (
        math.exp(-k * step) if kind == "exponential" else _solved(step, kind, k, c, floor)
    ),
)


@ratio_at.wrong(
    "Inside `exp` the step is divided by `k`, not multiplied: a larger `k` must mean a slower fall.",
    "`exp` 里面步数要除以 `k`，不是乘：`k` 越大，下降应当越慢。",
)
def multiplied_inside(step, kind, k, c=0.0, floor=0.0):
    if kind == "inverse sigmoid":
        return k / (k + math.exp(step * k))
    return _solved(step, kind, k, c, floor)


@ratio_at.wrong(
    "Your inverse sigmoid begins at one half. With `k` above and below it begins at k / (k + 1), close to 1: "
    "almost only gold at first.",
    "你的反 S 形从二分之一开始。分子分母里都要有 `k`，这样从 k / (k + 1) 开始，接近 1：起初几乎只读标准答案。"
    "",
)
def without_k(step, kind, k, c=0.0, floor=0.0):
    if kind == "inverse sigmoid":
        return 1 - 1 / (1 + math.exp(-step / k))
    return _solved(step, kind, k, c, floor)


ratio_at.wrong(
    "Yours is the probability of the model's own token: it grows. Asked for is that of the gold token, 1 "
    "minus yours.",
    "你返回的是读模型自己输出的概率，它越来越大。要求的是读标准答案的概率，即 1 减去你的结果。",
    lambda step, kind, k, c=0.0, floor=0.0: 1 - _solved(step, kind, k, c, floor),
)
