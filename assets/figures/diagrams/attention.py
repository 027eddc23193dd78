"""Diagrams of chapters 07, 09 and 10: attention, and what is built of it."""

from .pen import BLUE, GREEN, INK, ORANGE, Diagram


def look_back(language: str) -> Diagram:
    """One context for every step on the left; on the right a step that looks at each encoder state."""
    d = Diagram(
        language,
        940,
        330,
        ("One context, or a look back", "一个上下文向量，还是回头看"),
        (
            "Left: four encoder states are squeezed into one context, which goes to every decoder step. "
            "Right: the second decoder step is tied to all four encoder states by lines of different "
            "thickness, the thickest to the second.",
            "左：四个编码器状态压进一个上下文向量，送往解码器的每一步。"
            "右：解码器的第二步与四个编码器状态各有一条粗细不同的连线，最粗的连到第二个状态。",
        ),
    )
    for left, title in ((0, d.say("one context", "一个上下文向量")), (480, d.say("attention", "注意力"))):
        d.text(left + 225, 34, title, 18)
        for i in range(4):
            x = left + 70 + 104 * i
            d.box(x, 270, 64, 42, f"h{'₁₂₃₄'[i]}", BLUE)
            d.box(x, 90, 64, 42, f"s{'₁₂₃₄'[i]}", GREEN)
            if left == 0:
                d.arrow((x, 246), (226 + 14 * (i - 1.5), 205), colour=BLUE)
                d.arrow((226 + 14 * (i - 1.5), 160), (x, 114), colour=ORANGE)
            else:
                d.line(left + 174, 112, x, 248, ORANGE, (2.2, 9, 3.4, 1)[i])
                d.text(x, 312, (".15", ".60", ".20", ".05")[i], 15)
    d.box(226, 182, 130, 40, d.say("context", "上下文向量"), ORANGE)
    return d


def attention_by_hand(language: str) -> Diagram:
    """Three states, a query, its scores, their softmax, and the mean that it makes."""
    d = Diagram(
        language,
        760,
        370,
        ("Three dot products, a softmax, a mean", "三个点积，一次 softmax，一个平均"),
        (
            "Three encoder states (2, 0), (1, 1), (0, 2). The query (1, 0) gives them the scores 2, 1, 0 and "
            "the weights .67, .24, .09. Lines of that thickness lead to the context (1.58, .42).",
            "三个编码器状态 (2, 0)、(1, 1)、(0, 2)。查询 (1, 0) 给它们的分数是 2、1、0，权重是 0.67、0.24、"
            "0.09。三条这样粗细的线，通向上下文向量 (1.58, 0.42)。",
        ),
    )
    zero = d.say("", "0")
    for y, words in ((65, ("context", "上下文向量")), (155, ("weights", "权重")), (225, ("scores", "分数"))):
        d.text(100, y + 6, d.say(*words), 17, ORANGE if y == 65 else INK)
    d.text(100, 311, d.say("states", "状态"), 17, BLUE)
    for i, (state, score, weight) in enumerate((("2, 0", 2, ".67"), ("1, 1", 1, ".24"), ("0, 2", 0, ".09"))):
        x = 260 + 150 * i
        d.line(x, 140, 410 + 22 * (i - 1), 92, ORANGE, 14 * float(weight) + 0.6)
        d.text(x, 166, zero + weight, 18, ORANGE)
        d.arrow((x, 208), (x, 178))
        d.text(x, 231, str(score), 18)
        d.arrow((x, 278), (x, 242), colour=BLUE)
        d.box(x, 305, 120, 46, f"h{'₁₂₃'[i]} = ({state})", BLUE)
    d.box(410, 65, 190, 50, f"c = (1.58, {zero}.42)", ORANGE, 18)
    d.box(675, 225, 120, 50, "s = (1, 0)", GREEN, 18)
    d.text(675, 186, d.say("query", "查询"), 17, GREEN)
    d.arrow((612, 225), (585, 225), colour=GREEN)
    d.text(
        410,
        356,
        d.say("score = s · h,  weights = softmax(2, 1, 0)", "分数 = s · h，权重 = softmax(2, 1, 0)"),
        15,
    )
    return d


