"""Greedy decoding of a batch, the last part of 1_seq2seq.py, and a toy model without weights to try it on."""

from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.kit.from_scratch import page
from course_lib.kit.practice.exercise import Exercise

_PAGE = page("1_seq2seq")
_SIZE = 10  # of the vocabulary: PAD 0, BOS 1, EOS 2, and the ids up to 9


class Speller(NamedTuple):
    """A toy behind the four verbs: it says the ids of its source one after the other, then the first again.

    With `counts` it says 3 after BOS, then one more than it has read, and EOS once that is its source's id.
    """

    counts: bool = False

    def encode(self, source: Tensor, lengths: Tensor) -> Tensor:
        return source  # (B, S)

    def start(self, memory: Tensor) -> Tensor:
        return memory

    def advance(self, tokens: Tensor, state: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        if tokens.shape != (len(state), 1):
            raise ValueError(f"tokens must be {(len(state), 1)}, not {tuple(tokens.shape)}")
        if self.counts:
            said = torch.where(tokens == 1, 3, tokens + 1)
            return torch.where(tokens >= state[:, :1], 2, said)[:, :, None], state  # (B, 1, 1)
        return state[:, :1, None], state.roll(-1, dims=1)

    def project(self, hidden: Tensor) -> Tensor:
        return 4.0 * torch.nn.functional.one_hot(hidden[..., 0], _SIZE)  # (B, 1, V)


def _decode(answer, source, limit, counts):
    """greedy(model, source, lengths, limit), where model is a toy that spells its source, or counts"""
    return answer(Speller(counts), source, torch.full((len(source),), source.size(1)), limit)


def _rows(*rows):
    return torch.tensor(rows)


greedy = Exercise(
    "build",
    _PAGE.greedy,
    minutes=10,
    module=__name__,
    use=_decode,
    title=("the page: greedy", "一页模型：greedy"),
    statement=(
        "Write `greedy(model, source, lengths, limit=40)`. Begin with BOS (1) for all rows, `tokens` of "
        "shape "
        "(B, 1). At each step let the model `advance` by these tokens, take the token with the largest "
        "logit, "
        "and hand it in at the next step. Go `limit` steps: a row that has ended simply goes on, and is cut "
        "afterwards. Return a list of ids for each row: what it said "
        "before its first EOS (2).\n\n"
        "The check uses a toy model that spells its source: from the source 5, 6, 2, 9 it says 5 6 2 9 5 6 … "
        "So the answer is [5, 6].",
        "写出 `greedy(model, source, lengths, limit=40)`。所有行都从 BOS（1）开始，`tokens` 的形状是 (B, 1)。"
        "每一步让模型 `advance` 读入这些词元，取 logit 最大的词元，下一步再交给它。一共走 `limit` 步："
        "写完的行照样往下走，最后再截断。"
        "为每一行返回一列编号：它在第一个 EOS（2）之前说的内容。\n\n"
        "检查用的是一个玩具模型，只会照着源序列念：源序列是 5、6、2、9，它就说 5 6 2 9 5 6……，所以答案是 [5, "
        "6]。",
    ),
    hints=[
        (
            "Before the loop: memory, state, tokens, an empty list. In the loop: two results of `advance`, "
            "the argmax, and one entry more in the list.",
            "循环之前：记忆、状态、词元、一个空列表。循环里：`advance` 的两样结果，取 argmax，"
            "列表里再添一项。",
        ),
        (
            "`hidden, state = model.advance(tokens, state, memory)`, then "
            "`tokens = model.project(hidden).argmax(-1)`, which is (B, 1) again.",
            "`hidden, state = model.advance(tokens, state, memory)`，再 "
            "`tokens = model.project(hidden).argmax(-1)`，它又是 (B, 1)。",
        ),
        (
            "`rows = torch.cat(said, 1).tolist()`, and each is cut: `row[: row.index(EOS)] if EOS in row "
            "else row`.",
            "`rows = torch.cat(said, 1).tolist()`，再截断每一行：`row[: row.index(EOS)] if EOS in row else "
            "row`。",
        ),
    ],
    cases=[
        (_rows([5, 6, 7, 2], [8, 2, 9, 4]), 8, False),
        (_rows([6], [3], [5]), 8, True),
        (_rows([4, 5, 6, 2, 7], [7, 8, 2, 9, 6]), 3, False),
        (_rows([7], [4]), 2, True),
        (_rows([2, 5, 6]), 4, False),
        (_rows([9, 2], [2, 9], [6, 2]), 1, False),
    ],
    distractors=(
        "        hidden, _ = model.advance(tokens, model.start(memory), memory)",
        "        tokens = model.project(hidden).argmax(1)",
    ),
)


def _said(model, source, lengths, limit, first=1, feed=lambda tokens: tokens, keep=False):
    """All that is said in `limit` steps, EOS and what follows included: one list a row.

    `first` is the first token, `feed` makes the next input of what was said, and with `keep` each step begins
    with the first state.
    """
    memory = model.encode(source, lengths)
    state, tokens = model.start(memory), torch.full((len(source), 1), first)
    said = []
    for _ in range(limit):
        hidden, new = model.advance(tokens, state, memory)
        tokens = model.project(hidden).argmax(-1)
        said.append(tokens)
        tokens, state = feed(tokens), state if keep else new
    return torch.cat(said, 1).tolist()


def _cut(rows):
    return [row[: row.index(2)] if 2 in row else row for row in rows]


greedy.wrong(
    "EOS does not stop a sentence: it goes on behind its EOS. What comes after EOS means nothing.",
    "EOS 没有让句子停下：它在 EOS 之后还在继续。EOS 之后的内容毫无意义。",
    _said,
)
greedy.wrong(
    "You leave EOS out and go on collecting: what was said behind it is still there. "
    "Once a sentence has said EOS, take nothing more from it.",
    "你只是略过了 EOS，后面的内容还在收。一个句子说过 EOS 之后，就什么都不能再收了。",
    lambda *given: [[token for token in row if token != 2] for row in _said(*given)],
)


@greedy.wrong(
    "All sentences stop as soon as one says EOS. Each stops for itself.",
    "只要有一个句子说了 EOS，所有句子就都停了。应当各停各的。",
)
def all_stop_with_the_first(*given):
    said = _said(*given)
    together = min(map(len, _cut(said)))
    return [row[:together] for row in said]


@greedy.wrong(
    "The loop ends when the first sentence says EOS. The others had more to say: go on until all have ended, "
    "or to the limit.",
    "第一句一说 EOS，循环就结束了，别的句子还没说完。要一直走到每句都结束，或者走满上限。",
)
def ends_with_the_first(*given):
    said = _said(*given)
    first = min((row.index(2) for row in said if 2 in row), default=len(said[0]))
    return _cut([row[: first + 1] for row in said])


greedy.wrong(
    "EOS is in the lists. It only says that the sentence is over: cut before it.",
    "列表里有 EOS。它只表示句子结束，应在它之前截断。",
    lambda *given: [row[: row.index(2) + 1] if 2 in row else row for row in _said(*given)],
)
greedy.wrong(
    "BOS is in the lists. It was given, not said: begin each list empty.",
    "列表里有 BOS。它是给定的，不是说出来的：每个列表都从空的开始。",
    lambda *given: [[1, *row] for row in _cut(_said(*given))],
)
greedy.wrong(
    "The new state is thrown away, so each step begins from the context again. Hand it on: "
    "`hidden, state = model.advance(…)`.",
    "新的状态被丢掉了，每一步都从上下文向量重新开始。要把它传下去：`hidden, state = model.advance(…)`。",
    lambda *given: _cut(_said(*given, keep=True)),
)
greedy.wrong(
    "Every step reads BOS: the decoder never hears what it has said. Feed its own token back.",
    "每一步读的都是 BOS：解码器听不到自己说过什么。要把它自己说的词元送回去。",
    lambda *given: _cut(_said(*given, feed=torch.ones_like)),
)
greedy.wrong(
    "You begin with PAD (0). A decoder was trained to begin after BOS (1).",
    "你是从 PAD（0）开始的。解码器在训练中学到的是从 BOS（1）开始。",
    lambda *given: _cut(_said(*given, first=0)),
)
greedy.wrong(
    "The limit is not used. A model may never say EOS: then this loop would never end.",
    "没有用上 `limit`。模型可能一直不说 EOS，那样循环就永远停不下来。",
    lambda model, source, lengths, limit: _cut(_said(model, source, lengths, 20)),
)


@greedy.wrong(
    "The tokens have an axis too few, (B,). `advance` reads (B, k): here k is 1, so (B, 1).",
    "词元少了一维，成了 (B,)。`advance` 读的是 (B, k)：这里 k 是 1，所以是 (B, 1)。",
)
def tokens_without_a_time_axis(model, source, lengths, limit):
    memory = model.encode(source, lengths)
    model.advance(torch.ones(len(source), dtype=torch.long), model.start(memory), memory)
