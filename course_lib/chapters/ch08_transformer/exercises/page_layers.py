"""Two parts of 3_transformer.py: EncoderLayer and DecoderLayer."""

import torch

from course_lib.kit.from_scratch import page, settle
from course_lib.kit.practice.exercise import Exercise, tenths

_PAGE = page("3_transformer")


def _encode(part, x, real):
    """layer(x, real), where layer = EncoderLayer(8)"""
    return settle(part(8))(x, real)


def _decode(part, x, states, real):
    """layer(x, states, real), where layer = DecoderLayer(8)"""
    return settle(part(8))(x, states, real)


def _real(*lengths: int) -> torch.Tensor:
    return torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]  # (B, S)


EncoderLayer = Exercise(
    "build",
    _PAGE.EncoderLayer,
    minutes=7,
    module=__name__,
    use=_encode,
    title=("the page: EncoderLayer", "一页模型：EncoderLayer"),
    statement=(
        "Write `forward(self, x, real)` of `EncoderLayer`. `x` is (B, S, H), `real` (B, S) is `False` at "
        "padding. It is the drawing of the lesson, from bottom to top. First `self.norms[0]`, then "
        "`self.attention` of the normalised tokens among themselves, added to `x`. Then `self.norms[1]`, "
        "then `self.feed_forward`, added once more. Return (B, S, H).",
        "写出 `EncoderLayer` 的 `forward(self, x, real)`。`x` 是 (B, S, H)；`real` (B, S) 在填充处是 "
        "`False`。就是正文里的那张图，从下往上。先用 `self.norms[0]` 归一化，让归一化后的词元用 "
        "`self.attention` 互相看，结果加到 `x` 上。再用 `self.norms[1]` 归一化，过 `self.feed_forward`，再加"
        "一次。返回 (B, S, H)。",
    ),
    hints=[
        (
            "`self.attention` returns two things, output and weights: `[0]` takes the output. Its mask wants "
            "(B, 1, S): `real[:, None]`.",
            "`self.attention` 返回两样，输出和权重，`[0]` 取输出。它的掩码要 (B, 1, S)：`real[:, None]`。",
        ),
        (
            "`ready = self.norms[0](x)`, then `x = x + self.attention(ready, ready, real[:, None])[0]`. The "
            "second part looks alike.",
            "`ready = self.norms[0](x)`，再 `x = x + self.attention(ready, ready, real[:, None])[0]`。"
            "第二部分也是这样。",
        ),
    ],
    cases=[
        (tenths(seed, len(lengths), max(lengths), 8), _real(*lengths))
        for seed, lengths in enumerate(((3,), (2, 4), (5, 1, 3), (4, 4)))
    ],
)


def _layer(forward) -> type:
    return type("EncoderLayer", (_PAGE.EncoderLayer,), {"forward": forward})


def _look(self, ready, real):
    return self.attention(ready, ready, real[:, None])[0]


EncoderLayer.wrong(
    "The residual sum is missing around attention: the new replaces the old. Add it to `x`.",
    "注意力外面没有残差连接：新的把旧的换掉了。要加到 `x` 上。",
    _layer(
        lambda self, x, real: (lambda x: x + self.feed_forward(self.norms[1](x)))(
            _look(self, self.norms[0](x), real)
        )
    ),
)
EncoderLayer.wrong(
    "This is Post-LN: the norm stands after the sum. Here it stands in front of each part, inside the "
    "branch.",
    "这是后置（Post-LN）：归一化在相加之后。这里要放在每个部分的前面，在支路里。",
    _layer(
        lambda self, x, real: (lambda x: self.norms[1](x + self.feed_forward(x)))(
            self.norms[0](x + _look(self, x, real))
        )
    ),
)
EncoderLayer.wrong(
    "Feed-forward reads the old `x`. It comes after the first sum, and reads that.",
    "前馈读的还是旧的 `x`。它在第一次相加之后，要读相加的结果。",
    _layer(
        lambda self, x, real: x + _look(self, self.norms[0](x), real) + self.feed_forward(self.norms[1](x))
    ),
)
EncoderLayer.wrong(
    "Only the queries are normalised; keys and values come from `x` as it is. All three come from the "
    "normalised tokens.",
    "只有查询归一化了，键和值还是来自原来的 `x`。三样都要来自归一化后的词元。",
    _layer(
        lambda self, x, real: (lambda x: x + self.feed_forward(self.norms[1](x)))(
            x + self.attention(self.norms[0](x), x, real[:, None])[0]
        )
    ),
)
EncoderLayer.wrong(
    "`self.norms[0]` stands in both places. Each part has a norm of its own.",
    "两处用的都是 `self.norms[0]`。每个部分各有自己的归一化。",
    _layer(
        lambda self, x, real: (lambda x: x + self.feed_forward(self.norms[0](x)))(
            x + _look(self, self.norms[0](x), real)
        )
    ),
)
EncoderLayer.wrong(
    "The mask is not handed on: tokens look at padding.",
    "掩码没有传下去：词元看到了填充。",
    _layer(lambda self, x, real: _PAGE.EncoderLayer.forward(self, x, torch.ones_like(real))),
)

