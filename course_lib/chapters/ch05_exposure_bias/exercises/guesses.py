"""What a learner guesses before it is measured."""

from course_lib.kit.practice.guess import Choice, Curve, Guess, Number

after_gold = Guess(
    __name__,
    "after_gold",
    ("The right characters to read", "只给它读对的字"),
    (
        "Now the same model is given the right characters to read, one after the other, just as in training. "
        "It has read 我喜欢自 (*I like*, and *self*). What does it say next?",
        "现在换一种方式：和训练时一样，一步一步只给它读标准答案里的字。它读完“我喜欢自”，下一个字会说什么？",
    ),
    Choice(
        ("然: reading right characters, it is right", "然：读的是对的，写的也就对了"),
        ("动: the same mistake again", "动：还是同一个错"),
        ("another wrong character", "另一个错字"),
    ),
    claim=lambda option: option == 1,
)


def what_it_said(token: str) -> int:
    """Which of the options of `after_gold` this character is."""
    return {"然": 0, "动": 1}.get(token, 2)


after_error = Guess(
    __name__,
    "after_error",
    ("What follows the first error?", "第一个错之后"),
    (
        "A model writes its first wrong letter. Of 100 letters that come right after such an error, how many "
        "are wrong? And of those that come second, third, fourth, fifth after it?",
        "模型写出了第一个错字母。紧跟在后面的那个字母，100 个里有几个是错的？再往后，第二、第三、第四、"
        "第五个呢？",
    ),
    Curve(
        0,
        100,
        at=["1", "2", "3", "4", "5"],
        axis=("letters after the first error", "第一个错之后的第几个字母"),
        unit=("of 100", "个"),
    ),
    claim=lambda wrong: wrong[0] > 70 and min(wrong[1:]) > 10 and max(wrong[1:]) < 35,
)

gap_left = Guess(
    __name__,
    "gap_left",
    ("The gap of the control", "对照模型的差距"),
    (
        "From the second letter after the error on, the model of teacher forcing makes 16 more mistakes in "
        "100 letters on its own prefix than on the gold one. How many more does the control make, which "
        "read only its own letters in training?",
        "从错误之后的第二个字母数起，教师强制的模型读自己的前缀，比读标准前缀，每 100 个字母多错 16 个。"
        "对照模型在训练时只读自己写的字母。它会多错几个？",
    ),
    Number(-10, 40, unit=("more in 100", "个（每 100 个里多错的）")),
    claim=lambda more: 0 < more < 8,
)
