"""Where an output first leaves the reference."""

from course_lib.kit.practice.exercise import exercise


@exercise(
    "core",
    minutes=3,
    title=("the first error", "第一个错"),
    statement=(
        "Up to its first error an output has a right prefix, just as in training. So the first error must be "
        "found. Write `first_error(output, gold)`: the first index, counted from 0, where the two sequences "
        "differ, or `None` if they are equal. An output that stops too early, or goes on too long, has its "
        "error at the index where the shorter of the two has ended. Both are strings or lists of tokens.\n\n"
        "    first_error('cot', 'cat')   ->  1\n"
        "    first_error('ca', 'cat')    ->  2\n"
        "    first_error('cats', 'cat')  ->  3\n"
        "    first_error('cat', 'cat')   ->  None",
        "在第一个错之前，输出的前缀都是对的，和训练时一样。所以要先找到第一个错。"
        "写一个函数 `first_error(output, gold)`，返回两个序列第一处不同的下标（从 0 数起）；"
        "两者相同就返回 `None`。输出停得太早或写得太长，错误就在较短的那个刚结束的下标处。"
        "两者都是字符串或词元列表。\n\n"
        "    first_error('cot', 'cat')   ->  1\n"
        "    first_error('ca', 'cat')    ->  2\n"
        "    first_error('cats', 'cat')  ->  3\n"
        "    first_error('cat', 'cat')   ->  None",
    ),
    hints=[
        (
            "Go along both at once and return at the first difference. What is left to decide after the "
            "loop?",
            "两边同时往前走，一遇到不同就返回。循环结束之后，还有什么要判断？",
        ),
        (
            "`enumerate(zip(output, gold))` gives index and pair, as far as the shorter one reaches.",
            "`enumerate(zip(output, gold))` 给出下标和一对词元，到较短的那个结束为止。",
        ),
        (
            "After the loop: if `len(output) != len(gold)`, return `min(len(output), len(gold))`; else "
            "`None`.",
            "循环之后：如果 `len(output) != len(gold)`，返回 `min(len(output), len(gold))`，否则返回 `None`。"
            "",
        ),
    ],
    cases=[
        ("axcyezz", "abcdefg"),
        ("cat", "cat"),
        ("xat", "cat"),
        ("cate", "cater"),
        ("cats", "cat"),
        ("act", "cat"),
        ("我喜欢自动化处理", "我喜欢自然语言处理"),
        (["vingt", "-", "un"], ["vingt", "et", "un"]),
        ("", "cat"),
        ("", ""),
    ],
    distractors=(
        "        return max(len(output), len(gold))",
        "    return len(output)",
    ),
)
def first_error(output, gold):
    for index, (said, right) in enumerate(zip(output, gold, strict=False)):
        if said != right:
            return index
    if len(output) != len(gold):
        return min(len(output), len(gold))
    return None


_solved = first_error.solve  # wrong answers spoil a right one


def _columns(output, gold):
    """Where both have a token and the tokens differ."""
    return [i for i, (o, g) in enumerate(zip(output, gold, strict=False)) if o != g]


first_error.wrong(
    "You found that the tokens agree, but not that one sequence goes on: `zip` stops at the shorter one. "
    "Stopping too early or too late is an error too.",
    "`zip` 到较短的序列就停了，多出来的部分你没有看到。停得太早或太晚也是错误。",
    lambda output, gold: min(_columns(output, gold), default=None),
)
first_error.wrong(
    "An output longer than the reference has an error as well: where the reference has ended, EOS was due.",
    "输出比标准答案长也是错误：标准答案结束的地方，本该写 EOS。",
    lambda output, gold: _solved(output[: len(gold)], gold),
)


@first_error.wrong(
    "You read `output[i]` behind the end of a short output. Where the output has already stopped, that is "
    "its first error.",
    "输出较短时，`output[i]` 读到了它的末尾之外。输出已经停下的地方，就是它的第一个错。",
)
def beyond_the_end(output, gold):
    for i in range(len(gold)):
        if output[i] != gold[i]:
            return i
    return len(gold) if len(output) > len(gold) else None


@first_error.wrong(
    "You read `gold[i]` behind the end of the reference. An output that goes on there has its first error "
    "there.",
    "输出较长时，`gold[i]` 读到了标准答案的末尾之外。输出在那里还往下写，第一个错就在那里。",
)
def beyond_the_reference(output, gold):
    for i in range(len(output)):
        if output[i] != gold[i]:
            return i
    return len(output) if len(output) < len(gold) else None


first_error.wrong(
    "An error at index 0 has vanished: 0 counts as false in Python. Ask `is None`, not whether it is true.",
    "下标 0 处的错误不见了：在 Python 里 0 算作假。要判断的是 `is None`，而不是真假。",
    lambda output, gold: _solved(output, gold) or None,
)


@first_error.wrong(
    "You count from 1. Indices begin at 0.",
    "你是从 1 数起的。下标从 0 开始。",
)
def from_one(output, gold):
    found = _solved(output, gold)
    return None if found is None else found + 1


@first_error.wrong(
    "That is how many tokens differ. Asked for is where the first one stands.",
    "这是不同的词元有多少个。要求的是第一个在哪里。",
)
def counted(output, gold):
    if output == gold:
        return None
    return len(_columns(output, gold)) + abs(len(output) - len(gold))


@first_error.wrong(
    "That is the last difference. Only before the first one is the prefix right: return as soon as you meet "
    "one.",
    "这是最后一处不同。只有第一处之前的前缀才是对的：一遇到不同就返回。",
)
def the_last(output, gold):
    if len(output) != len(gold):
        return max(len(output), len(gold)) - 1
    return max(_columns(output, gold), default=None)


first_error.wrong(
    "You ask whether a token occurs anywhere in the reference. A token at the wrong place is wrong: compare "
    "index by index.",
    "你问的是词元是否在标准答案的某处出现过。出现在错误位置的词元也是错的：要逐个下标比较。",
    lambda output, gold: next((i for i, token in enumerate(output) if token not in gold), None),
)


@first_error.wrong(
    "Where both are equal there is no error: return `None`, not a number.",
    "两者相同就没有错误：应返回 `None`，不要返回数字。",
)
def a_number_for_none(output, gold):
    found = _solved(output, gold)
    return -1 if found is None else found
