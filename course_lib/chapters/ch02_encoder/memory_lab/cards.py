"""What the memory lab shows: a column a token (hidden units as colours, bars, letters), and words."""

import base64
import html
import io
from collections.abc import Iterator

from matplotlib.image import imsave
from torch import Tensor

from course_lib.kit.card import INK, card, drawing, levels, sideways, text
from course_lib.kit.figure import BLUE, GREEN, ORANGE, RED, Figure
from course_lib.language import pick

from ..figures import MIN_COLUMNS, SHADES, label, memory
from .compute import GUESS, TESTED, Fresh, Moment

LEFT, SPAN, WIDTH = 124, 550, 772  # beside the columns, that of all columns, and of all
TOP, HEAT, GAP, BARS, ROW = 26, 192, 20, 84, 26  # heights, from top to bottom
BASE = TOP + HEAT + GAP + BARS  # where the bars stand
PALE = "#757575"
SIGNS = {"probe_reads": ("■", BLUE), "decoder_writes": ("◆", ORANGE)}  # for answers, among the bars


def rows(result: Moment, sort: bool) -> tuple[Tensor, str]:
    """The states up to this moment (t, H), and what to call a unit; sorted by the value after EOS or not."""
    states = result.states[: result.seen + result.end]
    if not sort:
        return states, label("unit")
    return states[:, result.states[-1].argsort(descending=True)], label("unit_sorted")


def plot(result: Moment, sort: bool = True) -> Figure:
    """The heat map of h_t as far as it has been read, and the bars of the probe beneath."""
    states, unit = rows(result, sort)
    return memory(states, [*result.typed, "EOS"], result.fresh.shares, GUESS, result.fresh.said, unit)


def describe(result: Moment, sort: bool = True) -> str:
    """The same in HTML, with what probe and decoder make of this very string, and what the numbers say."""
    return card(
        f"<b>{_where(result)}</b> {_findings(result)}{_picture(result, sort)}"
        f"<div>{_decoder(result)}</div><small>{_limits(result)}</small>"
    )


def _where(result: Moment) -> str:
    """Which encoder, and how far it has read."""
    n, seen, cell = len(result.typed), result.seen, result.cell.upper()
    some = f"{n} letter{'' if n == 1 else 's'}"
    if result.end:
        far = pick(f"after {some} and EOS", f"读完 {n} 个字母和 EOS")
    else:
        far = pick(f"after {seen} of {some}, before EOS", f"读了 {n} 个字母中的 {seen} 个，还没读 EOS")
    state = pick("trained", "已训练") if result.trained else pick("untrained", "未训练")
    return pick(
        f"{cell}, {result.hidden} units, {state}: {far}.", f"{cell}，{result.hidden} 个单元，{state}：{far}。"
    )


def _findings(result: Moment) -> str:
    """The first letter, the one that is read worst, and the last, in numbers."""
    shares, n = result.fresh.shares, result.seen
    places = sorted({0, shares.index(min(shares)), n - 1})
    en = ", ".join(f"letter {i + 1} {'right ' * (i == 0)}in {_times(shares[i])}" for i in places)
    zh = "，".join(f"第 {i + 1} 个字母 {_times(shares[i])} 次" for i in places)
    return pick(
        f"Of {TESTED} fresh strings of this length, a linear probe reads {en}; guessing gets about "
        f"{GUESS * TESTED:.0f}. On average it reads {sum(shares):.1f} of {n}.",
        f"换 {TESTED} 个同样长的随机串来测，线性探针读对：{zh}；随机猜测约 {GUESS * TESTED:.0f} 次。"
        f"平均每串 {n} 个字母读对 {sum(shares):.1f} 个。",
    )


def _decoder(result: Moment) -> str:
    """What the decoder writes, where it may speak, and where it differs from the probe."""
    if not result.trained:
        return pick(
            "Untrained: its decoder has not learnt to write yet, so it is not asked.",
            "未训练：解码器还不会写，这里就不问它了。",
        )
    if not result.end:
        return pick(
            "The decoder begins after EOS: go to the end to see what it writes.",
            "解码器读完 EOS 才动笔：走到最后一步，看它写出什么。",
        )
    _, shares, said, exact = result.fresh
    wrote = f"<b>{html.escape(result.written)}</b> {'✓' if result.written == result.typed else '✗'}"
    sentence = pick(
        f"Its decoder writes {wrote}, and {exact} of the {TESTED} strings without a mistake.",
        f"它的解码器写出 {wrote}；{TESTED} 串中有 {exact} 串全对。",
    )
    far = max(range(result.seen), key=lambda i: abs(said[i] - shares[i]))
    by_decoder, by_probe = _times(said[far]), _times(shares[far])
    if by_decoder == by_probe:
        return sentence
    return sentence + pick(
        f" It differs most from the probe at letter {far + 1}: it is right in {by_decoder}, "
        f"the probe in {by_probe}.",
        f"和探针相差最大的是第 {far + 1} 个字母：解码器写对 {by_decoder} 次，探针读对 {by_probe} 次。",
    )


def _limits(result: Moment) -> str:
    """What the picture does not show."""
    bound = pick(
        "What a linear probe misses may still be there in another form: its bars are a lower bound. "
        "And a decoder need not use all that is there.",
        "线性探针读不出的，也许以别的形式还在：柱子只是下界。解码器也未必用得上全部信息。",
    )
    cell = pick(
        " The heat map shows h; an LSTM hands over its cell state m too, and the probe reads both.",
        "热图只画了 h；LSTM 还交出记忆元 m，探针两者都读。",
    )
    return bound + (cell if result.cell == "lstm" else "")


