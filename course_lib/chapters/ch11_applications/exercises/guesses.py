"""What a learner guesses before it is measured."""

from course_lib.kit.practice.guess import Guess, Number

noise = Guess(
    __name__,
    "noise",
    ("New voices, in noise", "陌生的嗓音，再加上噪声"),
    (
        "Voices that neither the chain nor the network knows, in noise. The network "
        "reads wrong fewer than 10 "
        "of 100 digits. How many does the chain read wrong? Without noise it is 0 or 1.",
        "流程和网络都没听过的嗓音，还带着噪声。100 个数字里，网络读错的不到 10 个。流程会读错几个？"
        "没有噪声时，它最多错 1 个。",
    ),
    Number(0, 100, unit=("of 100", "个（共 100 个）")),
)

synthesiser = Guess(
    __name__,
    "synthesiser",
    ("Another way of making voices", "换一种合成方法"),
    (
        "Four voices of another synthesiser say English digits, without noise. Of 100 digits, how many does "
        "the network read wrong?",
        "另一个合成器的四个嗓音念英语数字，没有噪声。100 个数字里，网络会读错几个？",
    ),
    Number(0, 100, unit=("of 100", "个（共 100 个）")),
)

eight_digits = Guess(
    __name__,
    "eight_digits",
    ("Eight digits", "八位数字"),
    (
        "No string in training had more than five digits. Now known voices say "
        "eight, without noise. How many "
        "digits does the network write, on average?",
        "训练里的数字串最多五位。现在由熟悉的嗓音念八位，没有噪声。网络平均会写出几个数字？",
    ),
    Number(0, 12, unit=("digits", "个")),
)
