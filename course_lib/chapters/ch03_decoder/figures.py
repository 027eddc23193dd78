"""What chapter 03 draws: a beam search as a tree, the loss of a training, what each encoder makes of it."""

from functools import partial
from typing import Any

from course_lib.data.vocab import EOS
from course_lib.decoding.beam_tree import Tree
from course_lib.kit import plots
from course_lib.kit.figure import BLUE, GREY, ORANGE, Figure
from course_lib.kit.labels import Labels

LABELS = {
    "tree_step": ("step", "步"),
    "tree_rank": ("rank at that step", "该步的名次"),
    "tree_begin": ("begin", "开始"),
    "tree_note": ("numbers: log probability so far (nats)", "数字：到此为止的对数概率（nat）"),
    "tree_cut": ("the first {shown} of {all} steps", "共 {all} 步，显示前 {shown} 步"),
    "tree_alt": (
        "A beam search as a tree, with {beam} kept at each step; the winner, drawn thick, says: {said}.",
        "束搜索画成的树，每步保留 {beam} 个；胜出的（粗线）写的是：{said}。",
    ),
    "bag of embeddings": ("bag of embeddings", "词袋"),
    "convolution": ("convolution", "卷积"),
    "gru, back to front": ("GRU, back to front", "倒着读的 GRU"),
    "gru in both directions": ("GRU in both directions", "双向 GRU"),
}
label = Labels(LABELS)
ranges = partial(plots.ranges, label)
curves = partial(plots.curves, label)
STEPS = 11  # more do not fit a page


def loss(losses: list[float], group: int = 25) -> Figure:
    """The loss of a training that was watched, the mean of each `group` steps."""
    ends = range(group, len(losses) + 1, group)
    means = [sum(losses[end - group : end]) / group for end in ends]
    return curves([*ends], {"loss": [means]}, "step", "loss", measured=True)


def beam_picture(tree: Tree, names: list[str], beam: int) -> Figure:
    """The tree with one column a step; the kept in boxes, the dropped grey and dashed, the winner thick."""
    steps = tree.steps[:STEPS]

    def name(token: int) -> str:
        return label("end_mark") if token == EOS else names[token]

    said = " ".join(name(token) for token in tree.tokens)
    drawn = Figure(label("tree_alt", beam=beam, said=said), width=1.2 + 0.95 * len(steps), height=3.6)
    axes = drawn.subplots()
    axes.text(0, 1, label("tree_begin"), ha="center", va="center", fontsize=8)
    for t, nodes in enumerate(steps):
        for place, node in enumerate(nodes):
            wins = t < len(tree.winner) and tree.winner[t] == place
            colour = ORANGE if wins else BLUE if node.kept else GREY
            start = (t, 1 if t == 0 else node.parent + 1)
            width, line = (3.0 if wins else 1.2), ("-" if node.kept else ":")
            axes.plot([start[0] + 0.28, t + 0.72], [start[1], place + 1], line, color=colour, linewidth=width)
            words = f"{name(node.token)}\n{node.log_prob:.2f}"
            box: dict[str, Any] = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": colour}
            box |= {"linestyle": line, "linewidth": width / 1.5}
            ink = "black" if node.kept else "#555555"
            axes.text(t + 1, place + 1, words, ha="center", va="center", fontsize=7, color=ink, bbox=box)
    axes.set(xlim=(-0.5, len(steps) + 0.6), ylim=(0.4, max(map(len, steps)) + 0.6))
    axes.set(xlabel=label("tree_step"), ylabel=label("tree_rank"), xticks=range(1, len(steps) + 1))
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    note = label("tree_note")
    if len(tree.steps) > STEPS:
        note += "; " + label("tree_cut", shown=STEPS, all=len(tree.steps))
    axes.set_title(note, fontsize=8, loc="left")
    return drawn
