"""Draws the course's diagrams as SVG, each once a language: `python assets/figures/draw.py`.

A diagram is a list of boxes, arrows and texts on white paper of its own, to read the same on a dark page.
"""

from functools import partial
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
BLUE, ORANGE, GREEN, INK = "#0072B2", "#B35C00", "#00714F", "#1A1A1A"
TINT = {BLUE: "#E3F0F9", ORANGE: "#FDF0DC", GREEN: "#E0F4EC", INK: "#F4F4F4"}


def pick(language: str, en: str, zh: str) -> str:
    """Whichever of two texts is in the language."""
    return zh if language == "zh" else en


class Diagram:
    """Collects SVG elements; `svg()` wraps them in paper, title and description."""

    def __init__(self, width: int, height: int, title: str, description: str):
        self.size, self.title, self.description = (width, height), title, description
        self.parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, size: int = 16, colour: str = INK, style: str = ""
    ) -> None:
        self.parts.append(
            f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="middle" {style}>'
            f"{escape(words)}</text>"
        )

    def box(
        self, x: float, y: float, width: float, height: float, words: str, colour: str = INK, size: int = 16
    ) -> None:
        """A rounded box with its centre at (x, y)."""
        self.parts.append(
            f'<rect x="{x - width / 2}" y="{y - height / 2}" width="{width}" height="{height}" rx="7" '
            f'fill="{TINT[colour]}" stroke="{colour}" stroke-width="1.8"/>'
        )
        self.text(x, y + size * 0.35, words, size, colour)

    def arrow(self, *points: tuple[float, float], colour: str = INK, dashed: bool = False) -> None:
        path = "M" + " L".join(f"{x},{y}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.8"{dash} '
            f'marker-end="url(#{colour[1:]})"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> None:
        self.parts.append(
            f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" '
            f'stroke="{colour}" stroke-width="{width}"/>'
        )

    def square(self, x: float, y: float, side: float, fill: str) -> None:
        """A square with its corner at (x, y)."""
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{fill}" stroke="#FFFFFF"/>'
        )

    def svg(self) -> str:
        width, height = self.size
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                f'width="{width}" height="{height}"'
                ' font-family="system-ui, sans-serif" role="img">',
                f"<title>{escape(self.title)}</title><desc>{escape(self.description)}</desc>",
                "<defs>",
                *(
                    f'<marker id="{colour[1:]}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
                    f'markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
                    for colour in TINT
                ),
                "</defs>",
                f'<rect width="{width}" height="{height}" rx="10" fill="#FFFFFF"/>',
                *self.parts,
                "</svg>\n",
            ]
        )


def seq2seq_at_a_glance(language: str) -> Diagram:
    """Encoder, context vector, decoder; each output token goes in again as the next input."""
    say = partial(pick, language)
    d = Diagram(
        960,
        330,
        say("Seq2Seq at a glance", "Seq2Seq 一览"),
        say(
            "The encoder reads 'three hundred and five' word by word into one context vector. "
            "The decoder writes 3, 0, 5, end; each token it writes is its next input.",
            "编码器逐词读入 three hundred and five，压缩成一个上下文向量；解码器依次写出 3、0、5、结束，"
            "每写出一个词元，就把它作为下一步的输入。",
        ),
    )
    row, tokens, above = 160, 250, 70
    for i, word in enumerate(("three", "hundred", "and", "five")):
        x = 60 + 94 * i
        d.box(x, row, 70, 44, f"h{'₁₂₃₄'[i]}", BLUE)
        d.text(x, tokens + 5, word)
        d.arrow((x, tokens - 14), (x, row + 26), colour=BLUE)
        d.arrow((x + 37, row), (x + 57, row), colour=BLUE)
    d.box(452, row, 96, 60, say("context", "上下文向量"), ORANGE, 16)
    d.arrow((502, row), (558, row), colour=ORANGE)
    outputs, inputs = ("3", "0", "5", say("(end)", "（结束）")), (say("(begin)", "（开始）"), "3", "0", "5")
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
    d.text(200, 30, say("Encoder: reads the source", "编码器：读入源序列"), 18, BLUE)
    d.text(452, 100, say("one vector", "一个定长向量"), 14, ORANGE)
    d.text(738, 30, say("Decoder: writes the target", "解码器：写出目标序列"), 18, GREEN)
    d.text(
        480,
        308,
        say(
            "Dashed: what the decoder wrote is what it reads next. Source and target may differ in length.",
            "虚线：解码器写出的词元就是它下一步的输入。源序列与目标序列的长度可以不同。",
        ),
        15,
    )
    return d


