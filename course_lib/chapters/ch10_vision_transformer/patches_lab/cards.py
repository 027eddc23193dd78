"""What the patches lab shows: patches in a row, shares over the picture, bars, and sentences on them."""

import html

from course_lib.data.corpora.digits import SIDE
from course_lib.kit.card import INK, card, drawing, text
from course_lib.kit.figure import BLUE, GREEN, ORANGE, RED
from course_lib.kit.heat import SHADE, number
from course_lib.language import label, pick

from .compute import POSITIONS, Reading, accuracy, asked, changed

FEW = 0.05  # up to this share of other answers, an order hardly matters
PIXEL = 21  # of the picture, on the page
WIDE, BAR = 160, 18  # of the bars
GAP = 9  # between two patches: four of them, and their gaps, are as wide as a phone has room
FLOW = "display:flex;flex-wrap:wrap;max-width:500px;margin-top:6px"
BESIDE = '<div style="display:flex;flex-wrap:wrap;gap:8px 28px;align-items:flex-start">{}</div>'
CELL = '<div style="flex:0 1 {0}px;min-width:0"><b>{1}</b>{2}</div>'


def sequence(reading: Reading) -> str:
    """The patches in the order in which the model gets them."""
    count = len(reading.order)
    lead = pick(
        f"What the model gets: {count} patches of {reading.patch} × {reading.patch} pixels, after the class "
        "token",
        f"模型拿到的：类别词元之后，{count} 个 {reading.patch} × {reading.patch} 像素的图像块",
    )
    if count == 1:
        lead = pick(
            "What the model gets: one patch. That is no sequence, and there is nothing to shuffle.",
            "模型拿到的：只有一块。这不成序列，也没什么可打乱的。",
        )
    elif reading.shuffled:
        lead += pick(", shuffled", "，已打乱")
    return card(f"<b>{lead}</b>{pieces(reading)}")


def answer(reading: Reading, calm: Reading, truth: int | None, layer: int, head: int | None) -> str:
    """Where the class token looks, what the model thinks, and what shuffling does; `calm` is unshuffled."""
    seen, thought = looks(reading, layer, head), bars(reading, calm, truth)
    drawn = CELL.format(180, pick("Class token looks here", "类别词元看哪里"), seen)
    drawn += CELL.format(250, pick("What the model thinks", "模型怎么想"), thought)
    lines = (_said(reading, truth), _shuffled(reading, calm))
    told = "".join(f"<p>{line}</p>" for line in lines if line)
    return card(f"{BESIDE.format(drawn)}{told}<small>{_caution(layer)}</small>")


def _said(reading: Reading, truth: int | None) -> str:
    share = reading.probabilities[reading.said]
    line = pick(
        f"It says <b>{reading.said}</b>, with probability {share:.2f}",
        f"它说是 <b>{reading.said}</b>，概率 {share:.2f}",
    )
    if truth is None and not reading.pixels.any():
        return line + pick(
            ". The paper is empty, and still it must name a digit: “nothing” is not among its ten answers.",
            "。纸上什么都没有，它还是得说出一个数字：十个答案里没有“空白”。",
        )
    if truth is None:
        return line + pick(
            ". Your own drawing: no one has written down what it is. The model learned from soft grey "
            "strokes; hard ones are new to it.",
            "。这是你画的，没有人写下它是几。模型学的是柔和的灰色笔画，硬的笔画它没见过。",
        )
    line += pick(": ", "：")
    if reading.said == truth:
        return line + f'<b style="color:{GREEN}">✓</b> ' + pick("right.", "对。")
    return line + f'<b style="color:{RED}">✗</b> ' + pick(f"it is a {truth}.", f"其实是 {truth}。")


