"""What chapter 09 draws: gradients by layer as bars, trainings and depths as curves."""

from collections.abc import Sequence
from functools import partial

from course_lib.kit import plots
from course_lib.kit.figure import BLUE, ORANGE, Figure, tidy
from course_lib.kit.labels import Labels
from course_lib.kit.records import Record
from course_lib.language import pick

LABELS = {
    "layer_place": ("layer (1 is nearest to the input)", "层（第 1 层离输入最近）"),
    "gradient_w2": ("size of W2's gradient", "W2 梯度的大小"),
    "gradient_last": ("last W2's gradient (2 layers = 1)", "末层 W2 的梯度（2 层时 = 1）"),
    "by_layer_alt": (
        "Bars of the gradient of W2 in each layer before training. {bars}.",
        "柱状图：训练开始前各层 W2 的梯度。{bars}。",
    ),
    "by_layer_bars": ("{name}: {values}, first layer to last", "{name}：从第一层到最后一层，{values}"),
    "depth": ("layers L", "层数 L"),
    "last_gradient": ("gradient by W2 of the last layer\n(depth 2 = 1)", "末层 W2 的梯度\n（2 层时 = 1）"),
    "post": ("Post-LN", "后置（Post-LN）"),
    "pre": ("Pre-LN", "前置（Pre-LN）"),
    "theorem post": ("theorem 1, Post-LN", "定理 1，后置"),
    "theorem pre": ("theorem 1, Pre-LN", "定理 1，前置"),
    "batch norm, mixed": ("batch norm, mixed batches", "批量归一化，不分桶"),
    "spread": ("{mean} ({low} to {high})", "{mean}（{low} 到 {high}）"),
    "frequencies": ("knows frequencies only", "只知道词元的频率"),
    "moved": ("the output moves by\n(its own size = 1)", "输出移动多远\n（输出自己的大小 = 1）"),
    "post, warm-up": ("Post-LN, warm-up", "后置，有预热"),
    "post, no warm-up": ("Post-LN, no warm-up", "后置，无预热"),
    "pre, warm-up": ("Pre-LN, warm-up", "前置，有预热"),
    "pre, no warm-up": ("Pre-LN, no warm-up", "前置，无预热"),
    "layer norm": ("layer norm", "层归一化"),
    "rms norm": ("RMS norm", "RMS 归一化"),
    "batch norm": ("batch norm", "批量归一化"),
    "power norm": ("power norm (PN)", "幂归一化（PN）"),
    "power-v norm": ("power norm (PN-V)", "幂归一化（PN-V）"),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)
LOOKS = ((BLUE, ""), (ORANGE, "///"))  # stripes tell them apart without colour


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """A mean with its range over seeds, for a table."""
    mean, low, high = (format(v, form) for v in (sum(values) / len(values), min(values), max(values)))
    return label("spread", mean=mean, low=low, high=high)


def five_norms(norms: Record, mixed: Sequence[dict]) -> tuple[list[str], list[tuple[str, ...]]]:
    """A table's heads and rows: the norms of experiment norms, then batch norm in mixed batches."""
    heads = pick(
        "norm|right of 100|loss, own batch|loss, in use",
        "归一化|每 100 个对几个|损失，本批的统计量|损失，使用时",
    )
    what = ("exact_match", "training_mode", "forced_loss")
    kinds = ("layer", "rms", "power-v", "batch", "power")
    found = {f"{kind} norm": [norms.values(each, norm=kind) for each in what] for kind in kinds}
    each_run = [(run["exact"], run["loss"]["own"], run["loss"]["running"]) for run in mixed]
    found["batch norm, mixed"] = [list(column) for column in zip(*each_run, strict=True)]
    rows = []
    for key, columns in found.items():
        exact, own, use = (sum(values) / len(values) for values in columns)  # means over seeds
        rows.append((label(key), f"{100 * exact:.0f}", f"{own:.4f}", f"{use:.4f}"))
    return heads.split("|"), rows


def watched(losses: dict[str, list[float]], level: float, group: int = 8) -> Figure:
    """The losses of trainings that were watched, a mean of each `group` steps, and the level of a model that
    knows only how often each token occurs."""
    ends = [*range(group, len(next(iter(losses.values()))) + 1, group)]
    means = {k: [[sum(row[n - group : n]) / group for n in ends]] for k, row in losses.items()}
    return curves(ends, means | {"frequencies": [[level] * len(ends)]}, "step", "loss", measured=True)


def by_layer(series: dict[str, Sequence[Sequence[float]]]) -> Figure:
    """series: a name or label key -> one row of norms a seed, first layer to last: bars are means, whiskers
    the range over seeds. Two series at most."""
    columns = {name: list(zip(*rows, strict=True)) for name, rows in series.items()}
    means = {name: [sum(column) / len(column) for column in c] for name, c in columns.items()}
    drawn = Figure(_alt(means), height=3.4)
    axes, width = drawn.subplots(), 0.8 / len(series)
    for k, ((name, heights), (colour, stripes)) in enumerate(zip(means.items(), LOOKS, strict=False)):
        middles = [layer + width * (k + 0.5) - 0.4 for layer in range(1, len(heights) + 1)]
        axes.bar(
            middles, heights, width, color=colour, hatch=stripes, edgecolor="white", label=label.named(name)
        )
        if len(series[name]) > 1:
            ends = [[m - min(c) for m, c in zip(heights, columns[name], strict=True)]]
            ends += [[max(c) - m for m, c in zip(heights, columns[name], strict=True)]]
            axes.errorbar(middles, heights, ends, fmt="none", ecolor="#1a1a1a", elinewidth=1, capsize=2)
    axes.set(xlabel=label("layer_place"), ylabel=label("gradient_w2"))
    axes.set_xticks(range(1, 1 + max(map(len, means.values()))))
    axes.margins(y=0.1)
    tidy(axes)
    drawn.legend(loc="outside upper center", ncols=2, fontsize=8, frameon=False)
    return drawn


def _alt(means: dict[str, list[float]]) -> str:
    """Every bar in words."""
    bars = "; ".join(
        label("by_layer_bars", name=label.named(name), values=", ".join(f"{v:.1f}" for v in values))
        for name, values in means.items()
    )
    return label("by_layer_alt", bars=bars)
