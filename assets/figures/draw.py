"""Draws the course's diagrams as SVG, each once a language: `python assets/figures/draw.py`.

A diagram is a list of boxes, arrows and texts on white paper of its own, to read the same on a dark page.
"""

from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
BLUE, ORANGE, GREEN, INK = "#0072B2", "#B35C00", "#00714F", "#1A1A1A"
TINT = {BLUE: "#E3F0F9", ORANGE: "#FDF0DC", GREEN: "#E0F4EC", INK: "#F4F4F4"}


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

    def say(en: str, zh: str) -> str:
        return zh if language == "zh" else en

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

    def say(en: str, zh: str) -> str:
        return zh if language == "zh" else en

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


def drawings() -> dict[str, str]:
    """File name -> SVG text of every diagram in both languages."""
    diagrams = (seq2seq_at_a_glance, everything_is_a_sequence)
    return {f"{d.__name__}.{language}.svg": d(language).svg() for d in diagrams for language in ("en", "zh")}


if __name__ == "__main__":
    for name, svg in drawings().items():
        (HERE / name).write_text(svg, encoding="utf-8", newline="\n")
        print(name)
