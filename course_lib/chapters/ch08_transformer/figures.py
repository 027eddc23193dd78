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
    "gru, dot": ("GRU with attention", "GRU 加注意力"),
    "sinusoidal": ("Transformer", "Transformer 模型"),
    "learned": ("Transformer, learned positions", "Transformer，学出来的位置编码"),
    "source_tokens": ("source tokens", "源序列的词元数"),
    "exact_short": ("exact match (share)", "完全匹配率"),
    "place": ("place", "位置"),
    "number": ("number of the vector", "第几维"),
    "waves_alt": (
        "Sinusoidal positions: each row is a place, each column one of {width} numbers. On the left the "
        "values change from row to row, on the right they hardly change over {places} rows.",
        "正弦位置编码：每行一个位置，每列是 {width} 维里的一维。左边的值每行都在变，"
        "右边的值走过 {places} 行也几乎不变。",
    ),
}
label = Labels(LABELS)
curves = partial(plots.curves, label)


def waves(positions: Tensor) -> Figure:
    """positions (T, H) -> a heat map, a row a place."""
    places, width = positions.shape
    drawn = Figure(label("waves_alt", width=width, places=places), 6.0, 2.8)
    axes = drawn.subplots()
    image = axes.imshow(positions.numpy(), cmap="RdBu", vmin=-1, vmax=1, aspect="auto")
    axes.set(xlabel=label("number"), ylabel=label("place"))
    drawn.colorbar(image, ax=[axes], ticks=[-1, 0, 1], pad=0.02)
    return drawn


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
