"""What the gradients lab says about its bars and curves, in sentences made from their numbers."""

from statistics import mean

from course_lib.kit.card import card
from course_lib.language import pick

from ..figures import label
from . import drawings
from .compute import WARMUPS, Start, constant, trained

EVEN = 1.25  # up to this ratio, first and last layer count as about equal
SIDE = '<div style="display:flex;flex-wrap:wrap;gap:4px 20px">{}</div>'
CELL = '<div style="flex:1 1 {0}px;max-width:{0}px;min-width:0">{1}</div>'


def beginning(start: Start) -> str:
    """Bars by layer and the last layer by depth, and what to see there."""
    drawn = CELL.format(504, drawings.layers(start)) + CELL.format(262, drawings.depths(start))
    said = f"<p>{_last(start)}</p><p>{_road(start)}</p>"
    return card(f"<b>{_name(start)}</b>{SIDE.format(drawn)}{said}<small>{_limits(start)}</small>")


def _name(start: Start) -> str:
    where, norm = label(start.placement), label(f"{start.norm} norm")
    return pick(
        f"Before training: {where}, {norm}, {start.layers} layers of width 64, seed {start.seed}",
        f"训练开始之前：{where}，{norm}，{start.layers} 层，宽 64，种子 {start.seed}",
    )


def _last(start: Start) -> str:
    """The last layer against the theorem, and against the other placement."""
    here, there = start.gradients[-1], start.other.gradients[-1]
    sentence = pick(
        f"The last layer's gradient is <b>{here:.1f}</b>, with {label(start.other.placement)} {there:.1f}. "
        f"Theorem 1 says {start.level:.1f} and {start.other.level:.1f}",
        f"最后一层的梯度是 <b>{here:.1f}</b>，换成{label(start.other.placement)}是 {there:.1f}。"
        f"定理 1 说的是 {start.level:.1f} 和 {start.other.level:.1f}",
    )
    if start.norm != "layer":
        return sentence + pick(
            ", but of layer norm: for this norm its line only stands beside.",
            "，但讲的是层归一化；换了这种归一化，线只是放在旁边作参考。",
        )
    if start.placement == "post":
        return sentence + pick(
            ": with Post-LN it does not shrink, however many layers there are.",
            "：后置时，层数再多，它也不变小。",
        )
    return sentence + pick(
        "with Pre-LN it shrinks like 1/sqrt(L), since the sum that the last norm divides by has grown with "
        "every layer.",
        "前置时，它按 1/sqrt(L) 变小：每一层都让和变大，而最后那次归一化要除以这个和。",
    )


def _road(start: Start) -> str:
    """First layer against last."""
    first, last, slope = start.gradients[0], start.gradients[-1], start.slope
    if slope > EVEN:
        return pick(
            f"From output to input it grows: {last:.1f} in the last layer, {first:.1f} in the first, "
            f"{slope:.1f} times as much.",
            f"从输出往输入走，梯度变大：最后一层 {last:.1f}，第一层 {first:.1f}，是 {slope:.1f} 倍。",
        )
    if slope < 1 / EVEN:
        return pick(
            f"From output to input it shrinks: {last:.1f} in the last layer, {first:.1f} in the first, "
            f"{1 / slope:.1f} times less.",
            f"从输出往输入走，梯度变小：最后一层 {last:.1f}，第一层 {first:.1f}，是前者的 {slope:.2f}。",
        )
    return pick(
        f"First and last layer are about equal here: {first:.1f} and {last:.1f}.",
        f"这里第一层和最后一层差不多：{first:.1f} 和 {last:.1f}。",
    )


def _limits(start: Start) -> str:
    """What these numbers are, and what they do not show."""
    about = pick(
        "Gradient of W2 (second matrix of feed-forward), mean over 16 inputs, each with the loss of one "
        f"token. A bound leaves its constant open: c = {constant():.2f} is fitted to recorded Post-LN, and "
        "Pre-LN has the same. ",
        "W2（前馈的第二个矩阵）的梯度，取 16 个输入的均值，每个输入只算一个词元的损失。"
        f"上界不定常数：c = {constant():.2f} 按存档的后置结果选定，前置用的是同一个。",
    )
    return about + pick(
        "Seeds differ: try others before you believe a difference. Adam divides by the gradient's own size, "
        "so that size alone does not settle how training goes (Liu et al. 2020): look at the curves below.",
        "种子不同，结果也不同：多换几个再下结论。Adam 会除以梯度自己的大小，"
        "所以光看大小还定不了训练的成败（Liu 等 2020）：请看下面的曲线。",
    )


def training(rate: float, warmup: int) -> str:
    """Recorded losses with the chosen rate and warm-up, and what warm-up changes there."""
    (unlike,) = (one for one in WARMUPS if one != warmup)
    chosen, without = trained(rate, warmup), trained(rate, unlike)
    how = (
        pick(f"warm-up over {warmup} steps", f"预热 {warmup} 步") if warmup else pick("no warm-up", "无预热")
    )
    lead = pick(
        f"<b>Then training: learning rate {rate:g}, {how}</b> (recorded, 3 seeds: 6 + 6 layers, numbers to "
        "French; gradients clipped at norm 1)",
        f"<b>再看训练：学习率 {rate:g}，{how}</b>（存档，3 个种子：6 + 6 层，英语数字译成法语；"
        "梯度按范数 1 截断）",
    )
    lines = "".join(f"<p>{_compare(rate, where)}</p>" for where in chosen)
    return card(f"<div>{lead}</div>" + drawings.losses(chosen, without) + lines)


def _compare(rate: float, where: str) -> str:
    """One placement's held-out loss without and with warm-up: whether the ranges over seeds are apart."""
    cold, warm = (trained(rate, steps)[where].held_out for steps in sorted(WARMUPS))
    fact = pick(
        f"{label(where)}: held-out loss {_spread(cold)} without warm-up, {_spread(warm)} with it. ",
        f"{label(where)}：留出数据上的损失，无预热 {_spread(cold)}，有预热 {_spread(warm)}。",
    )
    if max(warm) < min(cold):
        return fact + pick("Warm-up helps in every run.", "每一次运行，预热都有帮助。")
    if max(cold) < min(warm):
        return fact + pick("Warm-up does harm here, in every run.", "在这里，每一次运行预热都有害。")
    return fact + pick("The ranges overlap: no difference can be shown.", "范围有重叠：看不出差别。")


def _spread(values: list[float]) -> str:
    """Mean, and range over seeds."""
    middle, low, high = mean(values), min(values), max(values)
    return pick(f"{middle:.2f} ({low:.2f} to {high:.2f})", f"{middle:.2f}（{low:.2f} 到 {high:.2f}）")
