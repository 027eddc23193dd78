"""What a learner guesses before it is measured."""

from collections.abc import Sequence

from course_lib.kit.practice.guess import Choice, Curve, Guess

without_places = Guess(
    __name__,
    "without_places",
    ("Who can do without positions?", "谁可以没有位置编码？"),
    (
        "Positions are taken away from one side of the model, then it is trained to copy strings. Which "
        "model still copies new strings?",
        "从模型的一边拿走位置编码，再训练它抄写字符串。哪个模型还能抄对新的字符串？",
    ),
    Choice(
        ("neither of the two", "两个都不行"),
        ("the one whose decoder has lost them, alone", "去掉解码器的能，去掉编码器的不能"),
        ("the one whose encoder has lost them, alone", "去掉编码器的能，去掉解码器的不能"),
        ("both", "两个都行"),
    ),
    claim=lambda which: which == 1,
)


def who_copies(decoder_without: Sequence[float], encoder_without: Sequence[float]) -> int:
    """Exact match of the two models, a value a seed -> the option that holds."""
    able = [min(shares) > 0.9 for shares in (decoder_without, encoder_without)]
    return able[0] + 2 * able[1]


longer = Guess(
    __name__,
    "longer",
    ("Longer than anything in training", "比训练时见过的都长"),
    (
        "A Transformer translates lists of numbers from English to French. The longest source in training "
        "had 23 tokens. Of 100 new lists with 15, 21, 23, 25 and 28 tokens, how many does it get right, all "
        "words?",
        "一个 Transformer 把一串数从英文译成法文，训练时最长的源序列有 23 个词元。15、21、23、25、28 个词元的"
        "新串，每种 100 串，各有几串能全部写对？",
    ),
    Curve(
        0,
        100,
        at=["15", "21", "23", "25", "28"],
        axis=("source tokens", "源序列的词元数"),
        unit=("of 100", "串"),
    ),
    claim=lambda right: right[0] > 95 and right[1] > 80 and right[3] < 10 and right[4] < 5,
)
