"""Two parts of 2_attention.py that change: Encoder, and the four verbs of Seq2Seq."""

import torch

from course_lib.kit.from_scratch import page, settle
from course_lib.kit.practice.exercise import Exercise

_PAGE = page("2_attention")
_ROWS = ([[5, 8, 4, 2], [9, 2], [7, 6, 2]], [[4, 2], [5, 6, 2]], [[3, 4, 5, 6, 7, 2], [2], [8, 2]], [[9, 2]])
_LENGTHS = [torch.tensor([len(row) for row in rows]) for rows in _ROWS]


def _made(part: type, **methods) -> type:
    """The page's class with other methods."""
    return type(part.__name__, (part,), methods)


def _read(part, source, lengths):
    """encoder(source, lengths), where encoder = Encoder(10, 3, 4)"""
    return settle(part(10, 3, 4))(source, lengths)


Encoder = Exercise(
    "build",
    _PAGE.Encoder,
    minutes=5,
    module=__name__,
    use=_read,
    title=("the page: Encoder", "一页模型：Encoder"),
    statement=(
        "Change `Encoder`. On the first page it returned one context (B, H). Now it returns three things: "
        "`states` (B, S, H), all of them; `real` (B, S), which is `True` where a token stands and `False` at "
        "PAD (0); and, as before, the state after each row's own last token (B, H).",
        "改写 `Encoder`。在上一页里，它返回一个上下文向量 (B, H)。现在要返回三样：`states` (B, S, H)，"
        "所有的状态；`real` (B, S)，有词元处是 `True`，PAD（0）处是 `False`；"
        "以及和以前一样，每一行读完自己最后一个词元时的状态 (B, H)。",
    ),
    hints=[
        ("A comparison makes a mask: `source != PAD`.", "比较一下就得到掩码：`source != PAD`。"),
        (
            "The last of the three is the line of the first page: `states[rows, lengths - 1]`.",
            "第三样就是上一页的那一行：`states[rows, lengths - 1]`。",
        ),
    ],
    cases=[(_PAGE.pad(rows), lengths) for rows, lengths in zip(_ROWS, _LENGTHS, strict=True)],
)


def _encoder(change) -> type:
    return _made(
        _PAGE.Encoder,
        forward=lambda self, source, lengths: change(*_PAGE.Encoder.forward(self, source, lengths)),
    )


Encoder.wrong(
    "Only the context, as on the first page. Attention looks at all states, so hand them on, with the mask.",
    "还是只有上下文向量，和上一页一样。注意力要看所有的状态，请把它们连同掩码一起交出去。",
    _encoder(lambda states, real, last: last),
)
Encoder.wrong(
    "The mask is upside down: `real` is true where a token stands.",
    "掩码反了：`real` 在有词元的地方为真。",
    _encoder(lambda states, real, last: (states, ~real, last)),
)
Encoder.wrong(
    "The mask is missing: states, mask, last state.",
    "少了掩码：要的是所有状态、掩码、最后的状态。",
    _encoder(lambda states, real, last: (states, last)),
)
Encoder.wrong(
    "The third is the last column: padding for all but the longest row. Each row has its own last token, as "
    "on the first page.",
    "第三样取了最后一列：除了最长的一行，那里都是填充。每一行都有自己的最后一个词元，和上一页一样。",
    _encoder(lambda states, real, last: (states, real, states[:, -1])),
)
Encoder.wrong(
    "The order is states, mask, last state.",
    "顺序是：所有状态、掩码、最后的状态。",
    _encoder(lambda states, real, last: (last, states, real)),
)
Encoder.wrong(
    "EOS is masked, too. It is a real token: only PAD is not.",
    "EOS 也被遮住了。它是真实的词元，只有 PAD 不是。",
    _made(
        _PAGE.Encoder,
        forward=lambda self, source, lengths: (
            lambda states, real, last: (states, real & (source != 2), last)
        )(*_PAGE.Encoder.forward(self, source, lengths)),
    ),
)


def _verbs(part, source, lengths, tokens):
    """the first state, hidden, the last state, and the weights, where model = Seq2Seq(10, 10, 3, 4)"""
    model = settle(part(10, 10, 3, 4))
    memory = model.encode(source, lengths)
    first = model.start(memory)
    read = None if first is None else model.advance(tokens, first, memory)
    weights = None if read is None else model.alignment(tokens, memory)
    if weights is None:  # a hole is still open
        return None
    hidden, state = read
    return first, hidden, state, weights


