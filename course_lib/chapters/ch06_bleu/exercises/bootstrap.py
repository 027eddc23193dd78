"""The paired bootstrap (Koehn 2004): how often would A win on another test set like this one?"""

import random

from course_lib.kit.practice.exercise import exercise

from . import corpus
from .sentences import garbled, statistics

corpus_bleu = corpus.corpus_bleu.solve  # by the name that the learner's own has


def _draws(draw: random.Random, rows: int, sentences: int) -> list[list[int]]:
    return [draw.choices(range(sentences), k=sentences) for _ in range(rows)]


def _drawn(seed: int, orders: int, rows: int) -> tuple:
    """Two systems of about the same quality, both perfect on one sentence, so that some draws tie."""
    draw = random.Random(seed)
    texts = ["".join(draw.choices("abcdef", k=draw.randrange(6, 14))) for _ in range(5)]
    a, b = (
        [statistics(garbled(draw, text, min(i, 2)), text, orders) for i, text in enumerate(texts)]
        for _ in "ab"
    )
    return a, b, [[0] * 5, *_draws(draw, rows, 5)]


@exercise(
    "stretch",
    minutes=12,
    title=("luck of the test set?", "是不是碰巧"),
    statement=(
        "System A has a higher BLEU than B on this test set. Would it on another one? The paired bootstrap "
        "makes others: it draws as many sentences as there are, with replacement, and scores **both** "
        "systems on the same ones. Write `paired_bootstrap(stats_a, stats_b, draws)`. The statistics are "
        "those of `corpus_bleu`, sentence by sentence; each row of `draws` lists the indices of the drawn "
        "sentences, some of them several times. Return the share of the rows in which A's corpus score is "
        "above B's; a tie counts half. Use your `corpus_bleu`, or `ch06.corpus_bleu.solve`.\n\n"
        "    a = [([2], [2], 2, 2), ([1], [4], 4, 4)]\n"
        "    b = [([1], [2], 2, 2), ([2], [4], 4, 4)]\n"
        "    paired_bootstrap(a, b, [[0, 1], [0, 0], [1, 1], [0, 0]])  ->  0.625\n"
        "    A against B: 50 50, 100 50, 25 50, 100 50, so (½ + 1 + 0 + 1) / 4",
        "系统 A 在这个测试集上的 BLEU 比 B 高。换一个测试集还会这样吗？配对自助法自己造出别的测试集："
        "有多少句就有放回地抽多少句，让**两个**系统在同样的句子上评分。"
        "写一个函数 `paired_bootstrap(stats_a, stats_b, draws)`。统计量和 `corpus_bleu` 的一样，逐句给出；"
        "`draws` 的每一行是抽到的句子下标，有的会重复。返回 A 的语料得分高于 B 的行占多大比例，"
        "打平算一半。可以用你写的 `corpus_bleu`，也可以用 `ch06.corpus_bleu.solve`。\n\n"
        "    a = [([2], [2], 2, 2), ([1], [4], 4, 4)]\n"
        "    b = [([1], [2], 2, 2), ([2], [4], 4, 4)]\n"
        "    paired_bootstrap(a, b, [[0, 1], [0, 0], [1, 1], [0, 0]])  ->  0.625\n"
        "    A 对 B：50 比 50，100 比 50，25 比 50，100 比 50，所以是 (½ + 1 + 0 + 1) / 4",
    ),
    hints=[
        (
            "For one row: the drawn sentences of A as a list, those of B as a list, a score each. Compare.",
            "对一行来说：抽到的句子，A 的排成一个列表，B 的排成一个列表，各算一个得分，再比较。",
        ),
        (
            "`[stats_a[i] for i in row]` keeps repeated indices, as it should.",
            "`[stats_a[i] for i in row]` 会保留重复的下标，这正是我们要的。",
        ),
        (
            "In Python `(a > b) + (a == b) / 2` is 1, ½ or 0. Add it up over the rows, divide by "
            "`len(draws)`.",
            "在 Python 里，`(a > b) + (a == b) / 2` 等于 1、½ 或 0。各行加起来，除以 `len(draws)`。",
        ),
    ],
    cases=[
        (
            [([2], [2], 2, 2), ([1], [4], 4, 4)],
            [([1], [2], 2, 2), ([2], [4], 4, 4)],
            [[0, 1], [0, 0], [1, 1], [0, 0]],
        ),
        (
            [([3, 1], [4, 3], 4, 5), ([6, 5], [6, 5], 6, 6), ([2, 0], [5, 4], 5, 5)],
            [([4, 3], [5, 4], 5, 5), ([4, 1], [6, 5], 6, 6), ([2, 1], [3, 2], 3, 5)],
            [[0, 1, 2], [2, 2, 0], [1, 1, 0], [0, 2, 0], [1, 2, 2]],
        ),
        *[_drawn(seed, orders, 8) for seed, orders in ((1, 2), (2, 2), (3, 3), (4, 4))],
    ],
    distractors=(
        "        b = corpus_bleu([stats_b[i] for i in range(len(row))])",
        "        wins += a > b",
    ),
)
def paired_bootstrap(stats_a, stats_b, draws):
    wins = 0
    for row in draws:
        a = corpus_bleu([stats_a[i] for i in row])
        b = corpus_bleu([stats_b[i] for i in row])
        wins += (a > b) + (a == b) / 2
    return wins / len(draws)


