"""What the gradients lab says about its bars and curves, in sentences made from their numbers."""

from course_lib.kit.card import card
from course_lib.language import pick

from ..figures import label, spread
from . import drawings
from .compute import WARMUPS, Start, law, trained

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
    """The last layer against that of two layers, and against the theorem."""
    here, there, ratio = start.gradients[-1], start.other.gradients[-1], start.ratio
    says = law(start.placement, start.layers)
    sentence = pick(
        f"The last layer's gradient is <b>{here:.1f}</b>; with {label(start.other.placement)} it is "
        f"{there:.1f}. A stack of 2 layers has {start.shallow:.1f}, so this is {ratio:.2f} times as much. "
        f"Theorem 1 says {says:.2f} times",
        f"最后一层的梯度是 <b>{here:.1f}</b>；换成{label(start.other.placement)}是 {there:.1f}。"
        f"同样的网络只有 2 层时是 {start.shallow:.1f}，所以现在是它的 {ratio:.2f} 倍。"
        f"定理 1 说的是 {says:.2f} 倍",
    )
    if start.norm != "layer":
        return sentence + pick(
            ", but of layer norm: for this norm it only stands beside.",
            "，但讲的是层归一化；换了这种归一化，只是放在旁边作参考。",
        )
    if start.placement == "post":
        return sentence + pick(
            ": with Post-LN it does not shrink, however many layers there are.",
            "：后置时，层数再多，它也不变小。",
        )
    return sentence + pick(
        ": with Pre-LN it shrinks like 1/sqrt(L), because the sum that the last norm divides by has grown "
        "with every layer.",
        "：前置时，它按 1/sqrt(L) 变小，因为每一层都让和变大，而最后那次归一化要除以这个和。",
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
        "token. The theorem is a bound without a constant, so only its ratios can be compared. ",
        "W2（前馈的第二个矩阵）的梯度，取 16 个输入的均值，每个输入只算一个词元的损失。"
        "定理给的是上界，没有定常数，所以只能比较倍数。",
    )
    return about + pick(
        "Seeds differ: try others before you believe a difference. Adam divides by the gradient's own size, "
        "so this size alone does not settle how training goes (Liu et al. 2020): look at the curves below.",
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
        f"<b>再看训练：学习率 {rate:g}，{how}</b>（存档，3 个种子：6 + 6 层，英文数词译成法文；"
        "梯度按范数 1 截断）",
    )
    lines = "".join(f"<p>{_compare(rate, where)}</p>" for where in chosen)
    return card(f"<div>{lead}</div>" + drawings.losses(chosen, without) + lines)


def _compare(rate: float, where: str) -> str:
    """One placement's held-out loss without and with warm-up: whether the ranges over seeds are apart."""
    cold, warm = (trained(rate, steps)[where].held_out for steps in sorted(WARMUPS))
    fact = pick(
        f"{label(where)}: held-out loss {spread(cold)} without warm-up, {spread(warm)} with it. ",
        f"{label(where)}：留出数据上的损失，无预热 {spread(cold)}，有预热 {spread(warm)}。",
    )
    if max(warm) < min(cold):
        return fact + pick("Warm-up helps in every run.", "每一次运行，预热都有帮助。")
    if max(cold) < min(warm):
        return fact + pick("Warm-up does harm here, in every run.", "在这里，每一次运行预热都有害。")
    return fact + pick("The ranges overlap: no difference can be shown.", "范围有重叠：看不出差别。")