Seq2Seq = Exercise(
    "build",
    _PAGE.Seq2Seq,
    minutes=8,
    module=__name__,
    use=_verbs,
    title=("the page: the verbs", "一页模型：四个动词"),
    statement=(
        "The memory is now what the encoder returns: (states, real, last). Fill three holes in `Seq2Seq`.\n\n"
        "`start(memory)` returns the decoder's first state (B, H). `advance(tokens, state, memory)` returns "
        "two things, the combined vectors (B, k, H) and the new state, so that training and `greedy` stay as "
        "they are. "
        "`alignment(tokens, memory)` is new: it begins at `start(memory)`, reads tokens (B, T), BOS first, "
        "and "
        "returns the weights (B, T, S): row t is where the model looked after reading token t. The lab draws "
        "them.",
        "现在，记忆就是编码器返回的那三样：(states, real, last)。请补全 `Seq2Seq` 里的三个空。\n\n"
        "`start(memory)` 返回解码器的初始状态 (B, H)。`advance(tokens, state, memory)` 返回两样："
        "合并后的向量 (B, k, H) 和新的状态，这样训练和 `greedy` 都不用改。`alignment(tokens, memory)` "
        "是新加的："
        "从 `start(memory)` 开始读 tokens (B, T)，第一个是 BOS，返回权重 (B, T, S)：第 t 行是读完第 t "
        "个词元时"
        "看的地方。实验台会把它画出来。",
    ),
    hints=[
        (
            "The decoder takes four things: tokens, state, `memory[0]` and `memory[1]`. It returns three.",
            "解码器要四样：词元、状态、`memory[0]`、`memory[1]`。它返回三样。",
        ),
        (
            "`advance` returns the first two of the three, `[:2]`, and `alignment` the third, `[2]`.",
            "`advance` 返回三样里的前两样，`[:2]`；`alignment` 返回第三样，`[2]`。",
        ),
    ],
    cases=[
        (_PAGE.pad(rows), lengths, torch.randint(1, 10, (len(rows), k), generator=torch.Generator()))
        for rows, lengths, k in zip(_ROWS, _LENGTHS, (3, 1, 4, 2), strict=True)
    ],
)


def _whole(**methods) -> type:
    return _made(_PAGE.Seq2Seq, **methods)


Seq2Seq.wrong(
    "`start` gives zeros. The decoder still begins where the encoder ended: `memory[2]`.",
    "`start` 给的是零。解码器仍然从编码器结束的地方开始：`memory[2]`。",
    _whole(start=lambda self, memory: torch.zeros_like(memory[2])),
)
Seq2Seq.wrong(
    "`start` takes the last column of the states: that is padding for all but the longest row. `memory[2]` "
    "holds each row's own.",
    "`start` 取的是状态的最后一列：除了最长的一行，那里都是填充。`memory[2]` 里才是每一行自己的。",
    _whole(start=lambda self, memory: memory[0][:, -1]),
)
Seq2Seq.wrong(
    "`advance` returns three things. Training and `greedy` expect two: hidden and the state.",
    "`advance` 返回了三样。训练和 `greedy` 要的是两样：hidden 和状态。",
    _whole(advance=lambda self, tokens, state, memory: self.decoder(tokens, state, memory[0], memory[1])),
)
Seq2Seq.wrong(
    "`advance` begins at `start(memory)` each time. Go on from the state that it is given.",
    "`advance` 每次都从 `start(memory)` 开始。要从给它的状态接着走。",
    _whole(
        advance=lambda self, tokens, state, memory: self.decoder(
            tokens, torch.zeros_like(memory[2]), memory[0], memory[1]
        )[:2]
    ),
)
Seq2Seq.wrong(
    "`alignment` returns the hidden vectors. The weights are the third result.",
    "`alignment` 返回的是隐向量。权重是第三样。",
    _whole(
        alignment=lambda self, tokens, memory: self.decoder(tokens, self.start(memory), memory[0], memory[1])[
            0
        ]
    ),
)
Seq2Seq.wrong(
    "`alignment` gives the last token's row alone. All T rows are asked for, (B, T, S).",
    "`alignment` 只给了最后一个词元的那一行。T 行都要：(B, T, S)。",
    _whole(
        alignment=lambda self, tokens, memory: self.decoder(tokens, self.start(memory), memory[0], memory[1])[
            2
        ][:, -1:]
    ),
)