def where_the_norm_goes(language: str) -> Diagram:
    """One layer twice, from bottom to top: the norms on the road, and the norms in the branches."""
    d = Diagram(
        language,
        940,
        600,
        ("Where the norm goes", "归一化放在哪里"),
        (
            "One Transformer layer in two ways, from bottom to top. Left, Post-LN: attention, sum, norm, "
            "feed-forward, sum, norm; the thick road passes through both norms. Right, Pre-LN: the norms "
            "stand in the branches, before attention and feed-forward; the road passes through sums only, "
            "and one more norm ends the whole stack.",
            "同一个 Transformer 层的两种搭法，从下往上。左边是后置：注意力、相加、归一化、前馈、相加、"
            "归一化，粗线穿过两个归一化。右边是前置：归一化在支路里，排在注意力和前馈前面，"
            "粗线只经过相加，整个网络的末尾另有一个归一化。",
        ),
    )
    norm, attention = d.say("norm", "归一化"), d.say("attention", "注意力")
    forward = d.say("feed-forward", "前馈")
    for left, title in (
        (0, d.say("Post-LN", "后置（Post-LN）")),
        (480, d.say("Pre-LN", "前置（Pre-LN）")),
    ):
        road, branch, post = left + 130, left + 320, left == 0
        d.text(left + 225, 34, title, 18)
        d.line(road, 562, road, 72, INK, 6)
        d.arrow((road, 76), (road, 52), colour=INK)
        d.text(road - 26, 566, "x", 18)
        for bottom, part in ((545, attention), (315, forward)):
            top = bottom - 150
            d.arrow((road, bottom), (branch, bottom), (branch, bottom - (53 if post else 22)), colour=BLUE)
            d.box(branch, bottom - (75 if post else 110), 150, 40, part, BLUE)
            if not post:
                d.box(branch, bottom - 42, 150, 36, norm, ORANGE)
                d.arrow((branch, bottom - 61), (branch, bottom - 88), colour=BLUE)
            d.arrow((branch, bottom - (97 if post else 132)), (branch, top), (road + 20, top), colour=BLUE)
            d.box(road, top, 36, 36, "+", GREEN, 20)
            if post:
                d.box(road, top - 46, 110, 34, norm, ORANGE)
    d.box(610, 104, 110, 34, norm, ORANGE)
    d.text(760, 109, d.say("once, at the very end", "只在最末尾，一次"), 14)
    return d


def picture_as_sequence(language: str) -> Diagram:
    """A digit cut into four squares, in a row behind the class token, through the encoder to a digit."""
    d = Diagram(
        language,
        940,
        330,
        ("A picture as a sequence", "图片当作序列"),
        (
            "A handwritten digit of 8 by 8 pixels is cut into four squares, which are laid in a row behind a "
            "class token, each with a position. Through the Transformer's encoder; the class token's output "
            "says which digit it is.",
            "一个 8 乘 8 像素的手写数字切成四块，排成一行，前面放一个类别词元，各加上位置，"
            "穿过 Transformer 的编码器；类别词元的输出说出这是哪个数字。",
        ),
    )
    rows = ("00378400", "02G99G10", "04G00G40", "00C62G40", "002CFG20", "00000G40", "00300G40", "008GGC00")
    greys = {"0": 255, "1": 235, "2": 215, "3": 200, "4": 185, "6": 150, "7": 130, "8": 110, "9": 95}
    greys |= {"C": 60, "F": 30, "G": 15}

    def pixels(left: float, top: float, side: float, part: tuple[int, int, int, int]) -> None:
        first, last, begin, end = part
        for r in range(first, last):
            for c in range(begin, end):
                shade = f"#{greys[rows[r][c]]:02x}" + f"{greys[rows[r][c]]:02x}" * 2
                d.square(left + side * (c - begin), top + side * (r - first), side, shade)

    pixels(40, 90, 20, (0, 8, 0, 8))
    d.line(120, 82, 120, 258, ORANGE, 3)
    d.line(32, 170, 208, 170, ORANGE, 3)
    d.arrow((222, 250), (262, 250), colour=INK)
    d.box(316, 250, 76, 40, d.say("class", "类别"), GREEN)
    for k in range(4):
        r, c = divmod(k, 2)
        x = 386 + 96 * k
        pixels(x, 216, 17, (4 * r, 4 * r + 4, 4 * c, 4 * c + 4))
        d.arrow((x + 34, 210), (x + 34, 182), colour=INK)
        d.text(x + 34, 308, f"+ p{'₁₂₃₄'[k]}", 15)
    d.arrow((316, 228), (316, 182), colour=INK)
    d.text(316, 308, "+ p₀", 15)
    d.box(
        520,
        158,
        510,
        44,
        d.say("the Transformer's encoder (chapter 08)", "Transformer 的编码器（第 08 章）"),
        BLUE,
    )
    d.arrow((316, 134), (316, 84), colour=GREEN)
    d.text(316, 66, "9", 26, GREEN, 'font-weight="bold"')
    d.text(420, 64, d.say("which digit?", "是哪个数字？"), 16)
    return d
