"""A part of 2_attention.py that changes: Decoder."""

import torch

from course_lib.kit.from_scratch import page, settle
from course_lib.kit.practice.exercise import Exercise, tenths

_PAGE = page("2_attention")


def _write(part, tokens, state, states, real):
    """decoder(tokens, state, states, real), where decoder = Decoder(10, 3, 4)"""
    return settle(part(10, 3, 4))(tokens, state, states, real)


def _case(seed: int, k: int, *lengths: int) -> tuple:
    B, S = len(lengths), max(lengths)
    tokens = torch.randint(1, 10, (B, k), generator=torch.Generator().manual_seed(seed))
    real = torch.arange(S) < torch.tensor(lengths)[:, None]
    return tokens, tenths(2 * seed, B, 4), tenths(2 * seed + 1, B, S, 4), real


Decoder = Exercise(
    "build",
    _PAGE.Decoder,
    minutes=10,
    module=__name__,
    use=_write,
    title=("the page: Decoder", "一页模型：Decoder"),
    statement=(
        "Write `forward` of `Decoder`. The GRU reads the k tokens as on the first page: `hidden` (B, k, H) "
        "and `last`. New: the states in `hidden` are the queries. `self.attention` makes of them contexts "
        "(B, k, H) and weights. Put each context **before** its state, along the last axis, (B, k, 2H). "
        "`self.combine` brings that back to H numbers, then tanh. Return three things: that, (B, k, H); the "
        "GRU's state after the last token, (B, H); the weights, (B, k, S).",
        "写出 `Decoder` 的 `forward`。GRU 读入 k 个词元，和上一页一样，得到 `hidden` (B, k, H) 和 `last`。"
        "新的部分：`hidden` 里的状态就是查询，`self.attention` 由它们算出上下文向量 (B, k, H) 和权重。"
        "把每个上下文向量接在它的状态**前面**，沿最后一维，得到 (B, k, 2H)；`self.combine` 再变回 H 维，"
        "然后取 tanh。返回三样东西：这个结果 (B, k, H)；GRU 读完最后一个词元的状态 (B, H)；权重 (B, k, S)。",
    ),
    hints=[
        (
            "Five lines: vectors, GRU, attention, combine, return. The first two are the first page's.",
            "一共五行：查向量，GRU，注意力，合并，返回。前两行和上一页一样。",
        ),
        (
            "`context, weights = self.attention(hidden, states, real)`. `torch.cat([context, hidden], -1)` "
            "puts two tensors together along the last axis.",
            "`context, weights = self.attention(hidden, states, real)`。`torch.cat([context, hidden], -1)` "
            "沿最后一维把两个张量接起来。",
        ),
        (
            "`mixed = self.combine(torch.cat([context, hidden], -1)).tanh()`, then "
            "`return mixed, last[0], weights`.",
            "`mixed = self.combine(torch.cat([context, hidden], -1)).tanh()`，再 "
            "`return mixed, last[0], weights`。",
        ),
    ],
    cases=[_case(0, 1, 3, 2), _case(1, 3, 2, 4), _case(2, 5, 3), _case(3, 2, 1, 3, 2)],
)


def _decoder(forward) -> type:
    """The page's class with another forward."""
    return type("Decoder", (_PAGE.Decoder,), {"forward": forward})


def _steps(self, tokens, state, states, real, second=lambda context, hidden: (context, hidden)):
    hidden, last = self.rnn(self.embedding(tokens), state[None])
    context, weights = self.attention(hidden, states, real)
    mixed = self.combine(torch.cat(second(context, hidden), -1)).tanh()
    return mixed, last[0], weights


def _as(mixed, **settings) -> type:
    """A decoder that makes something else of (context, hidden)."""
    return _decoder(lambda self, *given: _steps(self, *given, second=mixed))


Decoder.wrong(
    "State and context are the other way round: `combine` would learn as well, but the page puts the "
    "context first.",
    "状态和上下文向量前后反了：这样也学得会，但是这一页把上下文向量放在前面。",
    _as(lambda context, hidden: (hidden, context)),
)
Decoder.wrong(
    "The context is left out: the state stands there twice. Then nothing from the source comes in.",
    "漏了上下文向量：状态写了两遍。这样就没有东西从源序列进来。",
    _as(lambda context, hidden: (hidden, hidden)),
)
Decoder.wrong(
    "The state is left out: the context stands there twice. The decoder would no longer know what it has "
    "said.",
    "漏了状态：上下文向量写了两遍。解码器就不知道自己说过什么了。",
    _as(lambda context, hidden: (context, context)),
)
Decoder.wrong(
    "tanh is missing behind `combine`.",
    "`combine` 之后漏了 tanh。",
    _decoder(lambda self, *given: (_steps(self, *given)[0].atanh(), *_steps(self, *given)[1:])),
)


def _asked_before(self, tokens, state, states, real):
    hidden, last = self.rnn(self.embedding(tokens), state[None])
    context, weights = self.attention(state[:, None].expand_as(hidden), states, real)
    return self.combine(torch.cat([context, hidden], -1)).tanh(), last[0], weights


Decoder.wrong(
    "The query is the old state for all k tokens. Each token's own new state asks: `hidden`.",
    "k 个词元用的都是旧状态来查询。应当由读完每个词元之后的新状态来问：`hidden`。",
    _decoder(_asked_before),
)
Decoder.wrong(
    "The second result must be the GRU's state. You hand on the mixed vector: that is another design, called "
    "input feeding, and it can't read k tokens at once.",
    "第二样应当是 GRU 的状态。你交出去的是合并后的向量：那接近另一种设计（input feeding），"
    "没法一次读 k 个词元。",
    _decoder(
        lambda self, *given: (lambda mixed, last, weights: (mixed, mixed[:, -1], weights))(
            *_steps(self, *given)
        )
    ),
)
Decoder.wrong(
    "The weights are missing: return three things.",
    "少了权重：要返回三样东西。",
    _decoder(lambda self, *given: _steps(self, *given)[:2]),
)
