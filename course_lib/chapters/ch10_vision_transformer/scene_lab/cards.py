"""What the scene lab shows: the picture, the caption, where the model looks, and what painting changes."""

import base64
import html
import io

import numpy as np
from matplotlib.image import imsave
from torch import Tensor

from course_lib.kit.card import drawing, text
from course_lib.kit.figure import GREEN, RED
from course_lib.kit.heat import number
from course_lib.kit.labels import Labels
from course_lib.language import pick

from ..world import Scene
from .compute import PAGE, Seen, spoken

WIDE = 240  # pixels on the page
label = Labels(
    {
        "picture_alt": (
            "A black picture with two things: 1, a {first}, and 2, a {second}.",
            "黑色背景上有两样东西：1 是{first}，2 是{second}。",
        ),
        "look_alt": (
            "The picture, and over each patch the share of attention that it gets. On thing 1: {first}, on "
            "thing 2: {second}, on neither: {rest}.",
            "图片，每个图像块上盖着它得到的注意力份额。第 1 样上 {first}，第 2 样上 {second}，其余 {rest}。",
        ),
    }
)


def thing(one: tuple) -> str:
    """A thing in words."""
    return pick(f"{spoken(one[0])} {spoken(one[1])}", f"{spoken(one[0])}{spoken(one[1])}")


def sentence(words: list[str], right: list[str] | None = None) -> str:
    """Words as a line of HTML; those that are not the right ones are marked."""
    joint = pick(" ", "")
    parts = []
    for n, word in enumerate(words):
        bad = right is not None and word != (right[n] if n < len(right) else None)
        shown = html.escape(word)
        parts.append(f'<b style="color:{RED}">{shown}&thinsp;✗</b>' if bad else shown)
    return joint.join(parts) or "∅"


def pixels(picture: Tensor) -> str:
    """A picture (3, H, W), 0 to 1, as PNG in base64."""
    stream = io.BytesIO()
    imsave(stream, np.ascontiguousarray(picture.permute(1, 2, 0).numpy()), format="png")
    return base64.b64encode(stream.getvalue()).decode()


