"""What a learner guesses before it is measured."""

from course_lib.kit.practice.guess import Curve, Guess, Number

one_context = Guess(
    __name__,
    "one_context",
    ("How long a list fits into one context?", "一个上下文向量装得下多长的一串？"),
    (
        "A model without attention translates lists of numbers from English to French. It has seen lists of "
        "1 to 8 in training. Of 100 new lists of 2, 4, 6 and 8 numbers, how many does it get right, all "
        "words?",
        "没有注意力的模型把一串数从英文译成法文，训练时见过 1 到 8 个数的串。2 个、4 个、6 个、8 个数的新串，"
        "每种 100 串，各有几串能全部写对？",
    ),
    Curve(0, 100, at=["2", "4", "6", "8"], axis=("numbers in a list", "一串里的个数"), unit=("of 100", "串")),
    claim=lambda right: right[0] > 90 and right[2] < 15 and right[3] < 5,
)

shuffled = Guess(
    __name__,
    "shuffled",
    ("The same weights, elsewhere", "同样的权重，换了位置"),
    (
        "Nothing is trained anew. At every step the weights are dealt out to the characters in random order. "
        "Of 100 characters of the answers, how many still come out right?",
        "不重新训练。每一步都把权重打乱，随机分给各个字符。写出的每 100 个字符里，还有几个是对的？",
    ),
    Number(0, 100, unit=("of 100", "个（共 100 个）")),
    claim=lambda right: 25 < right < 65,
)

pointed = Guess(
    __name__,
    "pointed",
    ("Does the largest weight lie on what matters?", "权重最大的，就是最要紧的吗？"),
    (
        "Of 100 steps that depend on the source, at how many does the largest weight lie on the very "
        "character whose replacement hurts most?",
        "在 100 个依赖源序列的步里，有几步，权重最大的字符恰好就是换掉以后影响最大的那个？",
    ),
    Number(0, 100, unit=("of 100", "步（共 100 步）")),
    claim=lambda same: 45 < same < 80,
)
