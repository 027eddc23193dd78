"""Diagrams of chapters 07 to 10: attention, and what is built of it."""

from functools import partial

from .pen import BLUE, GREEN, INK, ORANGE, Diagram, pick


def look_back(language: str) -> Diagram:
    """One context for every step on the left; on the right a step that looks at each encoder state."""
    say = partial(pick, language)
    d = Diagram(
        940,
        330,
        say("One context, or a look back", "一个上下文向量，还是回头看"),
        say(
            "Left: four encoder states are squeezed into one context, which goes to every decoder step. "
            "Right: the second decoder step is tied to all four encoder states by lines of different "
            "thickness, the thickest to the second.",
            "左：四个编码器状态压进一个上下文向量，送往解码器的每一步。"
            "右：解码器的第二步与四个编码器状态各有一条粗细不同的连线，最粗的连到第二个状态。",
        ),
    )
    for left, title in ((0, say("one context", "一个上下文向量")), (480, say("attention", "注意力"))):
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
    d.box(226, 182, 130, 40, say("context", "上下文向量"), ORANGE)
    return d


def where_the_norm_goes(language: str) -> Diagram:
    """One layer twice, from bottom to top: the norms on the road, and the norms in the branches."""
    say = partial(pick, language)
    d = Diagram(
        940,
        600,
        say("Where the norm goes", "归一化放在哪里"),
        say(
            "One Transformer layer in two ways, from bottom to top. Left, after: attention, sum, norm, "
            "feed-forward, sum, norm; the thick road passes through both norms. Right, before: the norms "
            "stand in the branches, before attention and feed-forward; the road passes through sums only, "
            "and one more norm ends the whole stack.",
            "同一个 Transformer 层的两种搭法，从下往上。左边是后置：注意力、相加、归一化、前馈、相加、"
            "归一化，粗线穿过两个归一化。右边是前置：归一化在支路里，排在注意力和前馈前面，"
            "粗线只经过相加，整个网络的末尾另有一个归一化。",
        ),
    )
    norm, attention = say("norm", "归一化"), say("attention", "注意力")
    forward = say("feed-forward", "前馈")
    for left, title in (
        (0, say("after (Post-LN)", "后置（Post-LN）")),
        (480, say("before (Pre-LN)", "前置（Pre-LN）")),
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
    d.text(760, 109, say("once, at the very end", "只在最末尾，一次"), 14)
    return d