def _shuffled(reading: Reading, calm: Reading) -> str:
    if not reading.shuffled:
        return ""
    if reading.positions == "none":
        return pick(
            f"Shuffled, and <b>exactly the same answer</b> as before ({calm.said}): without positions the "
            "patches are a set. Attention sums over it, and a sum has no order.",
            f"打乱了，答案<b>和原来一模一样</b>（{calm.said}）：没有位置，图像块就是一个集合。"
            "注意力对它求和，先加谁后加谁都一样。",
        )
    now, before = reading.probabilities[calm.said], calm.probabilities[calm.said]
    if reading.said == calm.said:
        return pick(
            f"Before shuffling it said {calm.said} too, with {before:.2f} (thin marks).",
            f"打乱之前它也说是 {calm.said}，概率 {before:.2f}（细线）。",
        )
    return pick(
        f"Before shuffling it said {calm.said}, with {before:.2f} (thin marks); now {calm.said} has "
        f"{now:.2f}.",
        f"打乱之前它说是 {calm.said}，概率 {before:.2f}（细线）；现在 {calm.said} 的概率是 {now:.2f}。",
    )


def _caution(layer: int) -> str:
    words = pick(
        "A share says where the class token took its mixture from, not why it decided (chapter 07).",
        "份额说的是类别词元从哪里取来混合，不是它为什么这样判断（第 07 章）。",
    )
    if layer == 0:
        words += pick(
            " In layer 1 the class token has seen nothing yet: it asks the same question of every picture.",
            "在第 1 层，类别词元还什么都没看到：对每张图，它问的都是同一个问题。",
        )
    return words


def worth(patch: int, positions: str, shuffle: int) -> str:
    """All 500 test pictures, as they are and shuffled in this way, and what positions are worth there."""
    (unlike,) = (kind for kind in POSITIONS if kind != positions)
    calm, other = accuracy(patch, positions), accuracy(patch, unlike)
    beside = (
        pick(f"the model with positions: {other:.2f}", f"有位置的模型：{other:.2f}")
        if unlike == "learned"
        else pick(f"the model without positions: {other:.2f}", f"没有位置的模型：{other:.2f}")
    )
    line = pick(
        f"All 500 test pictures, as they are: <b>{calm:.2f}</b> named rightly ({beside}).",
        f"全部 500 张测试图片，不打乱：认对的占 <b>{calm:.2f}</b>（{beside}）。",
    )
    if patch == SIDE:
        line += pick(
            " One patch always has the same place: a position tells nothing, and what differs is chance.",
            "只有一块，它总在同一个位置：位置什么也没告诉它，两个数的差别只是偶然。",
        )
    elif shuffle:
        mixed = accuracy(patch, positions, shuffle)
        line += pick(
            f" All shuffled like this one: <b>{mixed:.2f}</b>.", f"全都照这样打乱：<b>{mixed:.2f}</b>。"
        )
        line += _misled(changed(patch, positions, shuffle), positions)
    return card(line)


def _misled(count: int, positions: str) -> str:
    """What it means that so many of the test pictures got another answer."""
    if positions == "none":
        return pick(" Not one answer has changed, and none can.", "没有一个答案变了，也不可能变。")
    if count > FEW * len(asked().labels):
        return pick(
            f" {count} answers have changed. It relies on the places: with the pieces elsewhere it is "
            "misled.",
            f"有 {count} 个答案变了。它靠位置认图：块放错了地方，就把它骗了。",
        )
    return pick(
        f" Answers that have changed: {count}. This order hardly misleads it.",
        f"变了的答案：{count} 个。这样打乱，几乎骗不了它。",
    )


def grey(ink: float) -> str:
    """The colour of a pixel: 0 is white, 1 black."""
    return "#" + f"{round(255 * (1 - ink)):02x}" * 3


def _square(x: float, y: float, side: float, more: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}" {more}/>'


def pieces(reading: Reading) -> str:
    """The patches as the model gets them, each with its place; in lines of eight, or four on a phone."""
    count = len(reading.order)
    alt = label("sequence_alt", count=count, order=", ".join(str(n + 1) for n in reading.order))
    groups = "".join(_four(reading, first) for first in range(0, count, 4))
    return f'<div role="img" aria-label="{html.escape(alt)}" style="{FLOW}">{groups}</div>'


