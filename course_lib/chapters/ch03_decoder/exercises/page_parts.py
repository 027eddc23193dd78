"""The two halves of 1_seq2seq.py: Encoder and Decoder, checked with weights that the check sets."""

import torch
from torch import nn

from course_lib.kit.from_scratch import page, settle
from course_lib.kit.practice.exercise import Exercise, tenths

_PAGE = page("1_seq2seq")
_ROWS = [[5, 8, 4, 2], [9, 2], [7, 6, 2]]


def small() -> nn.Module:
    """The page's model, with few units."""
    return settle(_PAGE.Seq2Seq(len(_PAGE.SOURCE), len(_PAGE.TARGET), 3, 4))


def _made(part: type, methods: dict) -> type:
    """The page's class with other methods."""
    return type(part.__name__, (part,), methods)


def _read(part, source, lengths):
    """encoder(source, lengths), where encoder = Encoder(10, 3, 4)"""
    return settle(part(10, 3, 4))(source, lengths)


Encoder = Exercise(
    "build",
    _PAGE.Encoder,
    minutes=7,
    module=__name__,
    use=_read,
    title=("the page: Encoder", "一页模型：Encoder"),
    statement=(
        "Fill the hole in `Encoder`. A GRU has read the whole padded batch: `states` (B, S, H) holds its "
        "state "
        "after every place, padding included. Return the context (B, H): of each row the state after its own "
        "last token. `lengths` (B,) counts the real tokens of each row, EOS included.\n\n"
        "In chapter 02 the library packed the batch. Here nothing is packed, and nothing need be: what the "
        "GRU reads behind a row's end cannot change the states before it.",
        "补全 `Encoder` 里的空。GRU 已经把填充过的一整批读完：`states` (B, S, H) 是它在每个位置之后的状态，"
        "填充的位置也有。请返回上下文向量 (B, H)：每一行取读完自己最后一个词元时的状态。"
        "`lengths` (B,) 是每一行真实词元的个数，EOS 也算。\n\n"
        "第 02 章里，库用的是打包。这里不用打包，也不需要：一行结束之后 GRU 再读什么，都改变不了前面的状态。",
    ),
    hints=[
        (
            "The last of n tokens stands at place n − 1, and n differs from row to row.",
            "n 个词元里的最后一个，位置是 n − 1；每一行的 n 不同。",
        ),
        (
            "Two lists of indices are read in pairs: `states[[0, 1], [3, 1]]` takes place 3 of row 0 and "
            "place 1 of row 1.",
            "两组下标会一一配对：`states[[0, 1], [3, 1]]` 取第 0 行的位置 3 和第 1 行的位置 1。",
        ),
        (
            "`rows = torch.arange(len(source))`, then `states[rows, lengths - 1]`.",
            "先写 `rows = torch.arange(len(source))`，再写 `states[rows, lengths - 1]`。",
        ),
    ],
    cases=[
        (_PAGE.pad(_ROWS), torch.tensor([4, 2, 3])),
        (_PAGE.pad([[4, 2], [5, 6, 2]]), torch.tensor([2, 3])),
        (_PAGE.pad([[3, 4, 5, 6, 7, 2], [2], [8, 2]]), torch.tensor([6, 1, 2])),
        (_PAGE.pad([[9, 2]]), torch.tensor([2])),
    ],
)


def _encoder(forward) -> type:
    return _made(_PAGE.Encoder, {"forward": forward})


def _states(self, source):
    return self.rnn(self.embedding(source))[0]


Encoder.wrong(
    "The padding bug of chapter 02: the last column of the batch is padding for every row but the longest. "
    "The answer to one sentence would then depend on its neighbours.",
    "这就是第 02 章的填充错误：除了最长的一行，最后一列都是填充。这样一来，"
    "对一句话的回答就要看同一批里还有谁。",
    _encoder(lambda self, source, lengths: _states(self, source)[:, -1]),
)
Encoder.wrong(
    "One too early: the last token, EOS, is left out.",
    "停早了一步：漏掉了最后一个词元 EOS。",
    _encoder(lambda self, source, lengths: _states(self, source)[torch.arange(len(source)), lengths - 2]),
)
Encoder.wrong(
    "One too far: the last of n tokens is at place n − 1. Place n is the first PAD, and the longest row has "
    "none.",
    "多走了一步：n 个词元的最后一个在位置 n − 1。位置 n 已经是第一个 PAD，最长的一行根本没有。",
    _encoder(lambda self, source, lengths: _states(self, source)[torch.arange(len(source)), lengths]),
)
Encoder.wrong(
    "`states[:, lengths - 1]` takes all lengths for every row: (B, B, H). Give the rows an index too.",
    "`states[:, lengths - 1]` 会让每一行都按所有的长度各取一次，得到 (B, B, H)。给行也配上下标。",
    _encoder(lambda self, source, lengths: _states(self, source)[:, lengths - 1]),
)
Encoder.wrong(
    "That is the mean of all places. It can serve as a context, but padding is in it, and asked for is the "
    "state after the last token.",
    "这是所有位置的平均。平均也可以当上下文向量，但这里把填充也算了进去；要的是读完最后一个词元时的状态。",
    _encoder(lambda self, source, lengths: _states(self, source).mean(1)),
)
Encoder.wrong(
    "The time axis is still there, with one place: (B, 1, H). Asked for is (B, H).",
    "时间那一维还在，长度为 1：(B, 1, H)。要的是 (B, H)。",
    _encoder(lambda self, source, lengths: _PAGE.Encoder.forward(self, source, lengths)[:, None]),
)


