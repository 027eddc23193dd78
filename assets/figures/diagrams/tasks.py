"""Diagrams of chapter 11: one machine behind many tasks."""

from math import sin

from .pen import BLUE, GREEN, INK, ORANGE, Diagram


def one_machine_many_tasks(language: str) -> Diagram:
    """Text, a picture and sound become vectors, each by a table or a matrix; then all go the same way."""
    d = Diagram(
        language,
        940,
        360,
        ("Only the ends differ", "只有两头不一样"),
        (
            "Three rows. A number in words goes through a table, a picture through patches and a matrix, "
            "sound through frames and a matrix. All three become rows of vectors, and go into the same box: "
            "encode, start, advance, project. Tokens come out: 2 1; a green circle; 4 0 7.",
            "三行。一个用文字写的数经过一张表，一张图片切成图像块再乘一个矩阵，"
            "一段声音切成帧再乘一个矩阵。"
            "三种都变成一排向量，进入同一个方框：encode、start、advance、project。出来的是词元："
            "2 1；绿色 圆形；4 0 7。",
        ),
    )
    rows = (90, 190, 290)
    d.text(76, rows[0] + 6, d.say("twenty one", "二十一"), 19, INK, 'font-weight="bold"')
    d.square(52, rows[1] - 28, 56, "#101010")
    d.dot(80, rows[1], 17, "#1FA31F")
    points = " ".join(f"{30 + x},{rows[2] + 26 * sin(x / 3.1) * sin(x / 32):.1f}" for x in range(101))
    d.parts.append(f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="2"/>')
    makers = (
        d.say("a table", "一张表"),
        d.say("patches, a matrix", "图像块、矩阵"),
        d.say("frames, a matrix", "帧、矩阵"),
    )
    for y, maker in zip(rows, makers, strict=True):
        d.arrow((138, y), (176, y), colour=INK)
        d.box(262, y, 160, 44, maker, ORANGE)
        d.arrow((344, y), (378, y), colour=INK)
        for n in range(4):
            d.parts.append(
                f'<rect x="{388 + 16 * n}" y="{y - 20}" width="10" height="40" rx="2" fill="{ORANGE}"/>'
            )
        d.arrow((458, y), (500, y), colour=INK)
    d.parts.append(
        '<rect x="508" y="56" width="184" height="268" rx="10" fill="none" '
        f'stroke="{BLUE}" stroke-width="2"/>'
    )
    for y, verb in zip((104, 162, 220, 278), ("encode", "start", "advance", "project"), strict=True):
        d.text(600, y + 6, verb, 20, BLUE, 'font-weight="bold"')
    said = (
        "2 1",
        d.say("a green circle …", "绿色 圆形 …"),
        "4 0 7",
    )
    for y, words in zip(rows, said, strict=True):
        d.arrow((700, y), (738, y), colour=GREEN)
        d.text(838, y + 6, words, 16, GREEN, 'font-weight="bold"')
    return d
