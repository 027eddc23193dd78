"""A score whose parts are right, and which is put together wrongly in two ways that people ship."""

from course_lib.kit.practice.exercise import exercise

from . import corpus
from .sentences import statistics as counts

score = corpus.corpus_bleu.solve  # by the name that the code has


@exercise(
    "repair",
    minutes=4,
    title=("a penalty for the wrong one", "该扣的没扣"),
    statement=(
        "**The symptoms.** A system that breaks off in the middle of each sentence gets no brevity penalty. "
        "One that goes on babbling does get it. And no system gets the number that sacrebleu reports.\n\n"
        "`report(candidates, references, counts, score)` shall return the BLEU of a test set. Two helpers "
        "are handed in, and both are right: `counts(candidate, reference)` gives `(matches, totals, c, r)` "
        "of one sentence, and `score(stats)` is your `corpus_bleu`. Find **two** faults, and repair them.",
        "**症状**：一个系统每句只写一半就停，却没有受到简短惩罚；另一个系统没完没了地往下写，"
        "反而受了罚。而且谁也得不到 sacrebleu 报的那个数。\n\n"
        "`report(candidates, references, counts, score)` 应当返回整个测试集的 BLEU。传进来的两个函数都没有"
        "毛病：`counts(candidate, reference)` 给出一句的 `(matches, totals, c, r)`，`score(stats)` 就是你的 "
        "`corpus_bleu`。毛病有**两处**，请找出来修好。",
    ),
    hints=[
        (
            "Print `row` for a candidate of two words and a reference of four. Which length is c?",
            "候选译文两个词，参考译文四个词，把 `row` 打印出来。哪个长度是 c？",
        ),
        (
            "How often does the code divide? BLEU adds first, and divides once.",
            "这段代码除了几次？BLEU 是先加起来，只除一次。",
        ),
        (
            "Collect `counts(candidate, reference)` of all sentences in one list, and score that list once.",
            "把所有句子的 `counts(candidate, reference)` 收进一个列表，只给这个列表打一次分。",
        ),
    ],
    cases=[
        (["abcde"], ["abcdefghij"], counts, score),
        (["abcdefgh", "fedcba"], ["abcdefghij", "fedcbaabc"], counts, score),
        (["abcdefghijkl", "ghijkl"], ["abcdefgh", "ghijklabcd"], counts, score),
        (["aabbccdd"], ["aabbccddee"], counts, score),
        (["abcdxx", "abcdef", "efghab"], ["abcdef", "abcdefgh", "xefghaby"], counts, score),
        (["abcd", "abcdefx"], ["abcdefgh", "abcdef"], counts, score),
    ],
    broken=(
        """
        def report(candidates, references, counts, score):
            scores = []
            for candidate, reference in zip(candidates, references, strict=True):
                row = counts(reference, candidate)
                scores.append(score([row]))
            return sum(scores) / len(scores)
        """,
        "So far it is the code as it came. Print `row` for a short candidate and a long reference.",
        "现在还是原来的代码。拿一句短的候选译文和一句长的参考译文，把 `row` 打印出来看看。",
    ),
)
def report(candidates, references, counts, score):
    stats = []
    for candidate, reference in zip(candidates, references, strict=True):
        stats.append(counts(candidate, reference))
    return score(stats)


def _rows(candidates, references, counts):
    return [counts(*pair) for pair in zip(candidates, references, strict=True)]


report.wrong(
    "Candidate and reference stand in the right order now. But it is still a mean of sentence scores: "
    "collect the counts of all sentences, and score them once.",
    "候选译文和参考译文的顺序对了。但还是各句得分的平均：要把所有句子的计数收在一起，只打一次分。",
    lambda candidates, references, counts, score: (
        sum(score([row]) for row in _rows(candidates, references, counts)) / len(candidates)
    ),
)
report.wrong(
    "The counts are added up now. But candidate and reference are still exchanged: what the reference "
    "has too much is punished. `counts` takes the candidate first.",
    "计数已经加在一起了。但是候选译文和参考译文还是反的，扣的是参考译文多出来的分。`counts` 先收候选译文。",
    lambda candidates, references, counts, score: score(_rows(references, candidates, counts)),
)
report.wrong(
    "That is the score of the last sentence alone: the list must be made once, before the loop.",
    "这只是最后一句的得分：列表要在循环之前建一次。",
    lambda candidates, references, counts, score: score(_rows(candidates[-1:], references[-1:], counts)),
)
report.wrong(
    "You add up the sentences' scores. A test set is scored once, from the counts of all.",
    "你把各句的得分加了起来。整个测试集只打一次分，用所有句子的计数。",
    lambda candidates, references, counts, score: sum(
        score([row]) for row in _rows(candidates, references, counts)
    ),
)
