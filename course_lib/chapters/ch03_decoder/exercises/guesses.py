"""What a learner guesses before it is measured."""

from course_lib.kit.practice.guess import Choice, Guess, Number

without_state = Guess(
    __name__,
    "without_state",
    ("A decoder without its own state", "没有自己的状态"),
    (
        "At every step the decoder gets the context again, in place of the state that it had. It is asked "
        "for *six thousand seven hundred and sixteen* in French. What will it write?",
        "每一步都重新给解码器上下文向量，代替它自己上一步的状态。要它用法文写 6716。它会写出什么？",
    ),
    Choice(
        ("the right number: the context says it all", "正确的数：上下文向量里什么都有"),
        ("one word, and then the end", "写一个词就结束"),
        ("the same few words, over and over", "来来回回总是那几个词"),
        ("words at random", "一串不相干的词"),
    ),
    claim=lambda option: option == 2,
)


def what_it_wrote(words: list[str], right: list[str]) -> int:
    """Which of the options of `without_state` this output is."""
    if words[: len(right)] == right:
        return 0
    if words[1:2] == ["<eos>"]:
        return 1
    return 2 if len(set(words)) <= 3 else 3


better_sentences = Guess(
    __name__,
    "better_sentences",
    ("Does greedy find the best sentence?", "贪心搜索找到的是最好的句子吗？"),
    (
        "Greedy writes 500 numbers. A wider search looks for sentences that the model itself finds more "
        "probable. For how many of the 500 does it find one?",
        "贪心搜索写了 500 个数。一种更宽的搜索去找模型自己认为概率更大的句子。500 个里，有几个找得到？",
    ),
    Number(0, 500, unit=("of 500", "个（共 500 个）")),
    claim=lambda found: 1 <= found < 50,
)
