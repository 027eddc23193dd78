"""Diagrams of chapters 00 to 03: sequences, encoder, decoder."""

from .pen import BLUE, GREEN, INK, ORANGE, Diagram


def seq2seq_at_a_glance(language: str) -> Diagram:
    """Encoder, context vector, decoder; each output token goes in again as the next input."""
    d = Diagram(
        language,
        960,
        330,
        ("Seq2Seq at a glance", "Seq2Seq 一览"),
        (
            "The encoder reads 'three hundred and five' word by word into one context vector. "
            "The decoder writes 3, 0, 5, end; each token it writes is its next input.",
            "编码器逐字读入三百零五，得到一个上下文向量；解码器依次写出 3、0、5、结束，"
            "每写出一个词元，就把它作为下一步的输入。",
        ),
    )
    row, tokens, above = 160, 250, 70
    for i, word in enumerate(d.say("three hundred and five", "三 百 零 五").split()):
        x = 60 + 94 * i
        d.box(x, row, 70, 44, f"h{'₁₂₃₄'[i]}", BLUE)
        d.text(x, tokens + 5, word)
        d.arrow((x, tokens - 14), (x, row + 26), colour=BLUE)
        d.arrow((x + 37, row), (x + 57, row), colour=BLUE)
    d.box(452, row, 96, 60, d.say("context", "上下文向量"), ORANGE, 16)
    d.arrow((502, row), (558, row), colour=ORANGE)
    outputs, inputs = (
        ("3", "0", "5", d.say("(end)", "（结束）")),
        (d.say("(begin)", "（开始）"), "3", "0", "5"),
    )
    for i in range(4):
        x = 597 + 94 * i
        d.box(x, row, 70, 44, f"s{'₁₂₃₄'[i]}", GREEN)
        d.text(x, tokens + 5, inputs[i])
        d.arrow((x, tokens - 14), (x, row + 26), colour=GREEN)
        d.arrow((x, row - 24), (x, above + 14), colour=GREEN)
        d.text(x, above + 3, outputs[i], 18, INK, 'font-weight="bold"')
        if i < 3:
            d.arrow((x + 37, row), (x + 57, row), colour=GREEN)
            d.arrow(
                (x + 10, above + 8),
                (x + 46, above + 30),
                (x + 46, tokens),
                (x + 74, tokens),
                colour=INK,
                dashed=True,
            )
    d.text(200, 30, d.say("Encoder: reads the source", "编码器：读入源序列"), 18, BLUE)
    d.text(452, 100, d.say("one vector", "一个定长向量"), 14, ORANGE)
    d.text(738, 30, d.say("Decoder: writes the target", "解码器：写出目标序列"), 18, GREEN)
    d.text(
        480,
        308,
        d.say(
            "Dashed: what the decoder wrote is what it reads next. Source and target may differ in length.",
            "虚线：解码器写出的词元就是它下一步的输入。源序列与目标序列的长度可以不同。",
        ),
        15,
    )
    return d


def everything_is_a_sequence(language: str) -> Diagram:
    """Text in tokens, sound in frames, a picture in patches: each becomes a row of vectors."""
    d = Diagram(
        language,
        900,
        370,
        ("Everything can be a sequence", "什么都可以是序列"),
        (
            "Three rows. A sentence is cut into tokens, a sound wave into frames, a picture into patches; "
            "each piece becomes one vector, and the vectors stand in order.",
            "三行：句子切成词元，声波切成帧，图片切成图像块；每一块变成一个向量，向量按顺序排列。",
        ),
    )
    rows = (85, 190, 295)
    names = (
        d.say("text: tokens", "文字：词元"),
        d.say("sound: frames", "声音：帧"),
        d.say("picture: patches", "图片：图像块"),
    )
    for y, name, colour in zip(rows, names, (BLUE, ORANGE, GREEN), strict=True):
        d.text(90, y + 6, name, 17, colour)
        d.arrow((520, y), (570, y), colour=colour)
        for i in range(4):
            d.box(618 + 74 * i, y, 56, 40, f"v{'₁₂₃₄'[i]}", colour)
    for i, word in enumerate(d.say("I like old maps", "我 喜欢 旧 地图").split()):
        d.box(215 + 84 * i, rows[0], 74, 40, word, BLUE)
    heights = (8, 22, 34, 26, 10, 18, 38, 30, 14, 6, 16, 28, 36, 20, 9, 5)
    for i, height in enumerate(heights):
        x = 190 + 20.6 * i
        d.line(x, rows[1] - height, x, rows[1] + height, ORANGE, 6)
    for i in range(1, 4):
        x = 179.7 + 82.4 * i
        d.line(x, rows[1] - 46, x, rows[1] + 46, INK, 1.5)
    shades = ("#CDE9DD", "#8FCDB4", "#00714F", "#5BB394")
    for row in range(2):
        for column in range(8):
            shade = shades[(row * 3 + column * column) % 4]
            d.square(230 + 33 * column, rows[2] - 33 + 33 * row, 33, shade)
    for i in range(1, 4):
        d.line(230 + 66 * i, rows[2] - 42, 230 + 66 * i, rows[2] + 42, INK, 1.5)
    d.text(730, 30, d.say("a sequence of vectors, in order", "按顺序排列的向量"), 16)
    d.text(350, 30, d.say("cut into pieces", "切成一块一块"), 16)
    return d


