"""The brevity penalty (Papineni et al. 2002, section 2.2.2)."""

import math
import random

from course_lib.kit.practice.exercise import exercise


def _drawn(seed: int) -> tuple:
    draw = random.Random(seed)
    return draw.randrange(1, 20), [draw.randrange(1, 20) for _ in range(draw.randrange(1, 5))]


@exercise(
    "core",
    minutes=5,
    title=("too short", "太短就要扣分"),
    statement=(
        "Precision alone would praise whoever says only the one word that is certain. So BLEU is multiplied "
        "by a **brevity penalty**. Let c be the candidate's length and r the reference length that is "
        "**closest** to c; of two that are equally close, the shorter one.\n\n"
        "    BP  =  1              if c > r\n"
        "    BP  =  exp(1 − r/c)   if c ≤ r\n"
        "    BP  =  0              if c = 0, where the formula says nothing\n\n"
        "Write `brevity(length, reference_lengths)`: a whole number, and a list of them. It returns BP.\n\n"
        "    brevity(5, [6])      ->  0.818731    exp(1 − 6/5)\n"
        "    brevity(6, [7, 5])   ->  1.0         equally close: r is 5\n"
        "    brevity(9, [4, 10])  ->  0.894839    r is 10",
        "只看精确度的话，谁只说一个最有把握的词，谁的分数就最高。所以 BLEU 还要乘上**简短惩罚**。"
        "设 c 是候选译文的长度，r 是**最接近** c 的参考译文长度；一样接近的，取较短的。\n\n"
        "    BP  =  1              如果 c > r\n"
        "    BP  =  exp(1 − r/c)   如果 c ≤ r\n"
        "    BP  =  0              如果 c = 0（公式没有规定）\n\n"
        "写一个函数 `brevity(length, reference_lengths)`，参数是一个整数和一个整数列表，返回 BP。\n\n"
        "    brevity(5, [6])      ->  0.818731    exp(1 − 6/5)\n"
        "    brevity(6, [7, 5])   ->  1.0         一样接近：r 取 5\n"
        "    brevity(9, [4, 10])  ->  0.894839    r 取 10",
    ),
    hints=[
        (
            "Three steps: find r; the case c = 0; the formula. At c = r both lines of it say the same.",
            "分三步：找出 r；处理 c = 0；套公式。c = r 时，公式的前两行结果相同。",
        ),
        (
            "`min` takes a `key`, and that may be a tuple: the distance, then what decides between equals.",
            "`min` 可以带 `key`。键可以是元组：先比距离，距离相同再比另一项。",
        ),
        (
            "`r = min(reference_lengths, key=lambda r: (abs(r - length), r))`, then "
            "`math.exp(min(0, 1 - r / length))`, with `import math`.",
            "`r = min(reference_lengths, key=lambda r: (abs(r - length), r))`，然后是 "
            "`math.exp(min(0, 1 - r / length))`，前面加上 `import math`。",
        ),
    ],
    cases=[
        (5, [6]),
        (6, [7, 5]),
        (9, [4, 10]),
        (8, [12, 4, 11]),
        (7, [7]),
        (1, [20]),
        (0, [5]),
        *[_drawn(seed) for seed in range(12)],
    ],
)
def brevity(length, reference_lengths):
    if length == 0:
        return 0.0
    closest = min(reference_lengths, key=lambda r: (abs(r - length), r))
    return math.exp(min(0, 1 - closest / length))


_solved = brevity.solve


def _closest(length, reference_lengths):
    return min(reference_lengths, key=lambda r: (abs(r - length), r))


brevity.wrong(
    "You take the shortest reference. Then a short candidate is hardly ever punished: take the closest one.",
    "你取的是最短的参考译文，这样短译文几乎不会被扣分：应取最接近的。",
    lambda length, reference_lengths: _solved(length, [min(reference_lengths)]),
)


@brevity.wrong(
    "You take the longest reference. A candidate as long as another reference is not too short: take the "
    "closest one.",
    "你取的是最长的参考译文。和另一份参考译文一样长，就不算太短：应取最接近的。",
)
def longest(length, reference_lengths):
    return _solved(length, [max(reference_lengths)])


@brevity.wrong(
    "You take the first reference. Look at all of them, and take the closest one.",
    "你取的是第一份参考译文。要看全部，取最接近的。",
)
def first(length, reference_lengths):
    return _solved(length, reference_lengths[:1])


@brevity.wrong(
    "You take the mean length of the references. BLEU takes the length of one of them: the closest.",
    "你取了各份参考译文的平均长度。BLEU 取的是其中一份的长度：最接近的那份。",
)
def average(length, reference_lengths):
    return _solved(length, [sum(reference_lengths) / len(reference_lengths)])


brevity.wrong(
    "Two references are equally close, one shorter and one longer than the candidate, and you take the "
    "longer. The rule says the shorter: then there is no penalty.",
    "两份参考译文一样接近，一份短些，一份长些，你取了长的。按规定取短的：这样就不扣分。",
    lambda length, reference_lengths: _solved(
        length, [min(reference_lengths, key=lambda r: (abs(r - length), -r))]
    ),
)


@brevity.wrong(
    "Your fraction is upside down: 1 − c/r is positive for a short candidate, so being short is rewarded. "
    "It is 1 − r/c.",
    "分数写倒了：译文偏短时 1 − c/r 是正数，短反而加分。应为 1 − r/c。",
)
def fraction_upside_down(length, reference_lengths):
    r = _closest(length, reference_lengths)
    return 1.0 if length > r else math.exp(1 - length / r)


@brevity.wrong(
    "You punish the long candidate and spare the short one. Too many words already cost precision; what "
    "precision does not see is too few.",
    "你扣了长译文的分，放过了短译文。词太多，精确度自然会降；精确度看不出来的，是词太少。",
)
def long_ones_punished(length, reference_lengths):
    r = _closest(length, reference_lengths)
    return math.exp(1 - length / r) if length > r else float(length > 0)


@brevity.wrong(
    "A candidate longer than its reference gets more than 1: a bonus for being long. Nothing is above 1: "
    "`min(0, 1 - r / c)`.",
    "译文比参考译文长时，你的结果大于 1，变成了加分。不能超过 1：`min(0, 1 - r / c)`。",
)
def no_upper_limit(length, reference_lengths):
    return math.exp(1 - _closest(length, reference_lengths) / length) if length else 0.0


brevity.wrong(
    "That is c/r, a straight line. The penalty is exp(1 − r/c): a candidate of half the length keeps .37, "
    "not .5.",
    "你用的是 c/r，是一条直线。惩罚项是 exp(1 − r/c)：长度只有一半时剩 .37，不是 .5。",
    lambda length, reference_lengths: min(1.0, length / _closest(length, reference_lengths)),
)
brevity.wrong(
    "An empty candidate divides by zero. Ask for c = 0 before the formula: who says nothing gets 0.",
    "候选译文为空时除以了零。套公式之前先判断 c = 0：什么都没说，得 0。",
    lambda length, reference_lengths: math.exp(min(0, 1 - _closest(length, reference_lengths) / length)),
)
brevity.wrong(
    "An empty candidate goes unpunished. It has said nothing at all: BP is 0.",
    "候选译文为空，你却没有扣分。它什么都没说：BP 应为 0。",
    lambda length, reference_lengths: _solved(length, reference_lengths) if length else 1.0,
)
