"""What a learner guesses before it is measured."""

from collections.abc import Sequence

from course_lib.kit.practice.guess import Choice, Guess, Number

seven_of_ten = Guess(
    __name__,
    "seven_of_ten",
    ("Seven words of ten", "十个词对七个"),
    (
        "Each word is right with probability .7, by a coin of its own, and all lengths are right. What is "
        "the BLEU of the 500 lines?",
        "每个词各抛一次硬币，以 0.7 的概率正确，长度也都对。这 500 行的 BLEU 是多少分？",
    ),
    Number(0, 100, unit=("points", "分")),
    claim=lambda score: 35 < score < 48,
)

one_digit = Guess(
    __name__,
    "one_digit",
    ("One wrong digit in each number", "每个数错一位"),
    (
        "In each of the 400 numbers one digit is wrong, so that no number is right. What is the BLEU?",
        "400 个数，每个都错一位，没有一个数是对的。BLEU 是多少分？",
    ),
    Number(0, 100, unit=("points", "分")),
    claim=lambda score: 35 < score < 60,
)

by_characters = Guess(
    __name__,
    "by_characters",
    ("The same outputs, by characters", "同样的输出，按字符算"),
    (
        "By words, beam search is ahead of greedy. What do the same outputs say, cut into characters?",
        "按词算，束搜索比贪心搜索高。同样的输出，按字符切开再算，会怎样？",
    ),
    Choice(
        ("beam search is ahead, by more", "还是束搜索高，高得更多"),
        ("beam search is ahead, by less", "还是束搜索高，高得少些"),
        ("greedy is ahead", "贪心搜索高"),
        ("one is ahead with one seed, the other with the other", "一个种子束搜索高，另一个种子贪心搜索高"),
    ),
    claim=lambda option: option == 2,
)


def ahead(now: Sequence[float], before: Sequence[float]) -> int:
    """Which of the options of `by_characters` it is, from beam search's lead with each seed."""
    if all(lead < 0 for lead in now):
        return 2
    if not all(lead > 0 for lead in now):
        return 3
    return int(sum(now) <= sum(before))
