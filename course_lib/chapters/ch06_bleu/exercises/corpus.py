"""BLEU of a corpus: add up first, divide once."""

import math
import random

from course_lib.kit.practice.exercise import exercise

from .sentences import garbled, statistics


def _drawn(seed: int, orders: int) -> tuple:
    draw = random.Random(seed)
    texts = ["".join(draw.choices("abcdef", k=draw.randrange(6, 14))) for _ in range(draw.randrange(2, 5))]
    return ([statistics(garbled(draw, text, draw.randrange(3)), text, orders) for text in texts],)


@exercise(
    "build",
    minutes=7,
    title=("the score of a test set", "整个测试集的分数"),
    statement=(
        "Write `corpus_bleu(stats)`. `stats` holds for each sentence `(matches, totals, c, r)`: a list of "
        "clipped matches and a list of n-gram totals, for n = 1, 2, … up to N, the length of these lists; "
        "the "
        "length of the candidate; the closest reference length. **First add up over all sentences**: the "
        "matches and the totals of each order n, c, and r. Then p_n = matches / totals, and the score, from "
        "0 to 100, is\n\n"
        "    100 · BP · (p_1 · p_2 · … · p_N)^(1/N)      BP = 1 if c > r, else exp(1 − r/c)\n\n"
        "It is 0 if any order has no match at all.\n\n"
        "    corpus_bleu([([2, 1], [2, 1], 2, 2), ([3, 0], [8, 7], 8, 8)])  ->  25.0\n"
        "    p_1 = 5/10, p_2 = 1/8, BP = 1: the square root of 1/16. The sentences alone have 100 and 0",
        "写一个函数 `corpus_bleu(stats)`。`stats` 里每个句子是一组 `(matches, totals, c, r)`："
        "n = 1、2、……直到 N 的截断匹配数列表和 n元语法总数列表（N 等于列表的长度）、候选译文的长度、"
        "最接近的参考译文长度。**先把所有句子的加起来**：每一阶 n 的匹配数和总数分别相加，c 和 r 也各自相加。"
        "然后 p_n = 匹配数 / 总数，分数（0 到 100）是\n\n"
        "    100 · BP · (p_1 · p_2 · … · p_N)^(1/N)      c > r 时 BP = 1，否则 BP = exp(1 − r/c)\n\n"
        "只要有一阶完全没有匹配，分数就是 0。\n\n"
        "    corpus_bleu([([2, 1], [2, 1], 2, 2), ([3, 0], [8, 7], 8, 8)])  ->  25.0\n"
        "    p_1 = 5/10，p_2 = 1/8，BP = 1：1/16 的平方根。单独看，两句各得 100 和 0",
    ),
    hints=[
        (
            "Three steps: add up; return 0.0 if an order has no match; the formula, with sums in it.",
            "分三步：相加；有一阶没有匹配就返回 0.0；把各个和代入公式。",
        ),
        (
            "`all_matches, all_totals, cs, rs = zip(*stats)` turns the rows into columns. The same once more "
            "gives the sums of each order: `[sum(column) for column in zip(*all_matches)]`.",
            "`all_matches, all_totals, cs, rs = zip(*stats)` 把行变成列。再用一次就得到各阶的和："
            "`[sum(column) for column in zip(*all_matches)]`。",
        ),
        (
            "With the sums in `matches` and `totals`: `logs = [math.log(m / t) for m, t in zip(matches, "
            "totals)]`; the geometric mean is `math.exp(sum(logs) / len(logs))`.",
            "设和在 `matches` 与 `totals` 里：`logs = [math.log(m / t) for m, t in zip(matches, totals)]`；"
            "几何平均是 `math.exp(sum(logs) / len(logs))`。",
        ),
    ],
    cases=[
        ([([2, 1], [2, 1], 2, 2), ([3, 0], [8, 7], 8, 8)],),
        ([([4, 3], [5, 4], 5, 6)],),
        ([([4, 3, 1, 0], [5, 4, 3, 2], 5, 6)],),
        ([([2, 1, 0, 0], [2, 1, 0, 0], 2, 2)],),
        ([([3, 2], [4, 3], 4, 9), ([6, 5], [7, 6], 7, 4)],),
        ([([5, 3], [8, 7], 8, 5), ([2, 1], [3, 2], 3, 4)],),
        *[_drawn(seed, orders) for seed, orders in enumerate([1, 2, 2, 3, 3, 4, 4, 4])],
    ],
    distractors=(
        "    penalty = math.exp(min(0, 1 - sum(cs) / sum(rs)))",
        "    return 100 * penalty * sum(logs) / len(logs)",
    ),
)
def corpus_bleu(stats):
    all_matches, all_totals, cs, rs = zip(*stats, strict=True)
    matches = [sum(column) for column in zip(*all_matches, strict=True)]  # (N,)
    totals = [sum(column) for column in zip(*all_totals, strict=True)]  # (N,)
    if 0 in matches:
        return 0.0
    logs = [math.log(m / t) for m, t in zip(matches, totals, strict=True)]
    penalty = math.exp(min(0, 1 - sum(rs) / sum(cs)))
    return 100 * penalty * math.exp(sum(logs) / len(logs))