def _times(share: float) -> str:
    return f"<b>{share * TESTED:.0f}</b>"


def _picture(result: Moment, sort: bool) -> str:
    """What `plot` draws, in a millisecond, for a page that follows every key; answers stand beneath.

    There is always room for all of SIGNS, so that nothing jumps.
    """
    states, unit = rows(result, sort)
    tokens, fresh = [*result.typed, "EOS"], result.fresh
    step = SPAN / max(len(tokens), MIN_COLUMNS)
    middles = [LEFT + step * (i + 0.5) for i in range(len(tokens))]
    parts = [*_heat(states, tokens, middles, step, unit), *_bars(fresh, middles, step)]
    y = BASE + 1.5 * ROW
    parts.append(text(LEFT - 8, y, label("typed"), "end"))
    letters = list(zip(middles, result.typed[: result.seen], strict=False))
    parts += [text(x, y, letter, bold=True) for x, letter in letters]
    answers = {"probe_reads": result.read} | ({"decoder_writes": result.written} if fresh.said else {})
    for key, answer in answers.items():
        y += ROW
        sign, colour = SIGNS[key]
        parts.append(text(LEFT - 24, y, label(key), "end") + text(LEFT - 14, y, sign, ink=colour))
        for i, (x, letter) in enumerate(zip(middles, answer, strict=False)):
            parts.append(_mark(x, y, letter, i < result.seen and letter == tokens[i]))
    shares = ", ".join(f"{share:.2f}" for share in fresh.shares)
    alt = label("memory_alt", tokens=" ".join(tokens[: len(states)]), shares=shares)
    return drawing(WIDTH, BASE + 4.2 * ROW, alt, parts, narrowest=430)


def _heat(states: Tensor, tokens: list[str], middles: list[float], step: float, unit: str) -> Iterator[str]:
    """The heat map under its tokens, the last column framed, and the key to the colours."""
    seen, units = states.shape
    for i, (x, token) in enumerate(zip(middles, tokens, strict=True)):
        yield text(x, TOP - 9, token, ink=INK if i < seen else PALE, bold=i < seen)
    pixels, x, width = io.BytesIO(), LEFT + SPAN + 14, step * seen
    imsave(pixels, SHADES((states.T.numpy() + 1) / 2), format="png")  # one pixel a number
    data = base64.b64encode(pixels.getvalue()).decode()
    high = f'y="{TOP}" height="{HEAT}"'
    yield (
        f'<rect x="{LEFT}" {high} width="{SPAN}" fill="none" stroke="#999"/>'
        f'<image x="{LEFT}" {high} width="{width}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'
        f'<rect x="{LEFT + width - step}" {high} width="{step}" fill="none" stroke="{INK}" stroke-width="3"/>'
        f'<linearGradient id="course-shades" x2="0" y2="1"><stop stop-color="{RED}"/>'
        f'<stop offset=".5" stop-color="#fff"/><stop offset="1" stop-color="{BLUE}"/></linearGradient>'
        f'<rect x="{x}" {high} width="14" fill="url(#course-shades)" stroke="#999"/>'
    )
    for place, value in ((11, "1"), (HEAT / 2 + 4, "h = 0"), (HEAT, "−1")):
        yield text(x + 18, TOP + place, value, "start")
    yield text(LEFT - 8, TOP + 11, "1", "end") + text(LEFT - 8, TOP + HEAT, str(units), "end")
    yield sideways(TOP + HEAT / 2, unit)


def _bars(fresh: Fresh, middles: list[float], step: float) -> Iterator[str]:
    """A bar and its number for each letter, a diamond for the decoder, a dashed line for a guess."""
    yield from levels((0, 0.5, 1), lambda share: BASE - share * BARS, LEFT, SPAN)
    yield sideways(BASE - BARS / 2, label("share_read"))
    width = min(0.7 * step, 60)
    for x, share in zip(middles, fresh.shares, strict=False):
        height = share * BARS
        place = f'x="{x - width / 2}" y="{BASE - height}" width="{width}" height="{height}"'
        yield f'<rect class="share" {place} fill="{BLUE}"/>' + text(x, BASE + 16, f"{share:.2f}")
    for x, share in zip(middles, fresh.said, strict=False):
        y = BASE - share * BARS
        yield f'<path class="said" d="M{x} {y - 7}l7 7-7 7-7-7z" fill="{ORANGE}" stroke="{INK}"/>'
    y, look = BASE - GUESS * BARS, f'stroke="{INK}" stroke-dasharray="5 4"'
    yield f'<line x1="{LEFT}" x2="{LEFT + SPAN}" y1="{y}" y2="{y}" {look}/>'
    yield text(LEFT + SPAN + 6, y + 4, f"{label('guessing')} {GUESS:g}", "start")


def _mark(x: float, y: float, letter: str, right: bool) -> str:
    """A letter in a frame: solid with ✓, or dashed with ✗."""
    edge = f'stroke="{GREEN}"' if right else f'stroke="{RED}" stroke-dasharray="4 3"'
    frame = (
        f'<rect x="{x - 18}" y="{y - 16}" width="36" height="22" rx="5" fill="#fff" stroke-width="2" {edge}/>'
    )
    return frame + text(x, y, f"{letter} {'✓' if right else '✗'}")