def everything_is_a_sequence(language: str) -> Diagram:
    """Text in tokens, sound in frames, a picture in patches: each becomes a row of vectors."""
    say = partial(pick, language)
    d = Diagram(
        900,
        370,
        say("Everything can be a sequence", "什么都可以是序列"),
        say(
            "Three rows. A sentence is cut into tokens, a sound wave into frames, a picture into patches; "
            "each piece becomes one vector, and the vectors stand in order.",
            "三行：句子切成词元，声波切成帧，图片切成图像块；每一块变成一个向量，向量按顺序排列。",
        ),
    )
    rows = (85, 190, 295)
    names = (
        say("text: tokens", "文字：词元"),
        say("sound: frames", "声音：帧"),
        say("picture: patches", "图片：图像块"),
    )
    for y, name, colour in zip(rows, names, (BLUE, ORANGE, GREEN), strict=True):
        d.text(90, y + 6, name, 17, colour)
        d.arrow((520, y), (570, y), colour=colour)
        for i in range(4):
            d.box(618 + 74 * i, y, 56, 40, f"x{'₁₂₃₄'[i]}", colour)
    for i, word in enumerate(say("I like old maps", "我 喜欢 旧 地图").split()):
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
    d.text(730, 30, say("a sequence of vectors, in order", "按顺序排列的向量"), 16)
    d.text(350, 30, say("cut into pieces", "切成一块一块"), 16)
    return d


def one_size_of_context(language: str) -> Diagram:
    """A short and a long source, read token by token, leave contexts of one size."""
    say = partial(pick, language)
    d = Diagram(
        900,
        300,
        say("One size of context", "上下文向量只有一种大小"),
        say(
            "Two rows. A source of two tokens and a source of eight are read token by token, each step from "
            "the state before it; both end in a context of six numbers.",
            "上下两行：两个词元的源序列和八个词元的源序列，都是逐个读入，每一步都从前一步的状态出发；"
            "最后留下的上下文向量都是六个数。",
        ),
    )
    sources = ("seven (end)", "two million three hundred thousand and six (end)")
    if language == "zh":
        sources = tuple(source.replace("(end)", "（结束）") for source in sources)
    for y, words in zip((110, 220), (source.split() for source in sources), strict=True):
        for i, word in enumerate(words):
            x = 70 + 84 * i
            d.box(x, y, 44, 36, f"h{'₁₂₃₄₅₆₇₈'[i]}", BLUE)
            d.text(x, y + 52, word, 14)
            d.arrow((x, y + 38), (x, y + 20), colour=BLUE)
            d.arrow((x + 24, y), (x + 60 if i + 1 < len(words) else 722, y), colour=BLUE)
        for i, shade in enumerate(("#E69F00", "#F6D28A", "#B35C00", "#FDF0DC", "#D98B1F", "#F1BC5A")):
            d.square(730 + 24 * i, y - 12, 24, shade)
    d.text(340, 40, say("the encoder reads one token after the other", "编码器逐个读入词元"), 16, BLUE)
    d.text(802, 40, say("context", "上下文向量"), 16, ORANGE)
    d.text(802, 62, say("always as many numbers", "数的个数总是一样"), 14, ORANGE)
    return d


def one_decoder_step(language: str) -> Diagram:
    """Three inputs, one cell, logits, softmax, a token; the token and the state go into the next step."""
    say = partial(pick, language)
    d = Diagram(
        900,
        360,
        say("One step of the decoder", "解码器的一步"),
        say(
            "Three inputs go into the cell: the token before, the state before, the context. "
            "The new state becomes logits, the softmax makes probabilities of them, and a token is chosen. "
            "The token and the state are inputs of the next step.",
            "三个输入进入循环单元：上一个词元、上一个状态、上下文向量。新的状态变成 logits，"
            "softmax 把它变成概率，再选出一个词元。这个词元和这个状态又是下一步的输入。",
        ),
    )
    d.box(110, 90, 150, 52, say("context  c", "上下文向量 c"), ORANGE)
    d.box(110, 180, 150, 52, say("state before  sₜ₋₁", "上一状态 sₜ₋₁"), GREEN)
    d.box(110, 270, 150, 52, say("token before  yₜ₋₁", "上一词元 yₜ₋₁"), INK)
    for y, colour in ((90, ORANGE), (180, GREEN), (270, INK)):
        d.arrow((187, y), (252, y if y == 180 else (150 if y < 180 else 210)), colour=colour)
    d.box(300, 180, 90, 96, say("cell", "循环单元"), GREEN)
    d.arrow((347, 180), (392, 180), colour=GREEN)
    d.box(430, 180, 70, 52, "sₜ", GREEN)
    d.arrow((467, 180), (496, 180))
    d.box(552, 180, 106, 52, "logits  oₜ", INK)
    d.arrow((607, 180), (677, 180))
    d.text(640, 165, "softmax", 14)
    d.box(729, 180, 98, 52, say("p(y | …)", "p(y | …)"), BLUE)
    d.arrow((780, 180), (814, 180))
    d.box(845, 180, 56, 52, "yₜ", INK)
    d.arrow((430, 208), (430, 318), (16, 318), (16, 180), (33, 180), colour=GREEN, dashed=True)
    d.arrow((845, 208), (845, 340), (110, 340), (110, 300), colour=INK, dashed=True)
    d.text(620, 306, say("into the next step", "进入下一步"), 15)
    d.text(450, 36, say("three inputs, not two", "三个输入，而不是两个"), 18)
    return d