_solved = corpus_bleu.solve


def _sums(stats):
    """(precision of each order or 0, c, r), summed over the corpus."""
    matches, totals, cs, rs = zip(*stats, strict=True)
    sums = zip(map(sum, zip(*matches, strict=True)), map(sum, zip(*totals, strict=True)), strict=True)
    return [m / t if t else 0.0 for m, t in sums], sum(cs), sum(rs)


def _penalty(c, r):
    return math.exp(min(0, 1 - r / c))


corpus_bleu.wrong(
    "That is the mean of the sentences' scores. One short perfect sentence then weighs as much as a long "
    "one, and a sentence without a match in one order is worth nothing. Add up first, divide once.",
    "这是各句得分的平均。这样，一个完美的短句和一个长句同样重要；只要有一阶没匹配上，整句就一文不值。"
    "应当先加起来，最后只除一次。",
    lambda stats: sum(_solved([row]) for row in stats) / len(stats),
)


@corpus_bleu.wrong(
    "You take the precision of each sentence, and average those. Add up matches and totals over the corpus "
    "before you divide: then each n-gram has the same weight.",
    "你先算每句的精确度，再取平均。应当先在整个语料上把匹配数和总数加起来，再相除："
    "这样每个 n元语法的分量才相同。",
)
def mean_of_precisions(stats):
    shares = [[m / t if t else 0.0 for m, t in zip(row[0], row[1], strict=True)] for row in stats]
    means = [sum(column) / len(column) for column in zip(*shares, strict=True)]
    _, c, r = _sums(stats)
    return 100 * _penalty(c, r) * math.prod(means) ** (1 / len(means))


corpus_bleu.wrong(
    "The score is between 0 and 1. Asked for is the scale of 0 to 100: a paper's “BLEU 28.4” is on it, the "
    "formula of d2l is not.",
    "你的得分在 0 到 1 之间。要求的是 0 到 100：论文里的“BLEU 28.4”用的是它，d2l 的公式则是 0 到 1。",
    lambda stats: _solved(stats) / 100,
)


@corpus_bleu.wrong(
    "That is the arithmetic mean of the precisions. The geometric mean multiplies: one weak order pulls the "
    "score down, and an order without a match makes it 0.",
    "这是各阶精确度的算术平均。几何平均是相乘再开方：有一阶很弱，得分就会被拉低；"
    "有一阶没有匹配，得分就是 0。",
)
def arithmetic_mean(stats):
    shares, c, r = _sums(stats)
    return 100 * _penalty(c, r) * sum(shares) / len(shares)


@corpus_bleu.wrong(
    "The root is missing: you multiply the precisions and stop. The exponent is 1/N.",
    "没有开方：你把各阶精确度乘起来就停了。指数应为 1/N。",
)
def root_missing(stats):
    shares, c, r = _sums(stats)
    return 100 * _penalty(c, r) * math.prod(shares)


@corpus_bleu.wrong(
    "You always take the 4th root (or give each order the weight 1/4). Four orders are only a habit: here N "
    "is as long as the lists, and the exponent 1/N.",
    "你总是开四次方（或者给每一阶的权重都是 1/4）。四阶只是习惯：这里 N 等于列表的长度，指数是 1/N。",
)
def always_four_orders(stats):
    shares, c, r = _sums(stats)
    return 100 * _penalty(c, r) * math.prod(shares) ** (1 / 4)


