"""A repair: a held-out part that is not held out."""

from course_lib.kit.practice.exercise import exercise


@exercise(
    "repair",
    minutes=5,
    title=("too good a score", "好得不像真的"),
    statement=(
        "**The symptom.** Somebody gathers 20,000 pairs of short questions and answers "
        "from a forum, and holds "
        "out the last tenth. The model gets 97 of 100 held-out answers right. In use it "
        "gets half. In the forum "
        "the same questions were copied again and again; users ask in words of their own.\n\n"
        "`held_out(pairs, count)` should hold out `count` *sources*: of the distinct "
        "sources, in the order in "
        "which they first appear, the last `count`. All pairs of such a source, copies too, go to the second "
        "list, all others to the first, each in their old order. Find the fault, and repair it.\n\n"
        '    held_out([("a", "1"), ("b", "2"), ("a", "3")], 1)\n'
        '    ->  [("a", "1"), ("a", "3")], [("b", "2")]',
        "**症状**：有人从论坛上收集了两万对简短的问和答，留出最后十分之一。留出的答案，100 个里对 97 个；"
        "真正用起来，只对一半。原来论坛上同样的问题被人反复转贴，而用户是用自己的话来问的。\n\n"
        "`held_out(pairs, count)` 应当留出 `count` 个*源序列*：不同的源序列按第一次出现的次序排好，取最后 "
        "`count` 个。这些源序列的所有对（重复的也算）进第二个列表，其余的进第一个，各自保持原来的次序。"
        "请找出毛病，把它修好。\n\n"
        '    held_out([("a", "1"), ("b", "2"), ("a", "3")], 1)\n'
        '    ->  [("a", "1"), ("a", "3")], [("b", "2")]',
    ),
    hints=[
        (
            "Print the sources that are in both lists.",
            "把两个列表里都有的源序列打印出来。",
        ),
        (
            "`list(dict.fromkeys(source for source, _ in pairs))` gives the distinct sources in order. Put "
            "the last `count` of them into a set, and ask for each pair whether its source is in it.",
            "`list(dict.fromkeys(source for source, _ in pairs))` 按次序给出不同的源序列。"
            "把最后 `count` 个放进一个集合，再逐对看它的源序列在不在里面。",
        ),
    ],
    cases=[
        ([("a", "1"), ("b", "2"), ("a", "3")], 1),
        ([("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")], 2),
        ([("c", "1"), ("a", "1"), ("b", "1"), ("c", "2"), ("a", "1")], 2),
        ([("b", "x"), ("a", "y"), ("b", "x"), ("b", "z")], 1),
        ([("a", "1"), ("a", "2"), ("b", "3"), ("a", "4"), ("c", "5"), ("b", "6")], 1),
    ],
    broken=(
        """
        def held_out(pairs, count):
            pairs = list(dict.fromkeys(pairs))
            return pairs[:-count], pairs[-count:]
        """,
        "This is still the code as it came. It removes pairs that are exact copies. But the same question "
        "with another answer still stands on both sides.",
        "现在还是原来的代码。完全相同的对它去掉了，可是同一个问题配另一个回答，还是两边都有。",
    ),
)
def held_out(pairs, count):
    sources = list(dict.fromkeys(source for source, _ in pairs))
    apart = set(sources[-count:])
    return [one for one in pairs if one[0] not in apart], [one for one in pairs if one[0] in apart]


def _apart(pairs, count):
    return set(list(dict.fromkeys(source for source, _ in pairs))[-count:])


held_out.wrong(
    "You cut the list of pairs, not the list of sources: one source can stand on both sides.",
    "你切的是对的列表，不是源序列的列表：同一个源序列会两边都有。",
    lambda pairs, count: (pairs[:-count], pairs[-count:]),
)
held_out.wrong(
    "The held-out sources are right, but of each you keep one pair alone. All its pairs go with it.",
    "留出的源序列是对的，可是每个只留了一对。它的所有对都应当跟着走。",
    lambda pairs, count: (
        [one for one in pairs if one[0] not in _apart(pairs, count)],
        list({one[0]: one for one in pairs if one[0] in _apart(pairs, count)}.values()),
    ),
)
held_out.wrong(
    "You hold out the first sources. Asked for are the last.",
    "你留出的是前面的源序列。题目要的是最后的。",
    lambda pairs, count: (
        [one for one in pairs if one[0] not in list(dict.fromkeys(s for s, _ in pairs))[:count]],
        [one for one in pairs if one[0] in list(dict.fromkeys(s for s, _ in pairs))[:count]],
    ),
)
held_out.wrong(
    "Your sources are sorted by the alphabet. Asked for is the order in which they first appear.",
    "你的源序列按字母排了序。题目要的是第一次出现的次序。",
    lambda pairs, count: (
        [one for one in pairs if one[0] not in sorted({s for s, _ in pairs})[-count:]],
        [one for one in pairs if one[0] in sorted({s for s, _ in pairs})[-count:]],
    ),
)