def one_size_of_context(language: str) -> Diagram:
    """A short and a long source, read token by token, leave contexts of one size."""
    d = Diagram(
        language,
        900,
        300,
        ("One size of context", "上下文向量只有一种大小"),
        (
            "Two rows. A source of two tokens and a source of eight are read token by token, each step from "
            "the state before it; both end in a context of six units.",
            "上下两行：两个词元的源序列和八个词元的源序列，都是逐个读入，每一步都从前一步的状态出发；"
            "最后留下的上下文向量都是六维。",
        ),
    )
    end = d.say("(end)", "（结束）")
    sources = ["seven", end], [*"two million three hundred thousand and six".split(), end]
    for y, words in zip((110, 220), sources, strict=True):
        for i, word in enumerate(words):
            x = 70 + 84 * i
            d.box(x, y, 44, 36, f"h{'₁₂₃₄₅₆₇₈'[i]}", BLUE)
            d.text(x, y + 52, word, 14)
            d.arrow((x, y + 38), (x, y + 20), colour=BLUE)
            d.arrow((x + 24, y), (x + 60 if i + 1 < len(words) else 722, y), colour=BLUE)
        for i, shade in enumerate(("#E69F00", "#F6D28A", "#B35C00", "#FDF0DC", "#D98B1F", "#F1BC5A")):
            d.square(730 + 24 * i, y - 12, 24, shade)
    d.text(340, 40, d.say("the encoder reads one token after the other", "编码器逐个读入词元"), 16, BLUE)
    d.text(802, 40, d.say("context", "上下文向量"), 16, ORANGE)
    d.text(802, 62, d.say("always the same size", "大小总是一样"), 14, ORANGE)
    return d


def one_decoder_step(language: str) -> Diagram:
    """Three inputs, one cell, logits, softmax, a token; the token and the state go into the next step."""
    d = Diagram(
        language,
        900,
        360,
        ("One step of the decoder", "解码器的一步"),
        (
            "Three inputs go into the cell: the token before, the state before, the context. "
            "The new state becomes logits, the softmax makes probabilities of them, and a token is chosen. "
            "The token and the state are inputs of the next step.",
            "三个输入进入循环单元：上一个词元、上一个状态、上下文向量。新的状态变成 logits，"
            "softmax 把它变成概率，再选出一个词元。这个词元和这个状态又是下一步的输入。",
        ),
    )
    d.box(110, 90, 150, 52, d.say("context  c", "上下文向量 c"), ORANGE)
    d.box(110, 180, 150, 52, d.say("state before  sₜ₋₁", "上一状态 sₜ₋₁"), GREEN)
    d.box(110, 270, 150, 52, d.say("token before  yₜ₋₁", "上一词元 yₜ₋₁"), INK)
    for y, colour in ((90, ORANGE), (180, GREEN), (270, INK)):
        d.arrow((187, y), (252, y if y == 180 else (150 if y < 180 else 210)), colour=colour)
    d.box(300, 180, 90, 96, d.say("cell", "循环单元"), GREEN)
    d.arrow((347, 180), (392, 180), colour=GREEN)
    d.box(430, 180, 70, 52, "sₜ", GREEN)
    d.arrow((467, 180), (496, 180))
    d.box(552, 180, 106, 52, "logits  oₜ", INK)
    d.arrow((607, 180), (677, 180))
    d.text(640, 165, "softmax", 14)
    d.box(729, 180, 98, 52, d.say("p(y | …)", "p(y | …)"), BLUE)
    d.arrow((780, 180), (814, 180))
    d.box(845, 180, 56, 52, "yₜ", INK)
    d.arrow((430, 208), (430, 318), (16, 318), (16, 180), (33, 180), colour=GREEN, dashed=True)
    d.arrow((845, 208), (845, 340), (110, 340), (110, 300), colour=INK, dashed=True)
    d.text(620, 306, d.say("into the next step", "进入下一步"), 15)
    d.text(450, 36, d.say("three inputs, not two", "三个输入，而不是两个"), 18)
    return d


def greedy_trap(language: str) -> Diagram:
    """Two tokens a sentence: greedy takes the better first one, the better sentence begins with the other."""
    d = Diagram(
        language,
        760,
        270,
        ("Greedy takes A and misses the best sentence", "贪心取了 A，错过了最好的句子"),
        (
            "A tree. The first token is A with .6, or B with .4. After A the best second token has .5, so "
            "the "
            "sentence has .30. After B it has .9, so the sentence has .36. Greedy goes to A.",
            "一棵树：第一个词元是 A 的概率 0.6，是 B 的概率 0.4。A 之后最好的第二个词元是 0.5，整句 0.30；"
            "B 之后是 0.9，整句 0.36。贪心搜索走向 A。",
        ),
    )
    zero = d.say("", "0")
    d.box(90, 140, 120, 48, d.say("begin", "开始"))
    d.text(380, 30, d.say("the better token, the worse sentence", "词元更好，句子更差"), 18)
    for y, colour, name, first, second, whole in (
        (85, ORANGE, "A", ".6", ".5", ".6 × .5 = .30"),
        (205, BLUE, "B", ".4", ".9", ".4 × .9 = .36"),
    ):
        d.arrow((152, 140), (252, y), colour=colour)
        d.text(200, y + (12 if y < 140 else -4), zero + first, 15, colour)
        d.box(290, y, 70, 48, name, colour)
        d.arrow((328, y), (432, y), colour=colour)
        d.text(380, y - 8, zero + second, 15, colour)
        d.box(470, y, 70, 48, d.say("best", "最好的"), colour, 15)
        d.text(628, y + 6, whole.replace(".", "0.") if zero else whole, 17, colour)
    d.text(290, 52, d.say("greedy goes here", "贪心走这边"), 14, ORANGE)
    d.text(628, 238, d.say("the best sentence", "最好的句子"), 14, BLUE)
    return d