@corpus_bleu.wrong(
    "You always go through four orders: a shorter list has no fourth place. N is as long as the lists are.",
    "你总是算到四阶，列表短的时候就没有第四个数了。N 等于列表的长度。",
)
def beyond_the_lists(stats):
    _ = [sum(row[0][n] for row in stats) for n in range(4)]
    return _solved(stats)


corpus_bleu.wrong(
    "You always count four orders, and those that the lists do not have stay 0. N is as long as the lists.",
    "你总是算四阶，列表里没有的那几阶就一直是 0。N 等于列表的长度。",
    lambda stats: _solved(stats) if len(stats[0][0]) == 4 else 0.0,
)


@corpus_bleu.wrong(
    "These are the exponents 1/2, 1/4, 1/8, … of d2l's formula. In BLEU as Papineni et al. "
    "defined it all orders weigh the same: 1/N.",
    "你用的是 d2l 的指数 1/2、1/4、1/8……。在 Papineni 等人定义的 BLEU 里，各阶权重相同：都是 1/N。",
)
def exponents_of_the_notes(stats):
    shares, c, r = _sums(stats)
    return 100 * _penalty(c, r) * math.prod(p ** (0.5**n) for n, p in enumerate(shares, 1))


@corpus_bleu.wrong(
    "The brevity penalty is missing: a corpus of outputs that stop too early would not lose anything.",
    "缺少简短惩罚：即使所有译文都停得太早，也不会扣分。",
)
def no_penalty(stats):
    shares, _, _ = _sums(stats)
    return 100 * math.prod(shares) ** (1 / len(shares))


@corpus_bleu.wrong(
    "c and r are exchanged in the penalty: you punish what is too long. c is the candidate's length, and "
    "small c must cost.",
    "惩罚项里的 c 和 r 弄反了：你扣的是太长的分。c 是候选译文的长度，c 小才要扣分。",
)
def penalty_upside_down(stats):
    shares, c, r = _sums(stats)
    return 100 * _penalty(r, c) * math.prod(shares) ** (1 / len(shares))


@corpus_bleu.wrong(
    "Your penalty is the mean of the sentences' penalties. c and r are sums over the corpus: a sentence "
    "that is too long may make up for one that is too short.",
    "你的惩罚项是各句惩罚的平均。c 和 r 都要在整个语料上相加：一句太长，可以抵消另一句太短。",
)
def penalty_by_sentence(stats):
    shares, _, _ = _sums(stats)
    penalties = [_penalty(c, r) for _, _, c, r in stats]
    return 100 * sum(penalties) / len(penalties) * math.prod(shares) ** (1 / len(shares))


@corpus_bleu.wrong(
    "You leave out the orders without a match. Then a word salad gains by having no 4-gram right. "
    "Unsmoothed BLEU is 0 there.",
    "你跳过了没有匹配的阶。这样，四元语法全错反而占了便宜。不加平滑的 BLEU 在这里是 0。",
)
def empty_orders_left_out(stats):
    shares, c, r = _sums(stats)
    found = [p for p in shares if p]
    return 100 * _penalty(c, r) * math.prod(found) ** (1 / len(found))


@corpus_bleu.wrong(
    "The logarithm of 0 stops you. If an order has no match, return 0.0 before you take logarithms.",
    "对 0 取对数出错了。只要有一阶没有匹配，在取对数之前就返回 0.0。",
)
def logarithm_of_zero(stats):
    shares, c, r = _sums(stats)
    return 100 * _penalty(c, r) * math.exp(sum(map(math.log, shares)) / len(shares))


@corpus_bleu.wrong(
    "An order without any n-gram divides by zero: all candidates were shorter than n. Without a match the "
    "score is 0.0, so ask for that first.",
    "有一阶连一个 n元语法都没有（所有译文都短于 n），于是除以了零。没有匹配得分就是 0.0，请先判断这一点。",
)
def division_by_zero(stats):
    matches, totals, _, _ = zip(*stats, strict=True)
    columns = zip(zip(*matches, strict=True), zip(*totals, strict=True), strict=True)
    _ = [sum(m) / sum(t) for m, t in columns]
    return _solved(stats)
