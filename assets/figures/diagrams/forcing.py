"""Diagrams of chapters 04 and 05: what a decoder reads in training, and one wrong character."""

from itertools import pairwise

from .pen import BLUE, GREEN, INK, ORANGE, Diagram


def two_ways_to_feed(language: str) -> Diagram:
    """The decoder says a wrong token; what it reads next is the right token above, its own below."""
    d = Diagram(
        language,
        900,
        400,
        ("Two ways to feed the decoder", "喂给解码器的两种办法"),
        (
            "Two rows of four decoder steps; the right output is 4 2 1 7, and step 2 says 9 instead of 2. "
            "Above, with teacher forcing, step 3 reads the right token 2. "
            "Below, without it, step 3 reads the model's own 9.",
            "上下两行，各是解码器的四步；正确的输出是 4 2 1 7，第 2 步却说成了 9。"
            "上面是教师强制，第 3 步读入标准的 2；下面不用教师强制，第 3 步读入模型自己说的 9。",
        ),
    )
    rows = (
        (110, BLUE, d.say("teacher forcing", "教师强制"), "421"),
        (290, ORANGE, d.say("its own tokens", "用自己的词元"), "49?"),
    )
    begin = d.say("(begin)", "（开始）")
    for y, colour, name, fed in rows:
        d.text(100, y + 6, name, 17, colour)
        for i, token in enumerate((begin, *fed)):
            x = 270 + 170 * i
            said = ("4", "9", "?", "?")[i]
            d.box(x, y, 76, 46, f"s{'₁₂₃₄'[i]}", colour)
            d.text(x, y + 72, token, 17, INK, 'font-weight="bold"' if i == 2 else "")
            d.arrow((x, y + 54), (x, y + 26), colour=colour)
            d.arrow((x, y - 25), (x, y - 46), colour=colour)
            d.text(x, y - 52, said, 18, INK, 'font-weight="bold"' if i == 1 else "")
            if i < 3:
                d.arrow((x + 40, y), (x + 128, y), colour=colour)
    for i in range(3):
        x = 270 + 170 * i
        path = ((x + 14, 232), (x + 85, 246), (x + 85, 356), (x + 148, 356))
        d.arrow(*path, colour=INK, dashed=True)
    d.text(
        450,
        392,
        d.say("Right: 4 2 1 7. What should go in at step 3?", "正确：4 2 1 7。第 3 步该喂什么？"),
        16,
    )
    d.text(
        450,
        24,
        d.say("above each step: what it says; below: what it reads", "每步上方：它说的；下方：它读的"),
        15,
    )
    return d


MEANINGS = {
    **{"我": "I", "喜": "glad", "欢": "joy", "自": "self", "然": "so", "动": "move", "化": "-ise"},
    **{"语": "language", "言": "speech", "处": "deal", "理": "reason"},
}


def one_wrong_character(language: str) -> Diagram:
    """The sentence beside its reference, aligned: where it first errs, goes on, and is right again."""
    d = Diagram(
        language,
        900,
        330,
        ("One wrong character, and what follows", "一个错字，和它后面的字"),
        (
            "The reference is 我喜欢自然语言处理, the output 我喜欢自动化处理, written below it with a gap. "
            "动 is the first wrong character, after a right prefix; 化 follows wrong; 处理 is right again.",
            "标准答案是“我喜欢自然语言处理”，下面是输出“我喜欢自动化处理”，中间留一个空位对齐。"
            "“动”是第一个错字，它前面都对；“化”接着错；“处理”又对了。",
        ),
    )
    d.text(70, 86, d.say("reference", "标准答案"), 15)
    d.text(70, 186, d.say("it wrote", "模型写的"), 15)
    for i, (right, said) in enumerate(zip("我喜欢自然语言处理", "我喜欢自动化－处理", strict=True)):
        x = 170 + 80 * i
        d.box(x, 80, 56, 52, right, BLUE, 24)
        d.box(x, 180, 56, 52, said, GREEN if said == right else ORANGE, 24)
        for y, character in ((126, right), (226, said)):
            if language == "en" and character in MEANINGS:
                d.text(x, y, MEANINGS[character], 13)
    notes = (
        (290, d.say("right prefix", "前缀都对")),
        (490, d.say("first error", "第一个错")),
        (610, d.say("cascade", "接着错")),
        (770, d.say("recovery", "又对了")),
    )
    for x, words in notes:
        d.text(x, 262, words, 16)
    d.text(450, 308, d.say("Which of these is exposure bias?", "这里面，哪一个是暴露偏差？"), 18)
    return d


def two_rates(language: str) -> Diagram:
    """Two valleys. Under a constant rate the steps jump about the lowest place, under a falling one they get
    smaller and end there."""
    d = Diagram(
        language,
        900,
        330,
        ("A constant and a falling learning rate", "不变的学习率和下降的学习率"),
        (
            "Two valleys; height is the loss. Left, a constant rate: the steps jump from one side to the "
            "other, and the last one ends high on a slope. Right, a falling rate: they become smaller, and "
            "the last one ends at the bottom.",
            "两个山谷，高度表示损失。左边学习率不变：每一步都从一侧跳到另一侧，最后停在坡上。"
            "右边学习率下降：步子越来越小，最后停在谷底。",
        ),
    )
    halves = (
        (225, ORANGE, d.say("constant rate", "学习率不变"), (-150, 112, -70, 96, -118, 66, -98)),
        (675, GREEN, d.say("falling rate", "学习率下降"), (-150, 112, -84, 56, -34, 16, -3)),
    )
    for middle, colour, name, steps in halves:
        d.text(middle, 40, name, 19, colour)
        valley = [(middle + x, round(250 - x * x / 160, 1)) for x in range(-180, 181, 20)]
        for (x1, y1), (x2, y2) in pairwise(valley):
            d.line(x1, y1, x2, y2, INK, 2)
        places = [(middle + x, round(250 - x * x / 160, 1) - 9) for x in steps]
        for one, other in pairwise(places):
            d.arrow(one, other, colour=colour)
        for x, y in places[:-1]:
            d.dot(x, y, 4, colour)
        d.dot(*places[-1], 9, colour)
    d.text(
        450,
        308,
        d.say(
            "height: the loss; each arrow: one step; the large dot: where training ends",
            "高度：损失；每个箭头：一步；大圆点：训练结束的地方",
        ),
        15,
    )
    return d
