"""What a learner guesses before it is measured."""

import math
from collections import Counter
from collections.abc import Iterable

from course_lib.data.vocab import EOS
from course_lib.kit.practice.guess import Choice, Guess, Number

which_learns = Guess(
    __name__,
    "which_learns",
    ("Two lines moved", "只挪了两行"),
    (
        "6 + 6 layers, learning rate .004 from the very first step, 80 steps. Which of the two gets clearly "
        "below the loss of a model that knows only how often each token occurs?",
        "6 + 6 层，从第一步起学习率就是 0.004，训练 80 步。有一种模型只知道每个词元出现得多不多；"
        "这两个模型，哪个的损失能明显低于它？",
    ),
    Choice(
        ("both", "两个都能"),
        ("Post-LN alone", "只有后置"),
        ("Pre-LN alone", "只有前置"),
        ("neither, in so few steps", "步数太少，都不能"),
    ),
    claim=lambda option: option == 2,
)


def from_frequencies(pairs: Iterable[tuple[object, Iterable]]) -> float:
    """The loss of a model that knows only how often each target token occurs (nats per token)."""
    counts = Counter(token for _, target in pairs for token in [*target, EOS])
    return -sum(n / counts.total() * math.log(n / counts.total()) for n in counts.values())


def left_behind(losses: dict[str, list[float]], level: float) -> int:
    """Which of the options of `which_learns` this is: the mean of the last ten steps counts."""
    below = {place: sum(row[-10:]) / 10 < level - 0.15 for place, row in losses.items()}
    return [(True, True), (True, False), (False, True), (False, False)].index((below["post"], below["pre"]))


last_gradient = Guess(
    __name__,
    "last_gradient",
    ("The last layer's gradient", "末层的梯度"),
    (
        "Before any training, stack 2, 4, 8 or 16 layers. The gradient of the **last** layer, the one next "
        "to the output: what becomes of it as the stack gets deeper?",
        "还没开始训练，把 2、4、8 或 16 层叠起来。**最后**一层，也就是紧挨输出的那一层，"
        "它的梯度会随着层数怎样变？",
    ),
    Choice(
        ("it shrinks in both", "两种都变小"),
        ("it stays in Post-LN and shrinks in Pre-LN", "后置不变，前置变小"),
        ("it shrinks in Post-LN and stays in Pre-LN", "后置变小，前置不变"),
        ("it stays in both", "两种都不变"),
    ),
    claim=lambda option: option == 1,
)


def what_became(series: dict[str, list[list[float]]]) -> int:
    """Which of the options of `last_gradient` this is: each row is in times of its beginning."""
    ends = {place: sum(row[-1] for row in series[place]) / len(series[place]) for place in ("post", "pre")}
    shrinks = {place: end < 0.7 for place, end in ends.items()}
    return [(True, True), (False, True), (True, False), (False, False)].index(
        (shrinks["post"], shrinks["pre"])
    )


moves = Guess(
    __name__,
    "moves",
    ("How far does the output move?", "输出移动多远？"),
    (
        "16 layers, and Adam's first step, .0001 in every weight. The output of Pre-LN moves by 8 percent "
        "of its size. By how many percent does the output of Post-LN move?",
        "16 层，Adam 的第一步，每个权重都走 0.0001。前置的输出移动了自己大小的 8%。后置的输出移动百分之几？",
    ),
    Number(0, 100, unit=("percent", "%")),
    claim=lambda percent: percent > 16,
)