def two_ways_to_feed(language: str) -> Diagram:
    """The decoder says a wrong token; what it reads next is the right token above, its own below."""
    say = partial(pick, language)
    d = Diagram(
        900,
        400,
        say("Two ways to feed the decoder", "喂给解码器的两种办法"),
        say(
            "Two rows of four decoder steps; the right output is 4 2 1 7, and step 2 says 9 instead of 2. "
            "Above, with teacher forcing, step 3 reads the right token 2. "
            "Below, without it, step 3 reads the model's own 9.",
            "上下两行，各是解码器的四步；正确的输出是 4 2 1 7，第 2 步却说成了 9。"
            "上面是教师强制，第 3 步读入标准的 2；下面不用教师强制，第 3 步读入模型自己说的 9。",
        ),
    )
    rows = (
        (110, BLUE, say("teacher forcing", "教师强制"), "421"),
        (290, ORANGE, say("its own tokens", "用自己的词元"), "49?"),
    )
    begin = say("(begin)", "（开始）")
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
        say("Right: 4 2 1 7. What should go in at step 3?", "正确：4 2 1 7。第 3 步该喂什么？"),
        16,
    )
    d.text(
        450,
        24,
        say("above each step: what it says; below: what it reads", "每步上方：它说的；下方：它读的"),
        15,
    )
    return d


def one_wrong_character(language: str) -> Diagram:
    """The notes' sentence beside its reference, aligned: where it first errs, goes on, and is right again."""
    say = partial(pick, language)
    d = Diagram(
        900,
        330,
        say("One wrong character, and what follows", "一个错字，和它后面的字"),
        say(
            "The reference is 我喜欢自然语言处理, the output 我喜欢自动化处理, written below it with a gap. "
            "动 is the first wrong character, after a right prefix; 化 follows wrong; 处理 is right again.",
            "标准答案是“我喜欢自然语言处理”，下面是输出“我喜欢自动化处理”，中间留一个空位对齐。"
            "“动”是第一个错字，它前面都对；“化”接着错；“处理”又对了。",
        ),
    )
    d.text(70, 86, say("reference", "标准答案"), 15)
    d.text(70, 176, say("it wrote", "模型写的"), 15)
    for i, (right, said) in enumerate(zip("我喜欢自然语言处理", "我喜欢自动化－处理", strict=True)):
        x = 170 + 80 * i
        d.box(x, 80, 56, 52, right, BLUE, 24)
        d.box(x, 170, 56, 52, said, GREEN if said == right else ORANGE, 24)
        if said != right:
            d.line(x - 20, 204, x + 20, 204, ORANGE, 3)
    notes = (
        (290, say("right prefix", "前缀都对")),
        (490, say("the first error", "第一个错")),
        (610, say("goes on wrong", "接着错")),
        (770, say("right again", "又对了")),
    )
    for x, words in notes:
        d.text(x, 236 if x != 610 else 262, words, 16)
    d.text(
        450,
        308,
        say("Which of these is exposure bias?", "这里面，哪一个是暴露偏差？"),
        18,
    )
    return d


def two_translations(language: str) -> Diagram:
    """A reference and two candidates; only words that the reference has are marked."""
    say = partial(pick, language)
    d = Diagram(
        940,
        290,
        say("Two translations", "两份译文"),
        say(
            "The reference: the children are not allowed to swim in this lake. "
            "Candidate A leaves out 'not'; the reference has all of its words. "
            "Candidate B, swimming here is forbidden for kids, has none of them.",
            "参考译文：the children are not allowed to swim in this lake。候选 A 漏了 not，其余的词全都相同；"
            "候选 B 是 swimming here is forbidden for kids，没有一个词相同。",
        ),
    )
    reference = "the children are not allowed to swim in this lake".split()
    rows = (
        (60, say("reference", "参考译文"), reference),
        (140, "A", [word for word in reference if word != "not"]),
        (220, "B", "swimming here is forbidden for kids".split()),
    )
    for y, name, words in rows:
        d.text(60, y + 6, name, 17)
        x = 120
        for word in words:
            width = 24 + 9.6 * len(word)
            shared = word in reference
            d.box(x + width / 2, y, width, 40, word, (BLUE if y == 60 else GREEN) if shared else ORANGE)
            if shared and y > 60:
                d.line(x + 10, y + 25, x + width - 10, y + 25, GREEN, 3)
            x += width + 8
    d.text(470, 274, say("underlined: the reference has the word, too", "下划线：参考译文里也有这个词"), 15)
    return d


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


def drawings() -> dict[str, str]:
    """File name -> SVG text of every diagram in both languages."""
    diagrams = (
        seq2seq_at_a_glance,
        everything_is_a_sequence,
        one_size_of_context,
        one_decoder_step,
        two_ways_to_feed,
        one_wrong_character,
        two_translations,
        look_back,
    )
    return {f"{d.__name__}.{language}.svg": d(language).svg() for d in diagrams for language in ("en", "zh")}


if __name__ == "__main__":
    for name, svg in drawings().items():
        (HERE / name).write_text(svg, encoding="utf-8", newline="\n")
        print(name)