DecoderLayer = Exercise(
    "build",
    _PAGE.DecoderLayer,
    minutes=10,
    module=__name__,
    use=_decode,
    title=("the page: DecoderLayer", "一页模型：DecoderLayer"),
    statement=(
        "Write `forward(self, x, states, real)` of `DecoderLayer`. `x` (B, T, H) are target tokens, `states` "
        "(B, S, H) and `real` (B, S) come from the encoder. Three parts, each with its norm in front, each "
        "added to `x`: `self.attention` of the target tokens, where token t sees only 0 to t; `self.cross`, "
        "where they ask the source; `self.feed_forward`. `states` are normalised already. Return "
        "(B, T, H).",
        "写出 `DecoderLayer` 的 `forward(self, x, states, real)`。`x` (B, T, H) 是目标词元，`states` (B, S, "
        "H) 和 `real` (B, S) 来自编码器。三个部分，每个前面都有归一化，每个都加到 `x` 上：目标词元之间的 "
        "`self.attention`，第 t 个词元只能看第 0 到第 t 个；`self.cross`，向源序列提问；"
        "`self.feed_forward`。`states` 已经归一化过了。返回 (B, T, H)。",
    ),
    hints=[
        (
            "The causal mask: `torch.ones(T, T).tril() > 0` is `True` on the diagonal and to the left of it. "
            "`[None]` makes it (1, T, T).",
            "因果掩码：`torch.ones(T, T).tril() > 0` 在对角线和它的左边是 `True`。`[None]` 把它变成 (1, T, "
            "T)。",
        ),
        (
            "The second part: `x = x + self.cross(self.norms[1](x), states, real[:, None])[0]`.",
            "第二部分：`x = x + self.cross(self.norms[1](x), states, real[:, None])[0]`。",
        ),
        (
            "First and third part are those of `EncoderLayer`, with another mask and `self.norms[2]`.",
            "第一部分和第三部分同 `EncoderLayer`，只是换了掩码，用 `self.norms[2]`。",
        ),
    ],
    cases=[
        (
            tenths(2 * seed, len(lengths), T, 8),
            tenths(2 * seed + 1, len(lengths), max(lengths), 8),
            _real(*lengths),
        )
        for seed, (T, lengths) in enumerate(((1, (3,)), (3, (2, 4)), (4, (5, 1, 3)), (5, (4, 4))))
    ],
)


def _steps(past=0, ask=False, mask=False, source_first=False, sums=True) -> type:
    """The page's class with other steps."""

    def forward(self, x, states, real):
        seen = torch.ones(x.size(1), x.size(1)).tril(past) > 0
        hidden = torch.ones_like(real) if mask else real

        def look(x):
            ready = self.norms[0](x)
            return x + self.attention(ready, ready, seen[None])[0]

        def cross(x):
            found = self.cross(x if ask else self.norms[1](x), states, hidden[:, None])[0]
            return x + found if sums else found

        x = look(cross(x)) if source_first else cross(look(x))
        return x + self.feed_forward(self.norms[2](x))

    return type("DecoderLayer", (_PAGE.DecoderLayer,), {"forward": forward})


DecoderLayer.wrong(
    "The causal mask is forgotten: a token sees what comes after it. In training it would copy the answer "
    "from there.",
    "忘了因果掩码：词元看到了后面的内容。训练时，它会直接从那里抄答案。",
    _steps(past=99),
)
DecoderLayer.wrong(
    "The causal mask is off by one: a token sees its right neighbour, which is the very token it must say.",
    "因果掩码差了一格：词元看到了右边的那个，而那正是它要说的。",
    _steps(past=1),
)
DecoderLayer.wrong(
    "The source is asked first. Here the target tokens look at each other first, then at the source.",
    "先问了源序列。这里是目标词元先互相看，再看源序列。",
    _steps(source_first=True),
)
DecoderLayer.wrong(
    "The norm in front of `self.cross` is missing.",
    "`self.cross` 前面漏了归一化。",
    _steps(ask=True),
)
DecoderLayer.wrong(
    "Padding of the source is not hidden: hand `real[:, None]` to `self.cross`.",
    "源序列的填充没有遮住：要把 `real[:, None]` 传给 `self.cross`。",
    _steps(mask=True),
)
DecoderLayer.wrong(
    "The residual sum is missing around `self.cross`: what the token was before is gone.",
    "`self.cross` 外面没有残差连接：词元原来的内容丢了。",
    _steps(sums=False),
)
