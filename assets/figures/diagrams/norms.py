"""Diagram of chapter 09: which numbers a norm looks at."""

from .pen import BLUE, ORANGE, Diagram

SIDE, COLUMNS = 30, 6
ROWS = (0, 1, 2, 3, 5, 6, 7, 8)  # two sentences of four places, with a gap between them
PADS = (7, 8)  # the last two places of the second sentence


def which_numbers(language: str) -> Diagram:
    """The same numbers twice: layer norm looks along the row of one token, batch norm down one column."""
    d = Diagram(
        language,
        900,
        430,
        ("Which numbers a norm looks at", "归一化看哪些数"),
        (
            "Two sentences, one row a token, six numbers each; the last two rows of the second sentence are "
            "padding. For one number, layer norm looks at the six numbers of its own row. Batch norm looks "
            "at its column: the same dimension in all six real tokens, without the padding.",
            "两个句子，一行是一个词元，每行六个数；第二句的最后两行是填充。"
            "对其中一个数来说，层归一化看的是它自己那一行的六个数；"
            "批量归一化看的是它那一列，也就是六个真实词元的同一维，不含填充。",
        ),
    )
    for left, title, note, by_row in (
        (130, ("layer norm", "层归一化"), ("one token, all its numbers", "一个词元的全部维"), True),
        (
            570,
            ("batch norm", "批量归一化"),
            ("one dimension, all real tokens", "所有真实词元的同一维"),
            False,
        ),
    ):
        d.text(left + 90, 34, d.say(*title), 18)
        for row in ROWS:
            y = 56 + 36 * row
            if row in PADS:
                d.text(left - 34, y + 20, "PAD", 13, "#767676")
            else:
                d.text(left - 34, y + 20, f"{d.say('token', '词元')} {row % 5 + 1}", 13)
            for column in range(COLUMNS):
                seen = row == 1 if by_row else column == 2 and row not in PADS
                here = row == 1 and column == 2
                colour = ORANGE if here else BLUE
                fill = colour if here or seen else "#F4F4F4" if row in PADS else "#DADADA"
                d.square(left + SIDE * column, y, SIDE, fill)
        d.text(left + 90, 410, d.say(*note), 15, BLUE)
    return d
