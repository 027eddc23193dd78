"""Curves: what several runs measured, each series with the range over its seeds."""

from collections.abc import Sequence

from matplotlib.ticker import MaxNLocator

from .paper import BLUE, GREEN, GREY, ORANGE, RED, Figure, tidy
from .words import known, label, live, speak

LABELS = {
    "source_length": ("length of the string (letters)", "字符串长度（字母数）"),
    "letter_position": ("position of the letter", "字母的位置"),
    "read_back": ("letters read back rightly (share)", "读对的字母（比例）"),
    "guess": ("a guess", "随机猜测"),
    "distance": ("distance from the end (tokens)", "到末尾的距离（词元数）"),
    "gradient": ("size of the gradient\n(last token = 1)", "梯度的大小\n（末位词元 = 1）"),
    "recalled": ("first letter still known (share)", "还记得首字母（比例）"),
    "wait": ("letters that follow it", "其后的字母数"),
    "longest_trained": ("longest in training", "训练中最长"),
    "rnn": ("plain RNN", "普通 RNN"),
    "gru": ("GRU", "GRU 网络"),
    "lstm": ("LSTM", "LSTM 网络"),
    "lstm, forget gate open": ("LSTM, forget gate open", "LSTM，遗忘门开大"),
    "bidirectional gru": ("GRU in both directions", "双向 GRU"),
    "reversed gru": ("GRU, back to front", "倒着读的 GRU"),
    "two-layer gru": ("GRU of two layers", "两层 GRU"),
    "gru, context at every step": ("GRU, context at every step", "GRU，每一步都交上下文向量"),
    "32": ("32 numbers", "32 个数"),
    "64": ("64 numbers", "64 个数"),
    "128": ("128 numbers", "128 个数"),
    "untrained": ("untrained", "未训练"),
    "trained": ("trained", "已训练"),
    "forward": ("read forward", "正着读"),
    "reversed": ("read back to front", "倒着读"),
    "extra_padding": ("PADs behind the sentence", "句子后面的 PAD 个数"),
    "gold_ratio": ("ratio (probability of the gold token)", "比率（读标准词元的概率）"),
    "1.0": ("ratio 1", "比率 1"),
    "0.5": ("ratio 0.5", "比率 0.5"),
    "0.0": ("ratio 0", "比率 0"),
    "linear": ("linear", "线性"),
    "exponential": ("exponential", "指数"),
    "inverse sigmoid": ("inverse sigmoid", "反 S 形"),
    "packed": ("packed: stops at the end", "打包：到句末为止"),
    "reads_padding": ("reads on through PAD", "一直读过 PAD"),
    "curves_alt": (
        "Curves over {x}, of {y}. First and last value of each mean: {ends}. Bands: the range over seeds.",
        "横轴是{x}，纵轴是{y}。各条均值曲线的首末值：{ends}。色带是各随机种子的范围。",
    ),
}
speak(LABELS)
LOOKS = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", "-."), (RED, "D", ":"), (GREY, "v", "-"))


def named(key: str) -> str:
    """The label of that key, or the text itself where there is none: "GRU", "128"."""
    return label(key) if known(key) else key


def curves(
    x: Sequence[float],
    series: dict[str, Sequence[Sequence[float]]],
    xlabel: str,
    ylabel: str,
    *,
    guess: float | None = None,
    limit: float | None = None,
    log: bool = False,
    measured: bool = False,
    height: float = 3.2,
) -> Figure:
    """series: a name or label key -> one row of values a seed, each as long as x. xlabel, ylabel: label keys.

    `guess` draws a level, `limit` a vertical line at the longest length of training; `log` is for the y axis.
    `measured` marks the numbers of the description as measured live.
    """
    columns = {name: list(zip(*rows, strict=True)) for name, rows in series.items()}
    means = {name: [sum(column) / len(column) for column in c] for name, c in columns.items()}
    ends = "; ".join(f"{named(name)} {mean[0]:.2g}, {mean[-1]:.2g}" for name, mean in means.items())
    ends = live(ends) if measured else ends
    alt = label("curves_alt", x=label(xlabel), y=label(ylabel).replace("\n", " "), ends=ends)
    drawn = Figure(alt, height=height)
    axes = drawn.subplots()
    for name, (colour, marker, line) in zip(series, LOOKS, strict=False):
        low, high = map(min, columns[name]), map(max, columns[name])
        axes.fill_between(x, list(low), list(high), color=colour, alpha=0.18, linewidth=0)
        look = {"color": colour, "marker": marker, "linestyle": line, "markersize": 4.5}
        axes.plot(x, means[name], **look, label=named(name))
    if guess is not None:
        axes.axhline(guess, color=GREY, linewidth=1, linestyle=(0, (1, 2)), label=label("guess"))
    if limit is not None:
        axes.axvline(limit, color=GREY, linewidth=1.2, linestyle="--", label=label("longest_trained"))
    axes.set(xlabel=label(xlabel), ylabel=label(ylabel))
    axes.set_yscale("log") if log else axes.set_ylim(0, 1.04)
    if all(value == round(value) for value in x):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    else:
        axes.set_xticks(x)
    tidy(axes)
    drawn.legend(loc="outside right upper", fontsize=8, frameon=False)
    return drawn
