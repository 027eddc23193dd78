"""Alignment: which source token each output token looked at, as a heat map."""

from collections.abc import Sequence
from functools import partial

from torch import Tensor

from course_lib.kit import plots
from course_lib.kit.figure import Figure
from course_lib.kit.heat import largest
from course_lib.kit.labels import Labels

LABELS = {
    "dot": ("dot attention", "点积注意力"),
    "general": ("general attention", "双线性注意力（general）"),
    "additive": ("additive attention", "加性注意力"),
    "gru_layer": ("GRU layer", "GRU 层"),
    "attention_layer": ("self-attention layer", "自注意力层"),
    "exact_short": ("exact match (share)", "完全匹配率"),
    "by_length_alt": (
        "Exact match of held-out lists by how many numbers they hold. At {at}: {said}.",
        "留出列表的完全匹配率，横轴是数的个数。{at} 个数时：{said}。",
    ),
    "none": ("no attention", "无注意力"),
    "own": ("your model", "你的模型"),
    "source_token": ("source token (read)", "源词元（读入）"),
    "output_token": ("output token (written)", "输出词元（写出）"),
    "attention_weight": ("attention weight (each row sums to 1)", "注意力权重（每行之和为 1）"),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)


def alignment(weights: Tensor, source: Sequence[str], output: Sequence[str]) -> Figure:
    """weights (T, S), each row a distribution over the source tokens -> a heat map with a row a token.

    Numbers stand in the cells where there is room for them.
    """
    rows, columns = weights.shape
    width, height = min(9.0, 2.4 + 0.36 * columns), 1.3 + 0.24 * rows
    drawn = Figure(label("alignment_alt", looks=largest(weights, source, output)), width, height)
    axes = drawn.subplots()
    image = axes.imshow(weights.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    upright = max(map(len, source)) <= 3
    axes.set_xticks(
        range(columns), source, rotation=0 if upright else 60, ha="center" if upright else "right"
    )
    axes.set_yticks(range(rows), output)
    if not upright:
        for text in axes.get_xticklabels():
            text.set_rotation_mode("anchor")
    axes.set(xlabel=label("source_token"), ylabel=label("output_token"))
    for t in range(rows) if columns <= 24 else ():
        for s in range(columns):
            if (weight := float(weights[t, s])) >= 0.05:
                colour = "white" if weight > 0.55 else "black"
                axes.text(s, t, f"{weight:.2f}", ha="center", va="center", color=colour, fontsize=7)
    drawn.colorbar(image, ax=[axes], label=label("attention_weight"), ticks=[0, 0.5, 1], pad=0.02)
    return drawn
