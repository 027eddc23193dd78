"""What a learner guesses before it is measured."""

from course_lib.kit.practice.guess import Choice, Curve, Guess

cost = Guess(
    __name__,
    "cost",
    ("Which sentence costs more?", "哪一句更贵？"),
    (
        "The byte pieces were learnt from English. Which sentence takes more of them: the English one, with "
        "34 characters, or the Chinese one, with 9?",
        "这些字节块是从英文里学来的。哪一句要用更多的块？英文那句有 34 个字符，中文那句有 9 个字。",
    ),
    Choice(
        ("the English one: at least 1.5 times as many", "英文那句多，至少多一半"),
        ("about as many: neither has 1.5 times as many", "差不多，谁也没有比谁多一半"),
        ("the Chinese one: at least 1.5 times as many", "中文那句多，至少多一半"),
    ),
    claim=lambda option: option == 2,
)


def dearer(english: int, chinese: int) -> int:
    """Which of the options of `cost` these two counts of tokens are."""
    return 0 if english >= 1.5 * chinese else 2 if chinese >= 1.5 * english else 1


padding = Guess(
    __name__,
    "padding",
    ("What does padding take?", "填充占掉多少？"),
    (
        "18,000 pairs in random order. Of 100 places in the batches, how many are padding, if a batch has "
        "2, 8, 64, or 512 pairs?",
        "18,000 个句对，随机排列。每批 2 对、8 对、64 对、512 对时，各批的每 100 个位置里，有几个是填充？",
    ),
    Curve(
        0,
        100,
        at=["2", "8", "64", "512"],
        axis=("pairs in a batch", "每批句对数"),
        unit=("of 100", "个"),
    ),
    claim=lambda shares: shares[0] < 0.6 * shares[2] and shares[3] < 1.1 * shares[2],
)