def shown(seen: Seen, scene: Scene, look: Tensor | None = None) -> str:
    """The picture with the numbers of its things, or with what one word looks at laid over it."""
    parts = [
        f'<image x="0" y="0" width="{WIDE}" height="{WIDE}" style="image-rendering:pixelated" '
        f'href="data:image/png;base64,{pixels(seen.picture)}"/>'
    ]
    if look is None:
        at, edge = WIDE / PAGE.SIDE, ' stroke="#000" stroke-width="3" paint-order="stroke"'
        for n, (_, _, x, y) in enumerate(scene):
            parts.append(text((x + 0.5) * at, (y + 1) * at, str(n + 1), ink="#fff", more=edge))
        alt = label("picture_alt", first=thing(scene[0]), second=thing(scene[1]))
        return drawing(WIDE, WIDE, alt, parts)
    grid = PAGE.SIDE // PAGE.PATCH
    side = WIDE / grid
    for n, share in enumerate(look.tolist()):
        place = (
            f'x="{side * (n % grid):.1f}" y="{side * (n // grid):.1f}" width="{side:.1f}" height="{side:.1f}"'
        )
        strength = 0.9 * share / float(look.max())
        parts.append(
            f'<rect class="share" {place} fill="#ffa500" fill-opacity="{strength:.2f}" stroke="#666" '
            'stroke-width="0.6"/>'
        )
        if share >= 0.1:
            x, y = side * (n % grid + 0.5), side * (n // grid + 0.5) + 4
            parts.append(text(x, y, number(share), bold=True))
    first, second, rest = map(number, falls(seen, look))
    return drawing(WIDE, WIDE, label("look_alt", first=first, second=second, rest=rest), parts)


def falls(seen: Seen, look: Tensor) -> tuple[float, float, float]:
    """The share on patches of thing 1, of thing 2, of neither; a patch of both counts half to each."""
    weight = seen.things.double() / seen.things.sum(0).clamp(min=1)  # (2, patches)
    first, second = (weight @ look.double()).tolist()
    return first, second, 1 - first - second


def answer(seen: Seen, right: list[str] | None, scene: Scene) -> str:
    """What the model writes, beside the right caption, and what is to be said of the scene."""
    lines = [f"{pick('The model writes: ', '模型写的是：')}{sentence(seen.words, right)}"]
    if right is None:
        lines.append(
            pick(
                "There is no right caption for this scene. The course's sentences say “left of” or “above”, "
                "and here it is not clear which.",
                "这个场景没有标准的描述。课程里的句子只说“左边”或“上面”，这里说不清是哪一种。",
            )
        )
    elif seen.words == right:
        lines[0] += f' <b style="color:{GREEN}">✓</b>'
    else:
        lines.append(f"{pick('the right caption: ', '标准的描述：')}{sentence(right)}")
    for one in dict.fromkeys(one[:2] for one in scene):
        if one in PAGE.NEVER:
            name = thing(one)
            told = (
                f"The course's pictures for training hold no {name}.",
                f"课程的训练图片里，从来没有{name}。",
            )
            lines.append(pick(*told))
    return "".join(f"<div>{line}</div>" for line in lines)


def looked(seen: Seen, word: int, look: Tensor | None, scene: Scene) -> str:
    """How sure the model is of the chosen word, and where it looks for it."""
    if not seen.words:
        return pick("It writes nothing.", "它什么也没写。")
    name = f"<b>{html.escape(seen.words[word])}</b>"
    line = pick(
        f"To write {name} it gives this word the probability {number(seen.sure[word])}.",
        f"写{name}时，它给这个词的概率是 {number(seen.sure[word])}。",
    )
    each = (f"{html.escape(one)}&nbsp;{number(p)}" for one, p in zip(seen.words, seen.sure, strict=True))
    line = f"<div>{pick('probabilities: ', '每个词的概率：')}{pick(', ', '，').join(each)}</div>{line}"
    if look is None:
        return line + pick(
            f" This model does not say which of the {len(seen.things[0])} patches it looks at.",
            f"这个模型没有告诉我们，{len(seen.things[0])} 个图像块里它在看哪一块。",
        )
    first, second, rest = map(number, falls(seen, look))
    return line + pick(
        f" Of its attention {first} falls on the {thing(scene[0])} (1), {second} on the {thing(scene[1])} "
        f"(2), {rest} on neither.",
        f"它的注意力有 {first} 落在{thing(scene[0])}（1）上，{second} 落在{thing(scene[1])}（2）上，"
        f"其余 {rest} 两样都不是。",
    )


def changed(before: Seen, after: Seen, what: str) -> str:
    """What the model writes of the painted picture; the words that are new are marked."""
    joint, parts = pick(" ", ""), []
    for n, word in enumerate(after.words):
        new = n >= len(before.words) or before.words[n] != word
        parts.append(f"<b>{html.escape(word)}</b>" if new else html.escape(word))
    count = sum("<b>" in part for part in parts) + max(0, len(before.words) - len(after.words))
    told = pick("Now it writes: ", "现在它写：") + (joint.join(parts) or "∅")
    first = pick("Before, it wrote: ", "原来它写：") + (html.escape(joint.join(before.words)) or "∅")
    if what == "ground":
        told += pick(
            " The ground is black already, so nothing has changed.", "背景本来就是黑的，所以什么也没变。"
        )
    elif what == "top" and before.look(0, None) is None:
        told += pick(
            " Which patch it looks at most is not known, so nothing is painted.",
            "不知道它看得最多的是哪一块，所以什么也没涂。",
        )
    return f"<div>{first}</div><div>{told}</div>" + pick(
        f"<div>Words that changed: {count}.</div>", f"<div>变了的词：{count} 个。</div>"
    )
