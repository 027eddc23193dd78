"""Guesses: what the learner expects of a model that was just trained, when it is treated badly."""

from course_lib.kit.practice.guess import Choice, Curve, Guess, Number

OF_100 = ("of 100", "个")

too_long = Guess(
    __name__,
    "too_long",
    ("how far does it reach?", "它能走多远？"),
    (
        "100 new numbers with 5 digits, 100 with 6, and so on. How many of each hundred does your model get "
        "right?",
        "5 位的新数 100 个，6 位的 100 个，依此类推。每一百个里，你的模型能对几个？",
    ),
    Curve(0, 100, at=["5", "6", "7", "8"], axis=("digits", "位数"), unit=OF_100),
    claim=lambda right: right[0] > 70 and right[3] < 20,
)

planted = Guess(
    __name__,
    "planted",
    ("after one wrong digit", "错了一位之后"),
    (
        "100 new numbers with 6 digits. The second digit is replaced by a wrong one, then the model goes on. "
        "In how many is everything after it right, from the third digit to the end?",
        "100 个六位的新数。第二位换成错的，再让模型接着写。从第三位到结尾全对的，有几个？",
    ),
    Number(0, 100, unit=OF_100),
    claim=lambda right: right < 30,
)

unknown = Guess(
    __name__,
    "unknown",
    ("two unknown words", "两个没见过的字"),
    (
        "What does the model answer to “seven dozen”, and then to “seven gross”?",
        "问它“七打”，再问它“七亿”，模型怎么回答？",
    ),
    Choice(
        ("nothing: it stops with an error", "不回答：程序报错"),
        ("two different numbers", "两个不同的数"),
        ("the same number twice, but not 7", "两次都是同一个数，但不是 7"),
        ("7 both times: it skips the word that it does not know", "两次都是 7：不认识的字就跳过"),
    ),
    claim=lambda option: option == 2,
)


def option_of(answers: list[str]) -> int:
    """Which of the options of `unknown` these two answers are."""
    first, second = answers
    return 1 if first != second else 3 if first == "7" else 2
