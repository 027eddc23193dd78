"""Clipped n-gram matches (Papineni et al. 2002, section 2.1)."""

import random
from collections import Counter

from course_lib.kit.practice.exercise import exercise


def _drawn(seed: int, n: int) -> tuple:
    """A candidate and up to three references, from three letters, so that most n-grams come repeatedly."""
    draw = random.Random(seed)
    words = ["".join(draw.choices("abc", k=draw.randrange(4, 9))) for _ in range(draw.randrange(2, 5))]
    return words[0], words[1:], n


@exercise(
    "core",
    minutes=5,
    title=("clipped matches", "截断后的匹配数"),
    statement=(
        "How many n-grams of a candidate do its references confirm? Count how often an n-gram stands in each "
        "of the references, and take the largest of these counts. More often than that it does not count: it "
        "is **clipped**. Write `clipped(candidate, references, n)`; it returns two whole numbers: the "
        "clipped "
        "matches, and how many n-grams the candidate has at all (none if it is shorter than n). `candidate` "
        "is a string or a list of tokens, `references` a list of such.\n\n"
        "    clipped('aaaab', ['ab', 'aacc'], 1)  ->  (3, 5)    a is allowed twice, b once\n"
        "    clipped('aaaab', ['ab', 'aacc'], 2)  ->  (2, 4)    aa counts once of three times, ab once\n"
        "    clipped('aaaab', ['ab', 'aacc'], 6)  ->  (0, 0)",
        "候选译文的 n元语法里，有多少能在参考译文中找到？同一个 n元语法在候选译文里不管出现多少次，"
        "都按一个上限计数：先数它在每份参考译文里各出现几次，取其中最多的那个。这叫**截断**。"
        "写一个函数 `clipped(candidate, references, n)`，返回两个整数：截断后的匹配数，"
        "以及候选译文一共有多少个 n元语法（长度不足 n 就是 0 个）。"
        "`candidate` 是字符串或词元列表，`references` 是由它们组成的列表。\n\n"
        "    clipped('aaaab', ['ab', 'aacc'], 1)  ->  (3, 5)    a 最多算两次，b 一次\n"
        "    clipped('aaaab', ['ab', 'aacc'], 2)  ->  (2, 4)    aa 有三个，只算一个；ab 一个\n"
        "    clipped('aaaab', ['ab', 'aacc'], 6)  ->  (0, 0)",
    ),
    hints=[
        (
            "First a small function that counts the n-grams of one sequence. A list cannot be a key, a "
            "tuple can: `Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))`, with "
            "`from collections import Counter`.",
            "先写一个小函数，数出一个序列的 n元语法。列表不能当键，元组可以：`Counter(tuple(tokens[i : i + "
            "n]) for i in range(len(tokens) - n + 1))`，前面加上 `from collections import Counter`。",
        ),
        (
            "Two Counters know the rest: `a | b` keeps the larger count of each key, `a & b` the smaller. "
            "Which of the two belongs between references, which between candidate and references?",
            "两个 Counter 之间：`a | b` 对每个键取较大的次数，`a & b` 取较小的。"
            "参考译文之间用哪一个？候选译文和参考译文之间用哪一个？",
        ),
        (
            "Begin with `allowed = Counter()`, then `allowed |= ngrams(reference)` for each reference. The "
            "answer is `(ngrams(candidate) & allowed).total()` and `ngrams(candidate).total()`.",
            "从 `allowed = Counter()` 开始，对每份参考译文做 `allowed |= ngrams(reference)`。"
            "答案就是 `(ngrams(candidate) & allowed).total()` 和 `ngrams(candidate).total()`。",
        ),
    ],
    cases=[
        ("aaaab", ["ab", "aacc"], 1),
        ("aaaab", ["ab", "aacc"], 2),
        (["the"] * 7, [["the", "cat", "is", "on", "the", "mat"], ["the", "mat"]], 1),
        ("ABBCD", ["ABCDEF"], 2),
        ("aaaab", ["ab", "aacc"], 6),
        ("ab", ["ab", "abcd"], 4),
        *[_drawn(seed, 1 + seed % 4) for seed in range(12)],
    ],
    distractors=(
        "        allowed += ngrams(reference)",
        "    return found.total(), len(candidate)",
    ),
)
def clipped(candidate, references, n):
    def ngrams(tokens):
        return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))

    allowed = Counter()  # the largest count that any one reference has
    for reference in references:
        allowed |= ngrams(reference)
    found = ngrams(candidate)
    return (found & allowed).total(), found.total()


_solved = clipped.solve


def _pieces(tokens, n):
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


def _total(candidate, n):
    return len(_pieces(candidate, n))


@clipped.wrong(
    "You ask of each n-gram whether a reference has it, however often it was counted before. So “the the the "
    "the” gets full marks. Clip: not more often than the reference has it.",
    "你只问参考译文里有没有这个 n元语法，不管它已经算过几次。这样“the the the the”就能得满分。"
    "要截断：不能超过它在参考译文里出现的次数。",
)
def not_clipped(candidate, references, n):
    known = {piece for reference in references for piece in _pieces(reference, n)}
    return sum(piece in known for piece in _pieces(candidate, n)), _total(candidate, n)


