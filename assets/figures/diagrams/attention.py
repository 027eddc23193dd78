"""Diagrams of chapters 07 to 10: attention, and what is built of it."""

from functools import partial

from .pen import BLUE, GREEN, ORANGE, Diagram, pick


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
