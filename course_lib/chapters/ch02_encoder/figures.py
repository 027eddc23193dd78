"""Memory: what an encoder holds while it reads, one column a token, and what can be read back out of it."""

from collections.abc import Sequence
from functools import partial
from math import dist

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from torch import Tensor

from course_lib.kit import plots
from course_lib.kit.figure import BLUE, GREEN, GREY, ORANGE, RED, Figure, tidy
from course_lib.kit.labels import Labels
from course_lib.language import live

LABELS = {
    "memory_alt": (
        "Top: the hidden state after each of the tokens {tokens}, one row a unit. Below: the share of "
        "strings in which a probe reads the letter at each position right: {shares}.",
        "上图：读入词元 {tokens} 之后的隐状态，每行一个隐藏单元。"
        "下图：探针读对各个位置的字母的比例：{shares}。",
    ),
    "unit": ("hidden unit", "隐藏单元"),
    "unit_sorted": ("hidden unit, sorted", "隐藏单元（已排序）"),
    "hidden_value": ("hidden state h", "隐状态 h"),
    "share_read": ("share read right", "读对的比例"),
    "share_written": ("share that the decoder writes right", "解码器写对的比例"),
    "guessing": ("guessing", "随机猜测"),
    "letter_typed": ("letter typed", "输入的字母"),
    "typed": ("typed", "输入"),
    "probe_reads": ("probe reads", "探针读出"),
    "decoder_writes": ("decoder writes", "解码器写出"),
    "extra_padding": ("PADs behind the sentence", "句子后面的 PAD 个数"),
    "packed": ("packed: stops at the end", "打包：到句末为止"),
    "reads_padding": ("reads on through PAD", "连 PAD 也读"),
    "source_length": ("length of the string (letters)", "字符串长度（字母数）"),
    "32": ("32 units", "32 维"),
    "64": ("64 units", "64 维"),
    "128": ("128 units", "128 维"),
    "first 32": ("128, hands over 32", "128 维，只交出 32 维"),
    "layers 32": ("128, layers to 32 and back", "128 维，经两层到 32 维再回来"),
    "layers 128": ("128, layers to 128 and back", "128 维，经两层到 128 维再回来"),
    "letter_position": ("position of the letter", "字母的位置"),
    "read_back": ("letters read back rightly (share)", "读对的字母（比例）"),
    "untrained": ("untrained", "未训练"),
    "trained": ("trained", "已训练"),
    "same": ("target: the same", "目标：照抄"),
    "reversed_target": ("target: reversed", "目标：倒着写"),
    "right_at_place": ("letters right at their place (share)", "位置和字母都对（比例）"),
    "probe": ("probe", "探针"),
    "decoder": ("decoder", "解码器"),
    "distance": ("distance from the end (tokens)", "到末尾的距离（词元数）"),
    "gradient": ("size of the gradient\n(last token = 1)", "梯度的大小\n（末位词元 = 1）"),
    "lstm, forget gate open": ("LSTM, forget gate open", "LSTM，遗忘门开大"),
    "wait": ("letters that follow it", "其后的字母数"),
    "recalled": ("first letter still known (share)", "还记得首字母（比例）"),
    "forward": ("read forward", "正着读"),
    "reversed": ("read back to front", "倒着读"),
    "hundreds": ("hundreds", "百位"),
    "component_1": ("first principal component", "第一主成分"),
    "component_2": ("second principal component", "第二主成分"),
    "spread": ("{mean} ({low} to {high})", "{mean}（{low} 到 {high}）"),
    "vectors_alt": (
        "Contexts of {count} sentences as points in two dimensions; colours and marks: {groups} {by}.",
        "{count} 个句子的上下文向量画成平面上的点，按{by}分 {groups} 组，颜色和形状各异。",
    ),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)
SHADES = LinearSegmentedColormap.from_list("course", [BLUE, "white", RED])  # for -1 to 1
MIN_COLUMNS = 6  # fewer tokens leave the rest empty
MARKERS = tuple(zip((BLUE, ORANGE, GREEN, RED, GREY), "osD^v", strict=True))
SPOTS = ((5, 5, "left"), (5, -11, "left"), (-5, 5, "right"), (-5, -11, "right"))  # of a name, in points
CLOSE = 25  # pixels between two points whose names could cover each other