@clipped.wrong(
    "You add up the counts of all references. Then a few references that each have one “the” allow several. "
    "Take the largest count of any one reference.",
    "你把各份参考译文的次数加了起来。几份参考译文各有一个“the”，就允许好几个了。"
    "应看各份参考译文里各出现几次，取最大的那个。",
)
def sum_of_the_references(candidate, references, n):
    allowed = Counter(piece for reference in references for piece in _pieces(reference, n))
    return (Counter(_pieces(candidate, n)) & allowed).total(), _total(candidate, n)


clipped.wrong(
    "You match with each reference by itself and keep the best of them. The limit is taken for each n-gram "
    "alone: one may be confirmed by the first reference, another by the second.",
    "你是和每份参考译文分别匹配，再取最好的一份。上限要对每个 n元语法单独取："
    "这一个可以由第一份确认，那一个由第二份确认。",
    lambda candidate, references, n: max(_solved(candidate, [reference], n) for reference in references),
)
clipped.wrong(
    "You look at the first reference only. Use all of them: a word may be right in more ways than one.",
    "你只看了第一份参考译文。要用上全部：同一个意思可以有不止一种译法。",
    lambda candidate, references, n: _solved(candidate, references[:1], n),
)
clipped.wrong(
    "Candidate and reference are exchanged: you divide by the n-grams of the reference. That is recall. BLEU "
    "is built on precision: what share of the candidate is confirmed?",
    "候选译文和参考译文弄反了：你数的是参考译文的 n元语法总数，那是召回率。"
    "BLEU 用的是精确度：候选译文里有多大比例得到确认？",
    lambda candidate, references, n: _solved(references[0], [candidate], n),
)


@clipped.wrong(
    "You count each different n-gram once, as a set does. A repeated n-gram counts again, up to the limit, "
    "and in the total it counts each time.",
    "你像集合那样，把每种 n元语法只算一次。重复出现的也要算，直到上限；在总数里则每次都算。",
)
def each_kind_once(candidate, references, n):
    known = {piece for reference in references for piece in _pieces(reference, n)}
    return len(known & {*_pieces(candidate, n)}), len({*_pieces(candidate, n)})


clipped.wrong(
    "The matches are right, but the total counts each kind once. An n-gram that stands in the candidate "
    "three times is three n-grams.",
    "匹配数对了，但总数里每种只算了一次。同一个 n元语法在候选译文里出现三次，就是三个。",
    lambda candidate, references, n: (_solved(candidate, references, n)[0], len({*_pieces(candidate, n)})),
)


@clipped.wrong(
    "The total is right, but the matches count each kind once. A repeated n-gram matches again, up to "
    "its limit.",
    "总数对了，但匹配数里每种只算了一次。重复出现的 n元语法也要算，直到它的上限。",
)
def matches_of_kinds(candidate, references, n):
    known = {piece for reference in references for piece in _pieces(reference, n)}
    return len(known & {*_pieces(candidate, n)}), _total(candidate, n)


@clipped.wrong(
    "You compare place by place. An n-gram may stand anywhere in the reference: BLEU knows no positions.",
    "你是逐个位置比较的。n元语法在参考译文的哪里都可以：BLEU 不看位置。",
)
def place_by_place(candidate, references, n):
    rows = [_pieces(reference, n) for reference in references]
    pieces = enumerate(_pieces(candidate, n))
    return sum(any(row[i : i + 1] == [piece] for row in rows) for i, piece in pieces), _total(candidate, n)


clipped.wrong(
    "These are single tokens, whatever n is. An n-gram is n tokens that stand side by side.",
    "不管 n 是几，你数的都是单个词元。n元语法是相邻的 n 个词元。",
    lambda candidate, references, n: _solved(candidate, references, 1),
)
clipped.wrong(
    "The last n-gram is missing. A sequence of 5 tokens has 4 bigrams: `range(len(tokens) - n + 1)`.",
    "漏掉了最后一个 n元语法。5 个词元有 4 个 2元语法：`range(len(tokens) - n + 1)`。",
    lambda candidate, references, n: _solved(candidate[:-1], [reference[:-1] for reference in references], n),
)
clipped.wrong(
    "The total becomes negative when the candidate is shorter than n. It has no such n-gram: 0.",
    "候选译文的长度不足 n 时，你的总数成了负数。这时一个都没有：应为 0。",
    lambda candidate, references, n: (_solved(candidate, references, n)[0], len(candidate) - n + 1),
)


@clipped.wrong(
    "That is the quotient. Return both numbers: a corpus adds them up over all sentences before it divides.",
    "这是两者的商。请返回两个数：在整个语料上，要先把它们各自加起来再相除。",
)
def divided(candidate, references, n):
    matches, total = _solved(candidate, references, n)
    return matches / total if total else 0.0
