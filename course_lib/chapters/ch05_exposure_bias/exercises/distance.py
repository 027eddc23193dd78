"""How likely an error is, by distance from the first one."""

from itertools import accumulate
from operator import and_

from course_lib.kit.practice.exercise import exercise


@exercise(
    "core",
    minutes=8,
    title=("after the first error", "第一个错误之后"),
    statement=(
        "Does one error drag the next behind it? Write `by_distance(outputs, golds)`. Row by row, an output "
        "and its reference are equally long strings; compare them place by place. Rows without an error are "
        "left out. In the others the first error has distance 0, the place behind it distance 1, and so "
        "on.\n\n"
        "Return a list: at distance 1, 2, 3, …, what share of the places is wrong? The share is of those "
        "rows that reach so far. Stop at the largest distance that any row reaches; if none reaches 1, the "
        "list is empty.\n\n"
        "    by_distance(['axcd', 'abxy', 'abcd'], ['abcd', 'abcd', 'abcd'])  ->  [0.5, 0.0]\n"
        "    axcd: first error at 1; distance 1 (c) right, distance 2 (d) right\n"
        "    abxy: first error at 2; distance 1 (y) wrong; it reaches no further\n"
        "    abcd: no error, left out",
        "一个错误会不会带出下一个？写一个函数 `by_distance(outputs, golds)`。每一行的输出和标准答案都是"
        "一样长的字符串，逐个位置比较。没有错误的行不算。在其余的行里，第一个错误的距离是 0，"
        "后面一个位置的距离是 1，依此类推。\n\n"
        "返回一个列表：距离为 1、2、3……的位置，有多大比例是错的？分母只算够得到这个距离的行。"
        "到任何一行所能达到的最大距离为止；如果没有一行够得到距离 1，就返回空列表。\n\n"
        "    by_distance(['axcd', 'abxy', 'abcd'], ['abcd', 'abcd', 'abcd'])  ->  [0.5, 0.0]\n"
        "    axcd：第一个错误在下标 1；距离 1（c）对，距离 2（d）对\n"
        "    abxy：第一个错误在下标 2；距离 1（y）错；再远就没有了\n"
        "    abcd：没有错误，不算",
    ),
    hints=[
        (
            "First turn each row into a list of booleans, `True` where it is wrong. What comes behind the "
            "first `True`?",
            "先把每一行变成布尔值的列表，错的地方为 `True`。第一个 `True` 后面是什么？",
        ),
        (
            "`wrong.index(True)` is the place of the first error, `wrong[wrong.index(True) + 1 :]` is what "
            "follows. Collect these pieces from all rows that have an error.",
            "`wrong.index(True)` 是第一个错误的位置，`wrong[wrong.index(True) + 1 :]` 是后面的部分。"
            "把有错误的各行的这一段收集起来。",
        ),
        (
            "With the pieces in `after`, the rows that reach distance d + 1 are "
            "`[piece[d] for piece in after if len(piece) > d]`; its mean is one entry of the answer. "
            "`max(map(len, after), default=0)` says how many entries there are.",
            "设这些片段在 `after` 里，够得到距离 d + 1 的就是 `[piece[d] for piece in after if len(piece) > "
            "d]`，它的平均值是答案的一项。`max(map(len, after), default=0)` 是答案的项数。",
        ),
    ],
    cases=[
        (["axcd", "abxy", "abcd"], ["abcd"] * 3),
        (["axyd", "xbcd", "abcx", "abcd"], ["abcd"] * 4),
        (["xbyd", "axcx", "xyzd"], ["abcd"] * 3),
        (["xyc", "abcdeX", "aXYdeX"], ["abc", "abcdef", "abcdef"]),
        (["ab", "cd"], ["ab", "cd"]),
        (["abx"], ["abc"]),
    ],
    distractors=(
        "            after.append(wrong[wrong.index(True) :])",
        "        shares.append(sum(reached) / len(after))",
    ),
)
def by_distance(outputs, golds):
    after = []  # what follows the first error, True where it is wrong
    for output, gold in zip(outputs, golds, strict=True):
        wrong = [said != right for said, right in zip(output, gold, strict=True)]
        if True in wrong:
            after.append(wrong[wrong.index(True) + 1 :])
    shares = []
    for d in range(max(map(len, after), default=0)):
        reached = [piece[d] for piece in after if len(piece) > d]
        shares.append(sum(reached) / len(reached))
    return shares


