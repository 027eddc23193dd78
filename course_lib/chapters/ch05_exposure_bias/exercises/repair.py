"""A report that takes one shift for many errors."""

from course_lib.analysis.exposure import align
from course_lib.kit.practice.exercise import exercise


@exercise(
    "repair",
    minutes=4,
    title=("a report that sees cascades everywhere", "一份到处报告“连锁出错”的报告"),
    statement=(
        "**The symptom.** Of a model that now and then leaves out a token, the report says: an output with "
        "an "
        'error has 6.5 errors on average. "One slip, and all is lost!" Somebody reads the outputs. One '
        "letter is missing, and all that follows is right.\n\n"
        "    abcdefgh  came out as  acdefgh    the report says 7 errors; there is 1\n\n"
        "`errors_a_row(align, outputs, golds)` shall return how many errors an output with an error has, on "
        "average. `align(output, gold)` is the course's: a list of pairs (i, j). `output[i]` faces "
        "`gold[j]`; "
        "i is `None` where a token was left out, j is `None` where there is one too many. Each of these is "
        "one error, and so is a token that faces another one. Find the fault, and repair it. At least one "
        "output has an error.",
        "**症状**：有个模型偶尔会漏一个词元。报告里说，出错的输出，平均每个有 6.5 个错，“一步错，步步错！”"
        "可是有人去读了输出：只漏了一个字母，后面全对。\n\n"
        "    abcdefgh  写成了  acdefgh    报告说 7 个错，其实只有 1 个\n\n"
        "`errors_a_row(align, outputs, golds)` 应当返回：出了错的输出，平均每个有几个错。"
        "`align(output, gold)` 是课程的对齐，得到一列 (i, j)：`output[i]` 对着 `gold[j]`；漏了词元，i 是 "
        "`None`；"
        "多了词元，j 是 `None`。漏一个、多一个、对着的不一样，各算一个错。请找出毛病，把它修好。"
        "至少有一个输出是有错的。",
    ),
    hints=[
        (
            "Print the pairs that `zip` makes of acdefgh and abcdefgh. Which tokens face each other behind "
            "the gap?",
            "把 `zip` 给 acdefgh 和 abcdefgh 配成的对打印出来。空缺之后，谁对着谁？",
        ),
        (
            "Do not pair place with place. Let `align(output, gold)` pair them, and go along its pairs.",
            "不要按位置配对，让 `align(output, gold)` 来配，再沿着它给的对一个一个看。",
        ),
        (
            "`wrong = sum(i is None or j is None or output[i] != gold[j] for i, j in align(output, gold))`",
            "`wrong = sum(i is None or j is None or output[i] != gold[j] for i, j in align(output, gold))`",
        ),
    ],
    cases=[
        (align, ["acdefgh", "abcdefgh"], ["abcdefgh", "abcdefgh"]),
        (align, ["axcd", "abcd", "aabcd"], ["abcd"] * 3),
        (align, ["我喜欢自动化处理"], ["我喜欢自然语言处理"]),
        (align, ["badc", "abc", "bcde"], ["abcd", "abcd", "abcde"]),
        (align, [[7, 5, 5, 6], [4, 5]], [[5, 5, 6], [4, 5, 6, 7]]),
        (align, ["xyz", ""], ["abc", "ab"]),
    ],
    distractors=(
        "        for i, j in enumerate(gold):",
        "    return sum(counts) / len(outputs)",
    ),
    broken=(
        """
        def errors_a_row(align, outputs, golds):
            counts = []
            for output, gold in zip(outputs, golds, strict=True):
                wrong = abs(len(output) - len(gold))
                for said, right in zip(output, gold, strict=False):
                    wrong += said != right
                if wrong > 0:
                    counts.append(wrong)
            return sum(counts) / len(counts)
        """,
        "So far it is the code as it came. Write acdefgh under abcdefgh, and look at what it compares.",
        "现在还是原来的代码。把 acdefgh 写在 abcdefgh 下面，看看它在拿什么和什么比。",
    ),
)
def errors_a_row(align, outputs, golds):
    counts = []
    for output, gold in zip(outputs, golds, strict=True):
        wrong = 0
        for i, j in align(output, gold):
            wrong += i is None or j is None or output[i] != gold[j]
        if wrong > 0:
            counts.append(wrong)
    return sum(counts) / len(counts)


def _kinds(output, gold):
    """How many tokens are left out, one too many, and facing another one."""
    pairs = align(output, gold)
    missing, extra = sum(i is None for i, _ in pairs), sum(j is None for _, j in pairs)
    changed = sum(i is not None and j is not None and output[i] != gold[j] for i, j in pairs)
    return missing, extra, changed


def _mean(outputs, golds, count, rows=None):
    counts = [count(*_kinds(output, gold)) for output, gold in zip(outputs, golds, strict=True)]
    if rows is None:
        rows = sum(output != gold for output, gold in zip(outputs, golds, strict=True))
    return sum(counts) / rows


errors_a_row.wrong(
    "You count only tokens that face another one. A token that was left out, or one too many, is an error, "
    "too.",
    "你只数了对着的两个不一样的。漏一个、多一个也各算一个错。",
    lambda align, outputs, golds: _mean(outputs, golds, lambda missing, extra, changed: changed),
)
errors_a_row.wrong(
    "Tokens that are one too many do not count. There j is `None`.",
    "多出来的词元没有算进去。那里 j 是 `None`。",
    lambda align, outputs, golds: _mean(outputs, golds, lambda missing, extra, changed: missing + changed),
)
errors_a_row.wrong(
    "Tokens that were left out do not count. There i is `None`.",
    "漏掉的词元没有算进去。那里 i 是 `None`。",
    lambda align, outputs, golds: _mean(outputs, golds, lambda missing, extra, changed: extra + changed),
)
errors_a_row.wrong(
    "You divide by all outputs. Asked for is the mean over those that have an error.",
    "你除以了全部输出的个数。要的是出了错的那些输出的平均。",
    lambda align, outputs, golds: _mean(outputs, golds, lambda *kinds: sum(kinds), len(outputs)),
)
errors_a_row.wrong(
    "That is the sum over all outputs. Divide it by the number of outputs that have an error.",
    "这是所有输出加起来的总数，还要除以出了错的输出个数。",
    lambda align, outputs, golds: _mean(outputs, golds, lambda *kinds: sum(kinds), 1),
)
