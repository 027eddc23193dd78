"""What a learner guesses before it is measured."""

from course_lib.kit.practice.guess import Guess, Number

noise = Guess(
    __name__,
    "noise",
    ("New voices, in noise", "陌生的嗓音，再加上噪声"),
    (
        "Voices that the chain does not know. Without noise it reads all their digits right. Now the same "
        "voices in noise: of 100 digits, how many does the chain read wrong?",
        "流程没听过的嗓音。没有噪声时，它把数字全读对了。现在加上噪声：100 个数字里，流程会读错几个？",
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
        "The network has learned from strings of one to five digits. Now voices that it knows say eight, "
        "without noise. How many digits does it write, on average?",
        "网络是用一到五位的数字串训练的。现在由它熟悉的嗓音念八位，没有噪声。它平均会写出几个数字？",
    ),
    Number(0, 12, unit=("digits", "个")),
)
