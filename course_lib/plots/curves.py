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
    "after_error": ("distance from the error (tokens)", "离错误的距离（词元数）"),
    "wrong": ("wrong tokens (share)", "错的词元（比例）"),
    "own by column": ("own prefix, by column", "自己的前缀，逐列比较"),
    "own aligned": ("own prefix, aligned", "自己的前缀，对齐后比较"),
    "gold": ("gold prefix, same rows", "标准前缀，同样那些行"),
    "control own": ("ratio 0: own prefix, aligned", "比率 0：自己的前缀，对齐"),
    "control gold": ("ratio 0: gold prefix", "比率 0：标准前缀"),
    "after_plant": ("distance from the planted word (words)", "离植入的词的距离（词数）"),
    "extra_nats": ("extra cost of the gold word\n(nats)", "标准词多出的代价\n（nat）"),
    "random": ("a random word", "随机的词"),
    "likeliest": ("the likeliest mistake", "最可能的错"),
    "sentence_length": ("length l (tokens)", "长度 l（词元数）"),
    "acc_err": ("AccErr (no accumulation: l)", "AccErr（不累积时等于 l）"),
    "no accumulation": ("no accumulation", "不累积"),
    "sequence_length": ("length n (tokens)", "长度 n（词元数）"),
    "times_of_gru": ("time (GRU at n = 64 takes 1)", "时间（GRU 在 n = 64 时为 1）"),
    "gru_layer": ("GRU layer", "GRU 层"),
    "attention_layer": ("self-attention layer", "自注意力层"),
    "curves_alt": (
        "Curves over {x}, of {y}. First and last value of each mean: {ends}.",
        "横轴是{x}，纵轴是{y}。各条均值曲线的首末值：{ends}。",
    ),
    "bands_alt": (" Bands: the range over seeds.", "色带是各随机种子的范围。"),
    "c_over_r": ("length of the candidate / length of the reference", "候选译文长度 / 参考译文长度"),
    "penalty": ("brevity penalty", "简短惩罚"),
    "brevity": ("brevity penalty BP", "简短惩罚 BP"),
    "words_right": ("words that are right (share)", "对的词（比例）"),
    "bleu": ("BLEU, 0 to 1", "BLEU，0 到 1"),
    "measured_bleu": ("BLEU / 100", "BLEU 分数 / 100"),
    "the share itself": ("the share itself", "比例本身"),
    "sentences_right": ("sentences wholly right", "整句全对的比例"),
    "beam against greedy": ("beam search against greedy", "束搜索对贪心搜索"),
    "test_size": ("test sentences", "测试句数"),
    "power": ("found to differ (share of test sets)", "判定有差别的测试集（比例）"),
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
    doubling: bool = False,
    measured: bool = False,
    height: float = 3.2,
) -> Figure:
    """series: a name or label key -> one row of values a seed, each as long as x. xlabel, ylabel: label keys.

    `guess` draws a level, `limit` a vertical line at the longest length of training; `log` is for the y axis,
    `doubling` for an x axis on which each doubling is one step.
    `measured` marks the numbers of the description as measured live.
    """
    columns = {name: list(zip(*rows, strict=True)) for name, rows in series.items()}
    means = {name: [sum(column) / len(column) for column in c] for name, c in columns.items()}
    ends = "; ".join(f"{named(name)} {mean[0]:.2g}, {mean[-1]:.2g}" for name, mean in means.items())
    ends = live(ends) if measured else ends
    alt = label("curves_alt", x=label(xlabel), y=label(ylabel).replace("\n", " "), ends=ends)
    if any(len(rows) > 1 for rows in series.values()):
        alt += label("bands_alt")
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
    highest = max(max(map(max, c)) for c in columns.values())
    axes.set_yscale("log") if log else axes.set_ylim(0, 1.04 if highest <= 1 else 1.05 * highest)
    if doubling:
        axes.set_xscale("log", base=2)
        axes.set_xticks(x, [f"{value:g}" for value in x])
    elif all(value == round(value) for value in x):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    else:
        axes.set_xticks(x)
    tidy(axes)
    drawn.legend(loc="outside right upper", fontsize=8, frameon=False)
    return drawn
