"""What a learner guesses before it is measured."""

from collections.abc import Sequence

from course_lib.kit.practice.guess import Choice, Curve, Guess

planted = Guess(
    __name__,
    "planted",
    ("After the planted word", "换上一个错字以后"),
    (
        "The decoder has been made to read *I like natural history*. How probable is *processing* as the "
        "next word, for the models trained at ratio 1, .75, .5, .25 and 0? Give five numbers from 0 to 1.",
        "现在解码器读到的是“我喜欢自动”。用比率 1、0.75、0.5、0.25、0 训练出来的模型，"
        "下一个字说“语”的概率各是多少？写五个 0 到 1 之间的数。",
    ),
    Curve(0, 1, ("1", "0.75", "0.5", "0.25", "0"), axis=("ratio in training", "训练时的比率")),
    claim=lambda p: p[0] < 0.02 < p[2] < 0.3 < p[4] and p[4] > 0.6,
)

falling = Guess(
    __name__,
    "falling",
    ("The same race, with a falling rate", "同样的赛跑，学习率改为下降"),
    (
        "Under a constant rate, ratio 0 won after 1,600 steps. Now the rate falls to zero at the end of each "
        "training. Who copies more strings after 1,600 steps?",
        "学习率不变时，走完 1600 步，比率 0 赢了。现在让学习率在每次训练的末尾降到零。"
        "同样走 1600 步，谁抄对的更多？",
    ),
    Choice(
        ("ratio 0, as before", "还是比率 0"),
        ("ratio 1: the order turns round", "比率 1，名次反过来了"),
        ("neither: the seeds of both overlap", "分不出：两边各种子的成绩相互重叠"),
    ),
    claim=lambda option: option == 2,
)


def who_leads(one: Sequence[float], zero: Sequence[float]) -> int:
    """Which of the options of `falling` these scores are, one a seed, of ratio 1 and of ratio 0."""
    if min(zero) > max(one):
        return 0
    return 1 if min(one) > max(zero) else 2
