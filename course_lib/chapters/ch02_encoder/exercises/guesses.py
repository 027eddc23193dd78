"""What a learner guesses before it is measured."""

from collections.abc import Collection

from course_lib.kit.practice.guess import Choice, Curve, Guess, Number

alone = Guess(
    __name__,
    "alone",
    ("What does the bug cost?", "这个错误的代价有多大？"),
    (
        "The model with the bug was trained with 4 PADs behind a sentence, on average. A user types one "
        "sentence, so there are no PADs. How many of 100 numbers does it translate right?",
        "带着错误的模型，训练时每句后面平均有 4 个 PAD。用户只输入一句话，后面没有 PAD。"
        "100 个数里，它能译对几个？",
    ),
    Number(0, 100, unit=("of 100", "个")),
    claim=lambda right: right < 50,
)

kept = Guess(
    __name__,
    "kept",
    ("Which letters can be read from the context?", "上下文向量里读得出哪些字母？"),
    (
        "A trained GRU of 128 units has read 16 letters and must write them down. Of 100 strings, in how "
        "many does the probe read the 1st letter right, the 5th, the 9th, the 13th, the 16th? A blind guess "
        "gets 10.",
        "训练好的 GRU 有 128 维，读完 16 个字母，马上要照着写出来。100 个字符串里，"
        "探针能读对几个串的第 1 个字母？第 5、第 9、第 13、第 16 个呢？瞎猜能对 10 个。",
    ),
    Curve(
        0,
        100,
        at=["1", "5", "9", "13", "16"],
        axis=("position of the letter", "字母的位置"),
        unit=("of 100", "个"),
    ),
    claim=lambda read: read[0] > 90 and max(read[1:4]) + 5 < read[4] < 80,
)

cells = Guess(
    __name__,
    "cells",
    ("Who still knows the first letter?", "谁还记得第一个字母？"),
    (
        "One letter, then 20 others, and then the question: what was the first? Each network trains 800 "
        "steps, with the weights that PyTorch gives it. Which learn it?",
        "先读一个字母，再读 20 个别的，然后问：第一个是什么？每种网络都用 PyTorch 的初始权重，训练 800 步。"
        "哪些学得会？",
    ),
    Choice(
        ("none of them", "都学不会"),
        ("the GRU alone", "只有 GRU"),
        ("the LSTM alone", "只有 LSTM"),
        ("GRU and LSTM, but not the plain RNN", "GRU 和 LSTM 会，普通 RNN 不会"),
        ("all three", "三种都会"),
    ),
    claim=lambda option: option == 1,
)
_OPTIONS = [set(), {"gru"}, {"lstm"}, {"gru", "lstm"}, {"rnn", "gru", "lstm"}]


def learned_by(names: Collection[str]) -> int:
    """Which of the options of `cells` these are."""
    return _OPTIONS.index(set(names))
