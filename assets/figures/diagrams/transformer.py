"""Diagrams of chapter 08: heads, a layer, the whole Transformer."""

from .pen import BLUE, GREEN, INK, ORANGE, Diagram


def two_heads(language: str) -> Diagram:
    """Three tokens of four numbers, cut in the middle: each half has weights of its own."""
    d = Diagram(
        language,
        860,
        330,
        ("Two heads, two means", "两个头，两个平均"),
        (
            "Three tokens of four numbers: (2, 0, 0, 1), (0, 2, 1, 0), (1, 1, 2, 0). Head 1 has the first "
            "two numbers of each, and for token 3 the weights .33, .33, .33. Head 2 has the last two, and "
            "the weights .05, .19, .77. Their means (1, 1) and (1.72, .05) stand side by side in the result.",
            "三个词元，各有四个数：(2, 0, 0, 1)、(0, 2, 1, 0)、(1, 1, 2, 0)。头 1 拿每个词元的前两个数，"
            "它为词元 3 给出的权重是 0.33、0.33、0.33。头 2 拿后两个数，权重是 0.05、0.19、0.77。"
            "两个平均 (1, 1) 和 (1.72, 0.05) 并排放在结果里。",
        ),
    )
    zero, rows = d.say("", "0"), ((2, 0, 0, 1), (0, 2, 1, 0), (1, 1, 2, 0))
    d.text(345, 34, d.say("head 1", "头 1"), 18, BLUE)
    d.text(465, 34, d.say("head 2", "头 2"), 18, GREEN)
    for i, row in enumerate(rows):
        y = 72 + 56 * i
        d.text(215, y + 6, d.say(f"token {i + 1}", f"词元 {i + 1}"))
        for k, value in enumerate(row):
            d.box((315, 375, 435, 495)[k], y, 56, 42, str(value), BLUE if k < 2 else GREEN, 18)
        for x, weights, colour in ((105, ".33 .33 .33", BLUE), (645, ".05 .19 .77", GREEN)):
            weight = weights.split()[i]
            start, end = (150, 176) if x < 200 else (600, 534)
            d.line(start, y, end, y, colour, 12 * float(weight) + 0.6)
            d.text(x, y + 6, zero + weight, 18, colour)
    d.text(105, 34, d.say("weights", "权重"), 16, BLUE)
    d.text(645, 34, d.say("weights", "权重"), 16, GREEN)
    d.arrow((345, 212), (345, 252), colour=BLUE)
    d.arrow((465, 212), (465, 252), colour=GREEN)
    d.text(190, 284, d.say("token 3's new vector", "词元 3 的新向量"))
    for x, value in zip((315, 375, 435, 495), ("1", "1", "1.72", f"{zero}.05"), strict=True):
        d.box(x, 278, 56, 42, value, BLUE if x < 400 else GREEN, 18)
    return d


def transformer_layer(language: str) -> Diagram:
    """One encoder layer from bottom to top: a road of sums, and two branches that add to it."""
    d = Diagram(
        language,
        860,
        560,
        ("One layer adds twice to the road", "一层往主路上加两次"),
        (
            "One Pre-LN encoder layer from bottom to top. A thick road leads from x to the next layer, by "
            "way of two sums. Two branches leave it: norm, then self-attention, where tokens look at each "
            "other; norm, then feed-forward, where each token works alone. Each is added back to the road.",
            "一个前置（Pre-LN）的编码器层，从下往上。一条粗的主路从 x 通向下一层，途中经过两次相加。"
            "主路上分出两条支路：先归一化，再做自注意力，词元之间交换信息；先归一化，再过前馈，"
            "每个词元各做各的。每条支路最后都加回主路。",
        ),
    )
    road, branch = 170, 400
    d.line(road, 520, road, 66, INK, 6)
    d.arrow((road, 72), (road, 44), colour=INK)
    d.text(road, 34, d.say("to the next layer", "通向下一层"))
    d.text(road, 546, "x  (B, S, H)")
    parts = (
        (480, d.say("self-attention", "自注意力"), d.say("tokens look at each other", "词元互相看"), BLUE),
        (250, d.say("feed-forward", "前馈"), d.say("each token alone", "每个词元各做各的"), GREEN),
    )
    for y, part, told, colour in parts:
        d.arrow((road, y), (branch, y), (branch, y - 24), colour=colour)
        d.box(branch, y - 44, 170, 38, d.say("norm", "归一化"), ORANGE)
        d.arrow((branch, y - 64), (branch, y - 88), colour=colour)
        d.box(branch, y - 112, 170, 44, part, colour)
        d.arrow((branch, y - 135), (branch, y - 165), (road + 22, y - 165), colour=colour)
        d.box(road, y - 165, 40, 40, "+", INK, 22)
        d.text(640, y - 106, told, 16, colour)
        d.text(640, y - 38, d.say("bring to one size", "拉回同一个大小"), 16, ORANGE)
    return d


