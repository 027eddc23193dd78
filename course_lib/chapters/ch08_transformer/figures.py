"""Heads: the attention weights of every head of a part, a small map each."""

from collections.abc import Sequence
from functools import partial

from torch import Tensor

from course_lib.kit import plots
from course_lib.kit.figure import Figure
from course_lib.kit.labels import Labels

LABELS = {
    "encoder_part": ("encoder: source looks at source", "编码器：源看源"),
    "decoder_part": ("decoder: what was written looks at itself", "解码器：已写的看已写的"),
    "source_part": ("decoder looks at the source", "解码器看源"),
    "head_of": ("layer {layer}, head {head}", "第 {layer} 层，头 {head}"),
    "token_looks": ("token that looks", "在看的词元"),
    "token_seen": ("token looked at", "被看的词元"),
    "next_token": ("token about to be written", "即将写出的词元"),
    "heads_alt": (
        "Maps of attention weights, {part}. Where each head puts its largest weight most often: {looks}.",
        "各个头的注意力权重图，{part}。各个头的最大权重最常落在：{looks}。",
    ),
    "head_looks": (
        "layer {layer}, head {head}: {token} ({share:.0%})",
        "第 {layer} 层头 {head}：{token}（{share:.0%}）",
    ),
    "gru, train": ("GRU, a training step", "GRU，训练一步"),
    "transformer, train": ("Transformer, a training step", "Transformer，训练一步"),
    "gru, write": ("GRU, writing", "GRU，写"),
    "transformer, write": ("Transformer, writing", "Transformer，写"),
    "gru, general": ("GRU with attention (general)", "GRU 加注意力（双线性）"),
    "sinusoidal": ("Transformer, waves", "Transformer，正弦位置编码"),
    "learned": ("Transformer, learnt positions", "Transformer，学出来的位置"),
    "without positions": ("Transformer, no positions", "Transformer，没有位置"),
    "none": ("no attention", "无注意力"),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)


def favourites(weights: Sequence[Tensor], columns: Sequence[str]) -> str:
    """In words, the token on which most rows of each head's weights are largest, and the share of rows."""
    said = []
    for i, layer in enumerate(weights, start=1):
        for j, head in enumerate(layer, start=1):
            tops = [columns[s] for s in head.argmax(-1).tolist()]
            token = max(dict.fromkeys(tops), key=tops.count)
            share = tops.count(token) / len(tops)
            said.append(label("head_looks", layer=i, head=j, token=token, share=share))
    return "; ".join(said)


def heads(weights: Sequence[Tensor], columns: Sequence[str], rows: Sequence[str], part: str) -> Figure:
    """weights: a layer (h, T, S) each -> a map a head, layers downwards; part: "encoder", "decoder" or
    "source", which the title and the description name."""
    name, looks = label(f"{part}_part"), favourites(weights, columns)
    drawn = Figure(label("heads_alt", part=name, looks=looks), 9.0, 0.6 + 2.5 * len(weights))
    grid = drawn.subplots(len(weights), len(weights[0]), sharex=True, sharey=True, squeeze=False)
    for i, (line, layer) in enumerate(zip(grid, weights, strict=True), start=1):
        for j, (axes, head) in enumerate(zip(line, layer, strict=True), start=1):
            axes.imshow(head.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
            axes.set_title(label("head_of", layer=i, head=j), fontsize=9)
            axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=6)
            axes.set_yticks(range(len(rows)), rows, fontsize=6)
    drawn.suptitle(name, fontsize=10)
    drawn.supxlabel(label("token_seen"), fontsize=9)
    drawn.supylabel(label("token_looks" if part == "encoder" else "next_token"), fontsize=9)
    return drawn
