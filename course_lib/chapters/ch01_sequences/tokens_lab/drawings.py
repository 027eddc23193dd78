"""Drawings: the padded batch as a figure."""

from matplotlib.patches import Patch, Rectangle

from course_lib.data.vocab import EOS, PAD, UNK
from course_lib.kit import chips
from course_lib.kit.figure import BLUE, GREY, RED, Figure, drawable
from course_lib.kit.labels import Labels

from .reading import Tokens

LABELS = {
    "position": ("position", "位置"),
    "position_first": ("position (the first {shown} of {all})", "位置（共 {all} 个，显示前 {shown} 个）"),
    "sentence": ("sentence", "句子"),
    "pad": ("PAD (0): padding", "PAD（0）：填充"),
    "eos": ("EOS (2): end of sentence", "EOS（2）：句子结束"),
    "unk": ("UNK (3): unknown", "UNK（3）：未知"),
    "batch_alt": (
        "A padded batch: {rows} sentences by {columns} positions; {unknown} unknown; {padding} is padding.",
        "填充后的一批：{rows} 个句子，{columns} 个位置；未知词元 {unknown} 个；填充占 {padding}。",
    ),
}
label = Labels(LABELS)
MAX_COLUMNS = 24  # positions that the figure shows


def plot(result: Tokens) -> Figure:
    """The padded batch: a row for each sentence, a column for each position; token above id where it fits."""
    rows, columns = result.batch.shape
    shown = min(columns, MAX_COLUMNS)
    alt = label(
        "batch_alt",
        rows=rows,
        columns=columns,
        unknown=result.unknown,
        padding=f"{result.padding:.0%}",
    )
    longest = max((_width(token) for row in result.tokens for token in row[:shown]), default=0)
    width = min(max(0.42, longest), 1.2, 9 / shown)  # inches
    drawn = Figure(alt, width=max(5.0, 1.2 + width * shown), height=1.5 + 0.5 * rows)
    axes = drawn.subplots()
    looks = {
        PAD: {"facecolor": "#EEEEEE", "edgecolor": GREY, "hatch": "////", "linewidth": 0.5},
        UNK: {"facecolor": "#FBE9DF", "edgecolor": RED, "linestyle": "--", "linewidth": 2},
        EOS: {"facecolor": "#E3F0F8", "edgecolor": BLUE, "linewidth": 1.5},
    }
    plain = {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.5}
    for i, row in enumerate(result.batch[:, :shown].tolist()):
        for j, number in enumerate(row):
            axes.add_patch(Rectangle((j - 0.46, i - 0.44), 0.92, 0.88, **looks.get(number, plain)))
            name = chips.visible(result.tokens[i][j]) if j < len(result.tokens[i]) else ""
            name = "EOS" if number == EOS else name
            fits = name and drawable(name) and _width(name) <= width
            text = "" if number == PAD else f"{name}\n{number}" if fits else str(number)
            axes.text(j, i, text, ha="center", va="center", fontsize=8, color="black", parse_math=False)
    axes.set(
        xlim=(-0.6, shown - 0.4),
        ylim=(rows - 0.4, -0.6),
        xlabel=label("position") if shown == columns else label("position_first", shown=shown, all=columns),
        ylabel=label("sentence"),
        xticks=range(shown),
        xticklabels=range(1, shown + 1),
        yticks=range(rows),
        yticklabels=range(1, rows + 1),
    )
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    keys = [Patch(label=label(key), **looks[i]) for key, i in (("pad", PAD), ("eos", EOS), ("unk", UNK))]
    drawn.legend(handles=keys, loc="outside upper center", ncols=3, frameon=False, fontsize=8)
    return drawn


def _width(token: str) -> float:
    """About how many inches a token takes in a cell."""
    return 0.075 * sum(1 + (ord(c) > 0x2E80) for c in chips.visible(token))
