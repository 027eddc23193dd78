"""What the heads lab shows: what masks do to the answer, one row of weights on its tokens, all heads."""

import base64
import html
import io

from matplotlib import colormaps
from matplotlib.image import imsave
from torch import Tensor

from course_lib.kit.card import scrolled, text
from course_lib.kit.figure import GREEN, RED
from course_lib.kit.heat import chips, number
from course_lib.language import pick

from ..figures import favourites, label
from .compute import PADS, Reading

WIDE, HIGH, GAP = 136, 104, 16  # a small map, and what is between two


def answer(reading: Reading, trained: Reading, causal: bool) -> str:
    """What the model writes alone, and its loss beside that under the masks it was `trained` with."""
    right = reading.said == reading.expected
    mark = f'<b style="color:{GREEN}">✓</b>' if right else f'<b style="color:{RED}">✗</b>'
    said = html.escape(reading.said) or "∅"
    lines = [f"{pick('The model alone writes: ', '模型自己写：')}{said} {mark}"]
    if not right:
        lines.append(f"{pick('gold answer: ', '标准答案：')}{html.escape(reading.expected)}")
    lines.append(
        pick(
            f"Reading the gold answer, as in training, it loses <b>{reading.loss:.3f}</b> nats a token "
            f"(with both masks, as it was trained: {trained.loss:.3f}).",
            f"像训练时那样读标准答案，损失是每个词元 <b>{reading.loss:.3f}</b> nat"
            f"（两种掩码都在，和训练时一样：{trained.loss:.3f}）。",
        )
    )
    if "PAD" in reading.source:
        lines.append(_padding(reading))
    if not causal:
        lines.append(_future(reading))
    return "".join(f"<div>{line}</div>" for line in lines)


def _padding(reading: Reading) -> str:
    share = on_padding(reading)
    if not share:
        return pick(
            f"Its neighbour in the batch is longer: {PADS} PADs stand behind EOS. The mask gives each a "
            "weight of exactly 0, and nothing changes.",
            f"同一批里有更长的句子：EOS 后面补了 {PADS} 个 PAD。有掩码，它们的权重都正好是 0，什么也不变。",
        )
    return pick(
        f"No padding mask: PAD, which says nothing, takes <b>{share:.0%}</b> of all weight on the source. "
        "Now the answer depends on how long the neighbours are.",
        f"没有填充掩码：什么也没说的 PAD 拿走了对源的全部权重的 <b>{share:.0%}</b>，"
        "答案取决于同批的句子有多长。",
    )


def _future(reading: Reading) -> str:
    share = on_future(reading)
    return pick(
        f"No causal mask: <b>{share:.0%}</b> of the decoder's weight on itself goes to later tokens, the one "
        "to be written among them. This model was trained with the mask and does not know how to use them. "
        "One trained without it could copy the answer from the right; alone it finds nothing there. (Writing "
        "alone is as before: no later token exists yet.)",
        f"没有因果掩码：解码器对自身的权重有 <b>{share:.0%}</b> 给了后面的词元，其中就有要写的那一个。"
        "这个模型是带着掩码训练的，不会用它们。不带掩码训练的模型可以从右边照抄答案，"
        "自己写时右边却什么也没有。（自己写的结果不变：后面的词元那时还不存在。）",
    )


def on_padding(reading: Reading) -> float:
    """The share of all weights on the source that PAD has, 0 to 1: a mean over heads and real rows."""
    real = reading.source.index("PAD") if "PAD" in reading.source else len(reading.source)
    rows = [head[:, :real, real:] for head in reading.weights["encoder"]]
    rows += [head[:, :, real:] for head in reading.weights["source"]]
    total = sum(part.shape[0] * part.shape[1] for part in rows)
    return sum(float(part.sum()) for part in rows) / total


def on_future(reading: Reading) -> float:
    """The share of the decoder's weights on itself that lies to the right of the diagonal, 0 to 1."""
    layers = reading.weights["decoder"]
    return sum(float(layer.triu(1).sum() / layer.sum()) for layer in layers) / len(layers)


def looked(weights: Tensor, columns: list[str], rows: list[str], part: str, at: int) -> str:
    """weights (T, S) of one head: its row `at` over the tokens that it looks at."""
    row = weights[at].tolist()
    top = max(range(len(row)), key=row.__getitem__)
    word, seen = html.escape(rows[at]), html.escape(columns[top])
    place = pick(f"token {at + 1} of {len(rows)}", f"第 {at + 1} 个，共 {len(rows)} 个")
    if part == "encoder":
        lead = pick(f"Token <b>{word}</b> ({place})", f"词元 <b>{word}</b>（{place}）")
    else:
        lead = pick(f"To write <b>{word}</b> ({place}), this head", f"写 <b>{word}</b>（{place}）时，这个头")
    found = pick(
        f" looks most at <b>{seen}</b> ({number(row[top])}).",
        f"看得最多的是 <b>{seen}</b>（{number(row[top])}）。",
    )
    return f"<div>{lead}{found}</div>{chips(columns, row)}"


def small(layers: list[Tensor], columns: list[str], part: str, layer: int, head: int) -> str:
    """All heads of a part, a small map each, a line a layer; the chosen one is framed."""
    parts = []
    for i, weights in enumerate(layers):
        for j, one in enumerate(weights):
            x, y = 8 + j * (WIDE + GAP), 22 + i * (HIGH + 30)
            name = label("head_of", layer=i + 1, head=j + 1)
            chosen = (i, j) == (layer, head)
            edge = f'stroke="{RED}" stroke-width="4"' if chosen else 'stroke="#777"'
            place = f'x="{x}" y="{y}" width="{WIDE}" height="{HIGH}"'
            parts += [
                text(x + WIDE / 2, y - 7, name, bold=chosen),
                f'<image {place} preserveAspectRatio="none" style="image-rendering:pixelated" '
                f'href="data:image/png;base64,{_pixels(one)}"/>',
                f'<rect class="{"chosen" if chosen else "head"}" {place} fill="none" {edge}/>',
            ]
    alt = label("heads_alt", part=label(f"{part}_part"), looks=favourites(layers, columns))
    return scrolled(parts, len(layers[0]) * (WIDE + GAP), len(layers) * (HIGH + 30) + 2, alt)


def _pixels(weights: Tensor) -> str:
    """weights (T, S) as a picture, one pixel each, in base64."""
    stream = io.BytesIO()
    imsave(stream, colormaps["Blues"](weights.numpy()), format="png")
    return base64.b64encode(stream.getvalue()).decode()