def decoder_layer(language: str) -> Diagram:
    """One decoder layer from bottom to top: three branches of one road, the second with the memory."""
    d = Diagram(
        language,
        860,
        660,
        ("Only the middle part sees the source", "只有中间的部分看得到源序列"),
        (
            "One Pre-LN decoder layer from bottom to top. A thick road leads from x to the next layer, by "
            "way of three sums. Three branches leave it, each with a norm first: self-attention that looks "
            "only to the left; attention to the source, with keys and values from the encoder's outputs; "
            "feed-forward. Each is added back to the road.",
            "一个前置（Pre-LN）的解码器层，从下往上。一条粗的主路从 x 通向下一层，途中经过三次相加。"
            "主路上分出三条支路，都先归一化：第一条是只看左边的自注意力；第二条是对源序列的注意力，"
            "键和值来自编码器的输出；第三条是前馈。每条支路最后都加回主路。",
        ),
    )
    road, branch = 110, 320
    d.line(road, 620, road, 66, INK, 6)
    d.arrow((road, 72), (road, 44), colour=INK)
    d.text(road, 34, d.say("to the next layer", "通向下一层"))
    d.text(road, 646, "x  (B, T, H)")
    d.box(720, 322, 210, 44, d.say("encoder's outputs", "编码器的输出"), BLUE)
    d.text(720, 370, "(B, S, H)")
    parts = (
        (
            600,
            d.say("self-attention", "自注意力"),
            d.say("only itself and leftward", "只看自己和左边"),
            GREEN,
        ),
        (420, d.say("attention to the source", "对源序列的注意力"), "", BLUE),
        (240, d.say("feed-forward", "前馈"), d.say("each token alone", "每个词元各做各的"), GREEN),
    )
    for y, part, told, colour in parts:
        d.arrow((road, y), (branch, y), (branch, y - 20), colour=colour)
        d.box(branch, y - 38, 210, 34, d.say("norm", "归一化"), ORANGE)
        d.arrow((branch, y - 56), (branch, y - 76), colour=colour)
        d.box(branch, y - 98, 210, 42, part, colour)
        d.arrow((branch, y - 120), (branch, y - 146), (road + 22, y - 146), colour=colour)
        d.box(road, y - 146, 40, 40, "+", INK, 22)
        if told:
            d.text(580, y - 92, told, 16, colour)
    d.text(520, 310, d.say("keys, values", "键、值"), 16, BLUE)
    d.arrow((614, 322), (427, 322), colour=BLUE)
    return d


def transformer_at_a_glance(language: str) -> Diagram:
    """Encoder and decoder as two columns of boxes; the memory goes across."""
    d = Diagram(
        language,
        940,
        520,
        ("The Transformer at a glance", "Transformer 一览"),
        (
            "Left, the encoder, repeated N times: self-attention, then feed-forward, above embedded source "
            "tokens with positions. Right, the decoder, repeated N times: self-attention to the left only, "
            "attention to the encoder's outputs, feed-forward; on top the next token.",
            "左边是编码器，重复 N 次：源词元的嵌入加位置，上面是自注意力，再上面是前馈。"
            "右边是解码器，重复 N 次：只看左边的自注意力，对编码器输出的注意力，前馈；最上面给出下一个词元。",
        ),
    )
    own, forward = d.say("self-attention", "自注意力"), d.say("feed-forward", "前馈")
    places = d.say("embedding + position", "嵌入 + 位置")
    columns = (
        (230, BLUE, d.say("encoder", "编码器"), d.say("source tokens", "源词元"), [own, forward]),
        (
            690,
            GREEN,
            d.say("decoder", "解码器"),
            d.say("target tokens so far", "已有的目标词元"),
            [
                d.say("self-attention, leftward", "自注意力（只看左边）"),
                d.say("attention to the source", "对源序列的注意力"),
                forward,
            ],
        ),
    )
    for x, colour, title, tokens, parts in columns:
        d.text(x, 34, title, 18)
        d.text(x, 500, tokens)
        d.arrow((x, 482), (x, 460), colour=INK)
        d.box(x, 438, 250, 40, places, INK)
        y = 362
        d.arrow((x, 416), (x, y + 24), colour=INK)
        for k, part in enumerate(parts):
            d.box(x, y - 76 * k, 250, 44, part, ORANGE if k == 1 and len(parts) == 3 else colour)
            end = y - 76 * k - 52
            d.arrow((x, y - 76 * k - 24), (x, end if k + 1 < len(parts) else end - 30), colour=INK)
        top = y - 76 * (len(parts) - 1)
        d.text(x + 170, (y + top) / 2 + 6, "x N", 20)
    d.text(690, 118, d.say("next token", "下一个词元"), 18, INK, 'font-weight="bold"')
    d.text(230, 194, d.say("memory", "Memory"), 16)
    d.arrow((275, 188), (480, 188), (480, 286), (561, 286), colour=ORANGE)
    return d