_solved = paired_bootstrap.solve


def _scores(stats_a, stats_b, draws):
    """(A's score, B's score) of each row."""
    return [tuple(corpus_bleu([stats[i] for i in row]) for stats in (stats_a, stats_b)) for row in draws]


def _share(scores):
    return sum((a > b) + (a == b) / 2 for a, b in scores) / len(scores)


paired_bootstrap.wrong(
    "A tie counts as a win for A. Then a system would win against itself each time: count half.",
    "打平时，你算作 A 赢。这样，一个系统和自己比也次次都赢：应算一半。",
    lambda stats_a, stats_b, draws: sum(a >= b for a, b in _scores(stats_a, stats_b, draws)) / len(draws),
)
paired_bootstrap.wrong(
    "A tie counts as nothing, as if B had won. Count half, so that A's share and B's share add up to 1.",
    "打平时，你什么也没算，等于判 B 赢。应算一半，这样 A 和 B 的比例加起来才是 1。",
    lambda stats_a, stats_b, draws: sum(a > b for a, b in _scores(stats_a, stats_b, draws)) / len(draws),
)


@paired_bootstrap.wrong(
    "That is not paired: B is scored on the whole test set, A on the drawn sentences. Easy sentences that "
    "happen to be drawn must help both.",
    "这不是配对：B 用整个测试集评分，A 用抽到的句子评分。碰巧抽到容易的句子，两边应当同样受益。",
)
def b_on_the_whole_set(stats_a, stats_b, draws):
    whole = corpus_bleu(stats_b)
    return _share([(a, whole) for a, _ in _scores(stats_a, stats_b, draws)])


paired_bootstrap.wrong(
    "Repeated indices have got lost, as in a set. A sentence that was drawn twice counts twice: that is how "
    "one test set differs from another.",
    "重复的下标丢掉了，就像放进了集合。抽到两次的句子要算两次：各个测试集正是因此才不同。",
    lambda stats_a, stats_b, draws: _solved(stats_a, stats_b, [sorted({*row}) for row in draws]),
)


@paired_bootstrap.wrong(
    "You compare means of sentence scores. The claim is about corpus BLEU: score the drawn sentences "
    "together.",
    "你比的是各句得分的平均。要检验的是语料 BLEU：抽到的句子要放在一起算分。",
)
def means_of_sentences(stats_a, stats_b, draws):
    a, b = ([corpus_bleu([row]) for row in stats] for stats in (stats_a, stats_b))
    return _share([(sum(a[i] for i in row), sum(b[i] for i in row)) for row in draws])


@paired_bootstrap.wrong(
    "You count the sentences in which A is better. Many small wins can go with a lower corpus score: score "
    "each row as a whole.",
    "你数的是 A 在多少个句子上更好。小胜很多次，语料得分也可能更低：每一行要作为整体评分。",
)
def sentences_won(stats_a, stats_b, draws):
    pairs = [(stats_a[i], stats_b[i]) for row in draws for i in row]
    return _share([(corpus_bleu([a]), corpus_bleu([b])) for a, b in pairs])


paired_bootstrap.wrong(
    "The draws are not used: you score the whole test set each time and learn nothing about chance.",
    "没有用上 `draws`：每次评的都是整个测试集，看不出偶然性有多大。",
    lambda stats_a, stats_b, draws: _share([(corpus_bleu(stats_a), corpus_bleu(stats_b))]),
)
paired_bootstrap.wrong(
    "That is B's share. Asked for is how often A is above.",
    "这是 B 的比例。要求的是 A 高于 B 的比例。",
    lambda stats_a, stats_b, draws: 1 - _solved(stats_a, stats_b, draws),
)
paired_bootstrap.wrong(
    "That is the number of wins. Divide by the number of rows to get a share.",
    "这是赢的次数。要除以行数才是比例。",
    lambda stats_a, stats_b, draws: _solved(stats_a, stats_b, draws) * len(draws),
)
