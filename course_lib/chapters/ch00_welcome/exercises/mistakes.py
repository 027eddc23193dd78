"""Mistakes: where an output first leaves the right answer."""

from course_lib.kit.practice.exercise import exercise


@exercise(
    "build",
    minutes=10,
    title=("where does it go wrong first?", "第一处错在哪里？"),
    statement=(
        "“92 of 100 are right” does not say where the others go wrong. Build a tool that does. Write "
        "`first_mistakes(answers, outputs)`. Both are lists of texts, equally long: the right numbers, and "
        "what a model wrote. Return a dict: place -> how many outputs go wrong there first. A place "
        "where none does is left out. The first digit has place 1.\n\n"
        "An output that is right is not counted. One that stops too early goes wrong where its next digit is "
        "missing. One that goes on too long goes wrong at the first digit that is too many.\n\n"
        "    first_mistakes(['305', '42', '7', '99'], ['315', '4', '80', '99'])  ->  {2: 2, 1: 1}",
        "只知道 100 个里对了 92 个，还不知道其余的错在哪里。请你做一个工具来查。"
        "写一个函数 `first_mistakes(answers, outputs)`：两个参数都是字符串的列表，一样长，"
        "前者是正确的数，后者是模型写的。"
        "返回一个字典：位置 -> 有几个输出从这里开始错；没有错的位置不写进去。第一位数字的位置是 1。\n\n"
        "全对的不算。写得太短的，错在缺了的那一位；写得太长的，错在多出来的第一位。\n\n"
        "    first_mistakes(['305', '42', '7', '99'], ['315', '4', '80', '99'])  ->  {2: 2, 1: 1}",
    ),
    hints=[
        (
            "Look at one pair first. Walk along both texts until they differ, and remember the place.",
            "先只看一对。沿着两个字符串往后走，走到不一样的地方，记下位置。",
        ),
        (
            "`answer[:place]` is the beginning of a text, up to that place. It never raises, even behind the "
            "end. Where do the two beginnings differ for the first time?",
            "`answer[:place]` 是字符串开头的一段，到 place 为止；超出末尾也不会报错。"
            "两段开头，从哪里起不一样？",
        ),
        (
            "`place = 1`, then `while answer[:place] == output[:place]: place += 1`. Skip pairs that are "
            "equal, or this never ends. Then `counts[place] = counts.get(place, 0) + 1`.",
            "`place = 1`，然后 `while answer[:place] == output[:place]: place += 1`。"
            "两个字符串相同时要先跳过，否则停不下来。最后 `counts[place] = counts.get(place, 0) + 1`。",
        ),
    ],
    cases=[
        (["305", "42", "4217"], ["315", "42", "4271"]),
        (["538214", "538214", "61"], ["538241", "530000", "61"]),
        (["42", "7", "100"], ["4", "70", "10"]),
        (["123456", "9"], ["213465", ""]),
        (["7", "305"], ["7", "305"]),
        ([], []),
    ],
    distractors=(
        "        counts[place] = 1",
        "        while answer[place] == output[place]:",
    ),
)
def first_mistakes(answers, outputs):
    counts = {}
    for answer, output in zip(answers, outputs, strict=True):
        if answer == output:
            continue
        place = 1
        while answer[:place] == output[:place]:
            place += 1
        counts[place] = counts.get(place, 0) + 1
    return counts


def _places(answer, output, first=1):
    """Every place at which the two differ, a missing digit and one too many included."""
    longest = max(len(answer), len(output))
    return [k + first for k in range(longest) if answer[k : k + 1] != output[k : k + 1]]


def _count(places):
    return {place: places.count(place) for place in dict.fromkeys(places)}


first_mistakes.wrong(
    "Your places begin at 0. A person says “the first digit”: add 1.",
    "你的位置是从 0 数起的。人说“第一位”，所以要加 1。",
    lambda answers, outputs: _count(
        [_places(a, o, 0)[0] for a, o in zip(answers, outputs, strict=True) if a != o]
    ),
)
first_mistakes.wrong(
    "You count every wrong digit. After the first one the model goes on from its own mistake, so only the "
    "first tells where the trouble began.",
    "你把每个错的数字都算进去了。错了第一个之后，模型是接着自己的错往下写的，所以只看第一个错，才知道毛病从哪里开始。",
    lambda answers, outputs: _count(
        [p for a, o in zip(answers, outputs, strict=True) for p in _places(a, o)]
    ),
)
first_mistakes.wrong(
    "Outputs that are too short or too long are not counted. `zip` stops at the shorter of two texts: 70 "
    "looks like 7 to it. Count the missing digit, and the one too many.",
    "写得太短、太长的，你没有算进去。`zip` 走到较短的那个就停：在它看来，70 和 7 一样。"
    "缺的那一位、多的那一位，都算错。",
    lambda answers, outputs: _count(
        [
            next(k + 1 for k, (x, y) in enumerate(zip(a, o, strict=False)) if x != y)
            for a, o in zip(answers, outputs, strict=True)
            if any(x != y for x, y in zip(a, o, strict=False))
        ]
    ),
)
first_mistakes.wrong(
    "Right outputs are counted too, at the place behind their end. Leave them out.",
    "全对的输出你也算了，算在末尾的下一位。把它们去掉。",
    lambda answers, outputs: _count(
        [[*_places(a, o), len(a) + 1][0] for a, o in zip(answers, outputs, strict=True)]
    ),
)
first_mistakes.wrong(
    "These are the last mistakes. Stop at the first digit that differs.",
    "这是最后一个错的位置。走到第一个不同的数字就要停下。",
    lambda answers, outputs: _count(
        [_places(a, o)[-1] for a, o in zip(answers, outputs, strict=True) if a != o]
    ),
)
