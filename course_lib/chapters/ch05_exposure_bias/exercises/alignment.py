"""Edit alignment: what was recovered, though it stands in another column."""

from collections import Counter
from difflib import SequenceMatcher
from functools import cache

from course_lib.kit.practice.exercise import exercise


@exercise(
    "stretch",
    minutes=15,
    title=("aligned, not column by column", "对齐再比较"),
    statement=(
        "The reference is 我喜欢自然语言处理, the output 我喜欢自动化处理. Compared column by column only "
        "4 characters are right, because the output is one shorter. But its last two are right as well; they "
        "only stand elsewhere. An **alignment** writes one below the other with gaps and leaves the order as "
        "it is. A replaced, an inserted and a left-out token are one **edit** each; equal tokens that face "
        "each other are a **match**.\n\n"
        "Write `aligned(output, gold)`. It returns two numbers: the fewest edits that an alignment can have, "
        "and how many matches it has. If several have the fewest edits, take the one with the most "
        "matches.\n\n"
        "    我 喜 欢 自 然 语 言 处 理\n"
        "    我 喜 欢 自 动 化 － 处 理    ->  (3, 6)\n\n"
        "    aligned('ab', 'ba')  ->  (2, 1)    replacing both would match nothing",
        "标准答案是“我喜欢自然语言处理”，输出是“我喜欢自动化处理”。逐列比较只对了 4 个字，因为输出少一个字。"
        "可是最后两个字其实也对，只是错开了一列。**对齐**是把两者上下写在一起，可以留空，顺序不变。"
        "替换、插入、遗漏一个词元各算一次**编辑**；上下相同就是一个**匹配**。\n\n"
        "写一个函数 `aligned(output, gold)`，返回两个数：对齐最少需要几次编辑，以及这时有几个匹配。"
        "如果编辑次数最少的对齐不止一种，取匹配最多的。\n\n"
        "    我 喜 欢 自 然 语 言 处 理\n"
        "    我 喜 欢 自 动 化 － 处 理    ->  (3, 6)\n\n"
        "    aligned('ab', 'ba')  ->  (2, 1)    如果替换两个，就没有匹配了",
    ),
    hints=[
        (
            "Solve it for the first i tokens of the output and the first j of the reference. The last column "
            "of such an alignment can only look in three ways.",
            "先对输出的前 i 个、标准答案的前 j 个词元求解。这样的对齐，最后一列只有三种可能。",
        ),
        (
            "The three ways: both last tokens face each other, from (i − 1, j − 1); the output's token faces "
            "a gap, from (i − 1, j); the reference's faces a gap, from (i, j − 1). If i or j is 0 there "
            "are i + j edits. Fill a dict `best[i, j]`, i and j growing.",
            "三种可能：两个末尾词元上下相对，来自 (i − 1, j − 1)；输出的词元对着空位，来自 (i − 1, j)；"
            "标准答案的词元对着空位，来自 (i, j − 1)。i 或 j 为 0 时，编辑次数是 i + j。"
            "让 i 和 j 从小到大，把结果填进字典 `best[i, j]`。",
        ),
        (
            "Keep the pair (edits, −matches). Python compares tuples from left to right, so `min` of the "
            "three ways takes the fewest edits first, then the most matches.",
            "保存一对数（编辑次数，−匹配数）。Python 从左到右比较元组，"
            "所以对三种可能取 `min`，就是先要编辑最少，再要匹配最多。",
        ),
    ],
    cases=[
        ("我喜欢自动化处理", "我喜欢自然语言处理"),
        ("cat", "cart"),
        ("kitten", "sitting"),
        ("ab", "ba"),
        ("xcat", "cat"),
        ("abcab", "bcabd"),
        ("bcbaa", "aabcd"),
        ("abc", "cba"),
        ("aaab", "baaa"),
        (["vingt", "-", "un"], ["vingt", "et", "un"]),
        ("", "cat"),
        ("cat", "cat"),
    ],
    distractors=(
        "                ways.append((edits, minus - 1) if same else (edits, minus))",
        "            best[i, j] = max(ways)",
    ),
)
def aligned(output, gold):
    best = {}  # best[i, j]: (edits, -matches) of output[:i] and gold[:j]
    for i in range(len(output) + 1):
        for j in range(len(gold) + 1):
            ways = [(i + j, 0)]  # leave all out, insert all
            if i and j:
                same = output[i - 1] == gold[j - 1]
                edits, minus = best[i - 1, j - 1]
                ways.append((edits, minus - 1) if same else (edits + 1, minus))
                for edits, minus in (best[i - 1, j], best[i, j - 1]):
                    ways.append((edits + 1, minus))
            best[i, j] = min(ways)
    edits, minus = best[len(output), len(gold)]
    return edits, -minus


