"""Drawings: how probable each token was at each step."""

from course_lib.data.vocab import EOS, UNK
from course_lib.kit.figure import BLUE, ORANGE, RED, Figure
from course_lib.kit.labels import Labels
from course_lib.language import live, pick

from .reading import Translation

LABELS = {
    "token": ("target token", "目标词元"),
    "output_position": ("output position", "输出位置"),
    "steps_alt": (
        "The model's answer {said}: one column a position, with the likeliest tokens and their probability.",
        "模型的输出 {said}：每个位置一列，列出最可能的词元及其概率。",
    ),
    "end": ("(end)", "（结束）"),
}
label = Labels(LABELS)


def plot(result: Translation, shown: int | None = None) -> Figure:
    """Probabilities of every token (rows) at each output position (columns), as far as `shown` steps."""
    shown = len(result.said) if shown is None else shown
    rows = [*sorted(range(UNK + 1, len(result.names)), key=result.names.__getitem__), EOS]
    columns = len(result.said)
    alt = label("steps_alt", said=live(result.text))
    drawn = Figure(alt, width=max(5.0, 1.6 + 0.5 * columns), height=3.4)
    axes = drawn.subplots()
    grid = result.probabilities[:, rows].T.clone()  # (tokens, T)
    grid[:, shown:] = float("nan")
    image = axes.imshow(grid.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for t, i in enumerate(result.said[:shown]):
        colour = ORANGE if t == result.planted else BLUE
        box = {"boxstyle": "round", "facecolor": "white", "edgecolor": colour, "linewidth": 2}
        name = label("end_mark") if i == EOS else result.names[i]
        axes.text(t, rows.index(i), name, ha="center", va="center", fontsize=8, color="black", bbox=box)
        if t == result.planted:
            axes.annotate(
                pick("planted", "植入"), (t, -0.5), ha="center", va="bottom", color=RED, annotation_clip=False
            )
    axes.set(xlabel=label("output_position"), xticks=range(columns), xticklabels=range(1, columns + 1))
    names = [label("end") if i == EOS else result.names[i] for i in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.set_ylabel(label("token"))
    drawn.colorbar(image, label=label("probability"))
    return drawn
