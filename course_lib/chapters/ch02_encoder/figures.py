"""Memory: what an encoder holds while it reads, one column a token, and what can be read back out of it."""

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from torch import Tensor

from course_lib.kit.figure import BLUE, GREY, ORANGE, RED, Figure, tidy
from course_lib.language import label, live, speak

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
}
speak(LABELS)
SHADES = LinearSegmentedColormap.from_list("course", [BLUE, "white", RED])  # for -1 to 1
MIN_COLUMNS = 6  # fewer tokens leave the rest empty


def memory(
    states: Tensor,
    tokens: list[str],
    shares: list[float],
    guess: float,
    said: list[float],
    unit: str,
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