def _search(output, gold, replaced=1, at_the_edge=1, key=lambda way: (way[0], -way[1])):
    """(edits, matches) of the alignment whose `key` is least."""

    @cache
    def best(i, j):
        if i == 0 or j == 0:
            return (i + j) * at_the_edge, 0
        same = output[i - 1] == gold[j - 1]
        edits, matches = best(i - 1, j - 1)
        ways = [(edits, matches + 1) if same else (edits + replaced, matches)]
        ways += [(edits + 1, matches) for edits, matches in (best(i - 1, j), best(i, j - 1))]
        return min(ways, key=key)

    return best(len(output), len(gold))


@aligned.wrong(
    "You compare column by column. After one missing token everything behind it looks wrong: allow gaps.",
    "你是逐列比较的。少了一个词元，后面就全都看成错的了：要允许空位。",
)
def by_column(output, gold):
    matches = sum(o == g for o, g in zip(output, gold, strict=False))
    return max(len(output), len(gold)) - matches, matches


aligned.wrong(
    "A replacement costs you two edits, one for leaving out and one for inserting. Here it is a single edit.",
    "一次替换你算了两次编辑（先删再插）。这里替换只算一次。",
    lambda output, gold: _search(output, gold, replaced=2),
)


@aligned.wrong(
    "You count which tokens both have, in whatever order. An alignment keeps the order: matches may not "
    "cross.",
    "你只数了两边共有哪些词元，不管顺序。对齐不能打乱顺序：匹配之间不能交叉。",
)
def in_any_order(output, gold):
    matches = (Counter(output) & Counter(gold)).total()
    return max(len(output), len(gold)) - matches, matches


aligned.wrong(
    "At the start your gaps are free. Against an empty sequence each token is an edit: i + j of them.",
    "你在开头留空位不算编辑。和空序列对齐时，每个词元都是一次编辑：一共 i + j 次。",
    lambda output, gold: _search(output, gold, at_the_edge=0),
)
aligned.wrong(
    "The edits are right. But among alignments with equally few edits you take one with fewer matches.",
    "编辑次数对了。但在编辑次数同样少的对齐里，你取的那一种匹配较少。",
    lambda output, gold: _search(output, gold, key=lambda way: way),
)
aligned.wrong(
    "You look for the most matches and pay for them with extra edits. Fewest edits first; matches only "
    "decide between equals.",
    "你先追求匹配最多，为此多花了编辑。应当先让编辑最少，相同时才比匹配。",
    lambda output, gold: _search(output, gold, key=lambda way: (-way[1], way[0])),
)


@aligned.wrong(
    "`difflib` takes the longest common block first, then what is left on both sides. That reads well, but "
    "it does not always need the fewest edits.",
    "`difflib` 先取最长的公共片段，再处理两边剩下的。这样看着顺眼，但编辑次数未必最少。",
)
def longest_block(output, gold):
    edits = matches = 0
    for tag, i, end, j, stop in SequenceMatcher(None, output, gold, autojunk=False).get_opcodes():
        if tag == "equal":
            matches += end - i
        else:
            edits += max(end - i, stop - j)
    return edits, matches