def _write(part, tokens, state):
    """decoder(tokens, state), where decoder = Decoder(10, 3, 4)"""
    return settle(part(10, 3, 4))(tokens, state)


Decoder = Exercise(
    "build",
    _PAGE.Decoder,
    minutes=6,
    module=__name__,
    use=_write,
    title=("the page: Decoder", "一页模型：Decoder"),
    statement=(
        "Fill the hole in `Decoder`. It reads `tokens` (B, k) and goes on from `state` (B, H). Return two "
        "things: `hidden` (B, k, H), the state after each of the k tokens, and the state after the last of "
        "them, (B, H).\n\n"
        "With k = 1 this is the step that you wrote by hand. With k = T it reads a whole sentence at once, "
        "as "
        "in training. PyTorch's GRU takes its first state, and gives the last one, as (1, B, H).",
        "补全 `Decoder` 里的空。它读入 `tokens` (B, k)，从 `state` (B, H) 接着往下走。"
        "请返回两样东西：`hidden` (B, k, H)，也就是读完 k 个词元中每一个之后的状态；"
        "以及读完最后一个之后的状态 "
        "(B, H)。\n\n"
        "k = 1 时，就是你亲手写过的那一步；k = T 时，一次读完一整句，训练时就这样用。"
        "PyTorch 的 GRU，初始状态和最后的状态都是 (1, B, H)。",
    ),
    hints=[
        (
            "Three steps: look up the vectors of the tokens, run the GRU from the state, hand both results "
            "on.",
            "一共三步：查出词元的向量；让 GRU 从给定的状态往下走；把两样结果交出去。",
        ),
        (
            "`self.rnn(x, first)` returns `hidden` and `last`. `state[None]` makes (1, B, H) of (B, H).",
            "`self.rnn(x, first)` 返回 `hidden` 和 `last`。`state[None]` 把 (B, H) 变成 (1, B, H)。",
        ),
        (
            "`hidden, last = self.rnn(self.embedding(tokens), state[None])`, then `return hidden, last[0]`.",
            "`hidden, last = self.rnn(self.embedding(tokens), state[None])`，再 `return hidden, last[0]`。",
        ),
    ],
    cases=[
        (torch.tensor([[1], [1], [1]]), tenths(1, 3, 4)),
        (torch.tensor([[1, 5, 7], [1, 6, 2]]), tenths(2, 2, 4)),
        (torch.tensor([[1, 4, 9, 3, 2]]), tenths(3, 1, 4)),
        (torch.tensor([[8, 2], [4, 0], [5, 3]]), tenths(4, 3, 4)),
    ],
)


def _decoder(forward) -> type:
    return _made(_PAGE.Decoder, {"forward": forward})


def _from(self, tokens, state):
    return _PAGE.Decoder.forward(self, tokens, state)


Decoder.wrong(
    "The state is not used: every call begins at zero. The context would be lost, and so would what was "
    "said.",
    "没有用上 `state`：每次调用都从零开始。上下文向量丢了，说过的话也丢了。",
    _decoder(lambda self, tokens, state: _from(self, tokens, torch.zeros_like(state))),
)
Decoder.wrong(
    "The last state has an axis too many: (1, B, H). A state here has the batch first, (B, H): `last[0]`.",
    "最后的状态多了一维：(1, B, H)。这里的状态第一维是批量，即 (B, H)：写 `last[0]`。",
    _decoder(lambda self, tokens, state: self.rnn(self.embedding(tokens), state[None])),
)
Decoder.wrong(
    "The two have changed places: first `hidden` (B, k, H), then the last state (B, H).",
    "两样的顺序反了：先是 `hidden` (B, k, H)，再是最后的状态 (B, H)。",
    _decoder(lambda self, tokens, state: _from(self, tokens, state)[::-1]),
)
Decoder.wrong(
    "The first result holds only the last token's state. In training each of the k tokens is asked for the "
    "next one: all k states are needed, (B, k, H).",
    "第一样结果里只有最后一个词元的状态。训练时，k 个词元的每一个都要用来问下一个：k 个状态都要，(B, k, H)。",
    _decoder(
        lambda self, tokens, state: (_from(self, tokens, state)[1][:, None], _from(self, tokens, state)[1])
    ),
)
Decoder.wrong(
    "You hand the old state on. The next token would be read as if these had never been.",
    "你把旧的状态原样交了出去。读下一个词元时，就好像这几个从没读过。",
    _decoder(lambda self, tokens, state: (_from(self, tokens, state)[0], state)),
)
