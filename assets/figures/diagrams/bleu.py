"""Diagrams of chapter 06: two translations that are scored, and the runs of four words that BLEU counts."""

from .pen import BLUE, GREEN, INK, ORANGE, Diagram

REFERENCE = "the children are not allowed to swim in this lake".split()


def width_of(word: str) -> float:
    return 24 + 9.6 * len(word)


def two_translations(language: str) -> Diagram:
    """A reference and two candidates; only words that the reference has are marked."""
    d = Diagram(
        language,
        940,
        290,
        ("Two translations", "两份译文"),
        (
            "The reference: the children are not allowed to swim in this lake. "
            "Candidate A leaves out 'not'; the reference has all of its words. "
            "Candidate B, swimming here is forbidden for kids, has none of them.",
            "参考译文：the children are not allowed to swim in this lake。候选 A 漏了 not，其余的词全都相同；"
            "候选 B 是 swimming here is forbidden for kids，没有一个词相同。",
        ),
    )
    rows = (
        (60, d.say("reference", "参考译文"), REFERENCE),
        (140, "A", [word for word in REFERENCE if word != "not"]),
        (220, "B", "swimming here is forbidden for kids".split()),
    )
    for y, name, words in rows:
        d.text(60, y + 6, name, 17)
        x = 120.0
        for word in words:
            width = width_of(word)
            shared = word in REFERENCE
            d.box(x + width / 2, y, width, 40, word, (BLUE if y == 60 else GREEN) if shared else ORANGE)
            if shared and y > 60:
                d.line(x + 10, y + 25, x + width - 10, y + 25, GREEN, 3)
            x += width + 8
    d.text(470, 274, d.say("underlined: the reference has the word, too", "下划线：参考译文里也有这个词"), 15)
    return d


def runs_of_four(language: str) -> Diagram:
    """Candidate A, and a line under each run of four words: is it in the reference?"""
    d = Diagram(
        language,
        940,
        330,
        ("Three of six runs of four words are found", "六组连续四个词，找到三组"),
        (
            "Candidate A without 'not', and under it its six runs of four words. The first three cross "
            "the gap and are not in the reference; the last three are.",
            "漏了 not 的候选译文 A，下面是它的六组连续四个词。前三组跨过缺口，参考译文里没有；后三组有。",
        ),
    )
    words = [word for word in REFERENCE if word != "not"]
    edges = [120.0]
    d.text(60, 61, "A", 17)
    for i, word in enumerate(words):
        width = width_of(word)
        d.box(edges[-1] + width / 2, 55, width, 40, word, BLUE)
        edges.append(edges[-1] + width + (30 if i == 2 else 8))
    gap = edges[3] - 19
    d.text(gap, 26, d.say("here “not” is missing", "这里漏了 not"), 15, ORANGE)
    d.line(gap, 34, gap, 280, ORANGE, 1.5)
    for i in range(len(words) - 3):
        y, found = 105 + 34 * i, i >= 3
        colour = GREEN if found else ORANGE
        d.line(edges[i] + 4, y, edges[i + 4] - 12, y, colour, 7)
        told = d.say("found", "找到") if found else d.say("not found", "没找到")
        d.text(edges[i + 4] + 34, y + 5, told, 15, colour)
    d.text(470, 314, "p₄ = 3 / 6", 18, INK)
    return d