def _four(reading: Reading, first: int) -> str:
    """Up to four patches, from place `first`."""
    size = {2: 26, 4: 13, 8: 11}[reading.patch]  # of a pixel
    side, parts = size * reading.patch, []
    squares = reading.squares().tolist()[first : first + 4]
    for k, square in enumerate(squares):
        x, y, moved = 1.5 + (side + GAP) * k, 20, reading.order[first + k] != first + k
        for i, row in enumerate(square):
            for j, ink in enumerate(row):
                parts.append(_square(x + j * size, y + i * size, size, f'fill="{grey(ink)}"'))
        edge = f'stroke="{RED if moved else "#777"}" stroke-width="{2.5 if moved else 1}"'
        parts.append(_square(x, y, side, f'class="patch" fill="none" {edge}'))
        parts.append(text(x + side / 2, y - 6, str(first + k + 1), bold=moved))
    width = (side + GAP) * len(squares)
    return f'<div style="flex:0 1 {width}px">{drawing(width, side + 24, "", parts)}</div>'


def looks(reading: Reading, layer: int, head: int | None) -> str:
    """The picture, and over each patch the share that the class token takes from it."""
    own, shares = reading.shares(layer, head)
    most, side = max(shares), PIXEL * reading.patch
    parts = []
    for i, row in enumerate(reading.pixels.tolist()):
        for j, ink in enumerate(row):
            parts.append(_square(4 + j * PIXEL, 4 + i * PIXEL, PIXEL, f'fill="{grey(0.75 * ink)}"'))
    across = SIDE // reading.patch
    for n, share in enumerate(shares):
        x, y = 4 + side * (n % across), 4 + side * (n // across)
        shade = f'fill="rgba({SHADE},{0.75 * share / most:.3f})" stroke="{ORANGE}" stroke-width="2"'
        parts.append(_square(x, y, side, f'class="share" {shade}'))
        place = f'x="{x + side / 2 - 15:.1f}" y="{y + side / 2 - 9:.1f}" width="30" height="18"'
        parts.append(f'<rect {place} rx="3" fill="#fff" fill-opacity=".85"/>')
        parts.append(text(x + side / 2, y + side / 2 + 4, number(share), bold=share == most))
    below = pick(f"from itself: {number(own)}", f"来自它自己：{number(own)}")
    parts.append(text(4 + PIXEL * SIDE / 2, 24 + PIXEL * SIDE, below))
    told = ", ".join(number(share) for share in shares)
    return drawing(8 + PIXEL * SIDE, 32 + PIXEL * SIDE, label("looks_alt", shares=told), parts)


def bars(reading: Reading, calm: Reading, truth: int | None) -> str:
    """The probability of each digit; thin marks for the picture unshuffled; the truth has a tick."""
    left, parts = 46, []
    for n, share in enumerate(reading.probabilities):
        y = 4 + BAR * n
        mark = "✓ " if n == truth else ""
        parts.append(text(left - 8, y + 13, f"{mark}{n}", "end", bold=n == reading.said))
        colour = GREEN if n == truth else BLUE
        size = f'width="{WIDE * share:.1f}" height="{BAR - 5}"'
        parts.append(f'<rect class="bar" x="{left}" y="{y + 2}" {size} fill="{colour}"/>')
        if reading.shuffled and calm.probabilities[n] >= 0.005:
            at = left + WIDE * calm.probabilities[n]
            line = f'x1="{at:.1f}" x2="{at:.1f}" y1="{y}" y2="{y + BAR - 1}"'
            parts.append(f'<line class="calm" {line} stroke="{RED}" stroke-width="3"/>')
        if share >= 0.005:
            parts.append(text(left + WIDE + 8, y + 13, number(share), "start"))
    parts.append(
        f'<line x1="{left}" x2="{left}" y1="2" y2="{4 + 10 * BAR}" stroke="{INK}" stroke-width="1"/>'
    )
    parts.append(text(left + WIDE / 2, 24 + 10 * BAR, label("probability_of_digit")))
    told = ", ".join(f"{n}: {number(share)}" for n, share in enumerate(reading.probabilities))
    return drawing(left + WIDE + 44, 32 + 10 * BAR, label("bars_alt", bars=told), parts)
