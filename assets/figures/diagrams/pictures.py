"""Diagrams of chapter 10: a picture in colour, in patches, to a caption."""

from .pen import BLUE, GREEN, INK, ORANGE, Diagram

_BLACK, _LEAF, _SKY = "#101010", "#1FA31F", "#2A50E8"


def picture_to_caption(language: str) -> Diagram:
    """A picture cut into patches, a row of them, encoder, decoder, and the words of its caption."""
    d = Diagram(
        language,
        940,
        340,
        ("From patches to words", "从图像块到词"),
        (
            "A black picture with a green circle on the left and a blue square on the right, under a grid of "
            "6 by 6. Its 36 squares, the patches, stand in a row, each with its place. They go through the "
            "Transformer's encoder of chapter 08. Its decoder looks at them and writes: a green circle left "
            "of a blue square.",
            "一张黑底图片，左边一个绿色圆形，右边一个蓝色方形，上面盖着 6 乘 6 的格子。"
            "36 个小方块，也就是图像块，"
            "排成一行，各加上自己的位置，穿过第 08 章的 Transformer 编码器。解码器看着它们，"
            "写出：绿色 圆形 在 蓝色 方形 左边。",
        ),
    )
    d.square(30, 80, 192, _BLACK)
    d.dot(94, 160, 52, _LEAF)
    d.parts.append(f'<rect x="150" y="178" width="72" height="72" fill="{_SKY}"/>')
    for k in range(1, 6):
        d.line(30 + 32 * k, 80, 30 + 32 * k, 272, "#F4F4F4", 1.2)
        d.line(30, 80 + 32 * k, 222, 80 + 32 * k, "#F4F4F4", 1.2)
    d.text(126, 300, d.say("36 patches", "36 个图像块"), 16, ORANGE)
    d.arrow((232, 250), (272, 250), colour=INK)
    fills = {".": _BLACK, "g": _LEAF, "b": _SKY}
    for n, kind in enumerate("..gg..ggbb"):
        x = 284 + 30 * n
        d.square(x, 238, 24, fills[kind])
        d.arrow((x + 12, 232), (x + 12, 204), colour=INK)
    d.text(602, 256, "…", 20)
    d.text(434, 288, d.say("each: 4 × 4 × 3 numbers, + its place", "每块：4 × 4 × 3 个数，再加上位置"), 15)
    d.box(440, 180, 330, 46, d.say("encoder (chapter 08)", "编码器（第 08 章）"), BLUE)
    d.arrow((605, 180), (668, 180), colour=BLUE)
    d.box(766, 180, 190, 46, d.say("decoder (chapter 08)", "解码器（第 08 章）"), GREEN)
    d.arrow((766, 156), (766, 112), colour=GREEN)
    d.text(
        690,
        92,
        d.say("a · green · circle · left of · a · blue · square", "绿色 · 圆形 · 在 · 蓝色 · 方形 · 左边"),
        20,
        GREEN,
        'font-weight="bold"',
    )
    return d