def spread(values: Sequence[float], form: str = ".2f") -> str:
    """A mean with its range over seeds, for a table: "0.84 (0.81 to 0.88)"."""
    mean, low, high = (format(v, form) for v in (sum(values) / len(values), min(values), max(values)))
    return label("spread", mean=mean, low=low, high=high)


def memory(
    states: Tensor, tokens: list[str], shares: list[float], guess: float, said: list[float], unit: str
) -> Figure:
    """Hidden states as a heat map, and beneath it, letter under token, what can still be read.

    states: (t, H) from -1 to 1, after each token read so far; tokens: all there are, t of them read;
    shares: of right readings, 0 to 1, for each letter read, beside what a `guess` gets; said: the same of
    the decoder, or nothing; unit: what a row is. The last column, the context handed over now, is framed.
    """
    seen, units = states.shape
    alt = label(
        "memory_alt", tokens=" ".join(tokens[:seen]), shares=live(", ".join(f"{s:.2f}" for s in shares))
    )
    drawn = Figure(alt, width=7.4, height=4.8)
    top, low = drawn.subplots(2, 1, sharex=True, height_ratios=(2.2, 1))
    area = (0.5, seen + 0.5, units + 0.5, 0.5)
    image = top.imshow(
        states.T.numpy(), cmap=SHADES, vmin=-1, vmax=1, aspect="auto", interpolation="none", extent=area
    )
    top.add_patch(Rectangle((seen - 0.5, 0.5), 1, units, fill=False, linewidth=2.5, clip_on=False, zorder=3))
    top.set(ylabel=unit, yticks=[1, units], xlim=(0.5, max(len(tokens), MIN_COLUMNS) + 0.5))
    drawn.colorbar(image, ax=[top], label=label("hidden_value"), ticks=[-1, 0, 1], pad=0.01)
    places = range(1, len(shares) + 1)
    low.bar(places, shares, 0.7, color=BLUE, label=label("share_read"))
    if said:
        low.plot(places, said, "D", color=ORANGE, markeredgecolor="black", label=label("share_written"))
    low.axhline(guess, color=GREY, linestyle="--", label=label("guessing"))
    low.set(xlabel=label("letter_typed"), ylabel=label("share_read"), ylim=(0, 1.08), yticks=[0, 0.5, 1])
    names = [f"{token}\n{share:.2f}" for token, share in zip(tokens, shares, strict=False)]
    low.set_xticks(range(1, len(tokens) + 1), [*names, *tokens[len(names) :]])
    tidy(low)
    drawn.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    return drawn


def vectors(
    points: Sequence[Sequence[float]], names: Sequence[str], groups: Sequence[str], by: str
) -> Figure:
    """points (N, 2) with a name each, coloured and marked by group: two principal components of contexts.

    by: a label key, what the groups are.
    """
    kinds = list(dict.fromkeys(groups))
    alt = label("vectors_alt", count=len(points), groups=len(kinds), by=label(by))
    drawn = Figure(alt, height=4.2)
    axes = drawn.subplots()
    for kind, (colour, marker) in zip(kinds, MARKERS, strict=False):
        members = [point for point, group in zip(points, groups, strict=True) if group == kind]
        x, y = zip(*members, strict=True)
        axes.scatter(x, y, color=colour, marker=marker, s=28, label=label.named(kind))
    axes.set(xlabel=label("component_1"), ylabel=label("component_2"))
    tidy(axes)
    drawn.legend(loc="outside right upper", fontsize=8, frameon=False, title=label(by))
    drawn.draw_without_rendering()  # from here on, pixels can be measured
    _name(axes, points, names)
    return drawn


def _name(axes: Axes, points: Sequence[Sequence[float]], names: Sequence[str]) -> None:
    """Write each name beside its point, on the side away from points that are close."""
    places = axes.transData.transform(points).tolist()
    for here, point, name in zip(places, points, names, strict=True):
        close = [place for place in places if 0 < dist(here, place) <= CLOSE]
        pull = [sum(place[axis] - here[axis] for place in close) for axis in (0, 1)]
        x, y, side = min(SPOTS, key=lambda spot: spot[0] * pull[0] + spot[1] * pull[1])
        axes.annotate(name, (point[0], point[1]), (x, y), textcoords="offset points", ha=side, fontsize=8)
