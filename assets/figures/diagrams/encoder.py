"""Diagrams of chapter 02: a gate with numbers in it, a padded batch and where its reading stops."""

from .pen import BLUE, GREEN, INK, ORANGE, Diagram


def one_gate(language: str) -> Diagram:
    """One unit of a GRU: the gate z mixes the old value with the candidate, by shares of z and 1 - z."""
    d = Diagram(
        language,
        900,
        300,
        ("A gate mixes old and new", "门把旧值和新值混在一起"),
        (
            "The old value .8 is multiplied by z = .25, the candidate -.4 by 1 - z = .75. The sum of both, "
            "-.1, is the new value. Gate and candidate are computed from the token and the old state.",
            "旧值 0.8 乘以 z = 0.25，候选值 -0.4 乘以 1 - z = 0.75，两者相加得新值 -0.1。"
            "门和候选值都由词元和旧状态算出。",
        ),
    )
    top, middle, low = 70, 155, 240
    d.box(130, top, 200, 48, d.say("old value  h = .8", "旧值  h = 0.8"), BLUE)
    d.box(130, middle, 200, 48, d.say("token x, old state", "词元 x，旧状态"), INK)
    d.box(130, low, 200, 48, d.say("candidate  n = −.4", "候选值  n = −0.4"), ORANGE)
    d.box(420, middle, 190, 48, d.say("gate  z = .25", "门  z = 0.25"), GREEN, 17)
    d.arrow((232, middle), (323, middle))
    d.arrow((130, middle + 26), (130, low - 26))
    d.box(420, top, 190, 44, d.say("keep a share z", "留下比例 z"), BLUE)
    d.box(420, low, 190, 44, d.say("take a share 1 − z", "取比例 1 − z"), ORANGE)
    for y, colour in ((top, BLUE), (low, ORANGE)):
        d.arrow((232, y), (323, y), colour=colour)
    d.arrow((420, middle - 26), (420, top + 24), colour=GREEN)
    d.arrow((420, middle + 26), (420, low - 24), colour=GREEN)
    d.arrow((517, top), (640, top), (640, middle - 26), colour=BLUE)
    d.arrow((517, low), (640, low), (640, middle + 26), colour=ORANGE)
    d.text(578, top - 10, d.say(".25 × .8 = .2", "0.25 × 0.8 = 0.2"), 14, BLUE)
    d.text(590, low + 24, d.say(".75 × (−.4) = −.3", "0.75 × (−0.4) = −0.3"), 14, ORANGE)
    d.box(640, middle, 46, 46, "+", INK, 22)
    d.arrow((665, middle), (716, middle))
    d.box(800, middle, 164, 48, d.say("new value  −.1", "新值  −0.1"), BLUE)
    return d


def padding_and_packing(language: str) -> Diagram:
    """A batch of two: a short row read on through its PADs, and the same row stopped at its own end."""
    d = Diagram(
        language,
        900,
        340,
        ("Where the reading stops", "读到哪里为止"),
        (
            "Three rows. The longest fills the batch, and its last state is its context. A short row that is "
            "read on through three PADs has its last column as context. Packed, it stops after its own EOS.",
            "三行。最长的一行占满整批，最后一个状态就是它的上下文向量。短的一行，如果一直读过三个 PAD，"
            "上下文取的是最后一列；打包以后，读完自己的 EOS 就停下。",
        ),
    )
    rows = [
        (60, "a b c d EOS".split(), 5, d.say("the longest row", "最长的一行")),
        (165, "e EOS PAD PAD PAD".split(), 5, d.say("reads on through PAD", "一直读过 PAD")),
        (270, "e EOS PAD PAD PAD".split(), 2, d.say("packed: stops at its end", "打包：到自己的末尾为止")),
    ]
    for y, tokens, read, name in rows:
        d.text(125, y + 6, name, 16)
        for i, token in enumerate(tokens):
            x = 300 + 100 * i
            pad = token == "PAD"
            d.text(x, y + 56, token, 14, "#767676" if pad else INK)
            if i < read:
                d.box(x, y, 50, 38, f"h{'₁₂₃₄₅'[i]}", ORANGE if i + 1 == read else BLUE)
                d.arrow((x, y + 40), (x, y + 22), colour=BLUE)
                if i + 1 < read:
                    d.arrow((x + 27, y), (x + 72, y), colour=BLUE)
        d.arrow((300 + 100 * (read - 1) + 27, y), (770, y), colour=ORANGE, dashed=read < 5)
        d.text(825, y + 6, d.say("context", "上下文向量"), 15, ORANGE)
    d.text(825, 190, d.say("wrong", "错"), 15, INK, 'font-weight="bold"')
    return d