def _wrong(outputs, golds):
    """Each row as booleans, True where it is wrong."""
    rows = zip(outputs, golds, strict=True)
    return [[o != g for o, g in zip(output, gold, strict=True)] for output, gold in rows]


def _after(rows):
    return [row[row.index(True) + 1 :] for row in rows if True in row]


def _counts(pieces):
    """For each distance: (how many are wrong, how many reach it)."""
    longest = max(map(len, pieces), default=0)
    reached = [[piece[d] for piece in pieces if len(piece) > d] for d in range(longest)]
    return [(sum(places), len(places)) for places in reached]


def _shares(pieces):
    return [wrong / reached for wrong, reached in _counts(pieces)]


by_distance.wrong(
    "You sort by position in the sentence. Late positions are worse for many reasons; only the distance from "
    "the first error shows what that error does.",
    "你是按句子里的位置统计的。位置靠后更容易错，原因有很多；只有按离第一个错误的距离来看，"
    "才知道它带来了什么。",
    lambda outputs, golds: _shares(_wrong(outputs, golds))[1:],
)


@by_distance.wrong(
    "You divide by all rows that have an error. Some end before that distance: they cannot be wrong there, "
    "nor right.",
    "你除以了所有有错误的行。有些行还没到那个距离就结束了，在那里谈不上对错，不能算进分母。",
)
def divided_by_all_with_an_error(outputs, golds):
    after = _after(_wrong(outputs, golds))
    return [wrong / len(after) for wrong, _ in _counts(after)]


by_distance.wrong(
    "You divide by all rows, those without an error too. The question is what happens after an error.",
    "你除以了全部的行，连没有错误的也算上了。要问的是出了错之后会怎样。",
    lambda outputs, golds: [wrong / len(outputs) for wrong, _ in _counts(_after(_wrong(outputs, golds)))],
)
by_distance.wrong(
    "Your list begins with the first error itself. It is wrong in every row, by definition: begin at "
    "distance 1.",
    "你的列表从第一个错误本身开始。按定义它在每一行都是错的：应当从距离 1 开始。",
    lambda outputs, golds: _shares([row[row.index(True) :] for row in _wrong(outputs, golds) if True in row]),
)


@by_distance.wrong(
    "Your list ends with distances that no row reaches. None of none is no share: stop where the last row "
    "ends.",
    "列表末尾有些距离没有一行够得到。0 个里的 0 个不能算比例：到最后一行结束的地方为止。",
)
def zeros_for_what_none_reaches(outputs, golds):
    shares = by_distance.solve(outputs, golds)
    return shares + [0.0] * (max(map(len, golds)) - 1 - len(shares))


by_distance.wrong(
    "After the first right token you count no more errors. A row may recover and err again: look at each "
    "place by itself.",
    "遇到第一个对的词元之后，你就不再数错误了。一行可能恢复后又出错：每个位置要单独看。",
    lambda outputs, golds: _shares(
        [list(accumulate(piece, and_)) for piece in _after(_wrong(outputs, golds))]
    ),
)
by_distance.wrong(
    "These are the shares of right tokens, the recovery. Asked for is the share of wrong ones.",
    "这是对的比例，也就是恢复了多少。要求的是错的比例。",
    lambda outputs, golds: [1 - share for share in by_distance.solve(outputs, golds)],
)


@by_distance.wrong(
    "You measure from every error. Only the first has a right prefix before it: measure from that one alone.",
    "你从每一个错误开始量距离。只有第一个错误之前的前缀是对的：只从它开始量。",
)
def from_every_error(outputs, golds):
    rows = _wrong(outputs, golds)
    return _shares([row[i + 1 :] for row in rows for i, wrong in enumerate(row) if wrong])
