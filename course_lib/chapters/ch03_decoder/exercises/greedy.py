"""Greedy decoding of a batch, and two toy decoders without weights to try it on.

The toys are pure functions step(tokens (B,), states (B, …)) -> (logits (B, 10), new states). They raise
ValueError for tokens that are not one id a row.
"""

import torch
from torch import Tensor

from course_lib.kit.practice.exercise import exercise
from course_lib.language import pick

_SIZE = 10  # of the vocabulary: PAD 0, BOS 1, EOS 2, and the ids up to 9


def spell(tokens: Tensor, states: Tensor) -> tuple[Tensor, Tensor]:
    """A row's state is a list of ids, (B, K): say the first of them and put it at the end."""
    _refuse(tokens, states)
    return _sure_of(states[:, 0]), states.roll(-1, dims=1)


def count_on(tokens: Tensor, states: Tensor) -> tuple[Tensor, Tensor]:
    """After BOS say 3, after a number the next one; EOS once it is the row's state (B,) or more."""
    _refuse(tokens, states)
    following = torch.where(tokens == 1, 3, tokens + 1)
    return _sure_of(torch.where(tokens >= states, 2, following)), states


def _sure_of(ids: Tensor) -> Tensor:
    """Logits that are largest at the id of each row."""
    return 4.0 * torch.nn.functional.one_hot(ids, _SIZE)  # (B, V)


def _refuse(tokens: Tensor, states: Tensor) -> None:
    wanted, given = (len(states),), tuple(torch.as_tensor(tokens).shape)
    if wanted != given:
        en = f"step wants one token for each sentence, shape {wanted}, and was given shape {given}"
        raise ValueError(pick(en, f"step 要的是每个句子一个词元，形状 {wanted}，得到的形状却是 {given}"))


def _states(*rows):
    return torch.tensor(rows)


@exercise(
    "core",
    minutes=10,
    title=("greedy decoding of a batch", "整批贪心搜索"),
    statement=(
        "Write `greedy_batch(step, states, limit)`. `step(tokens, states)` is one step of a decoder: it "
        "takes the last token of each sentence, (B,), and the states, and returns the logits (B, V) and the "
        "new states. Begin with BOS (1) for all; at each step take the token with the largest logit, and "
        "feed it back. Return B lists of ids: what each sentence says before its EOS (2), at most `limit` "
        "ids.\n\n"
        "The check uses two toys. `ch03.spell`: a state is a list of ids; it says the first and puts it at "
        "the end. `ch03.count_on`: it says 3 after BOS, then 4, 5, …, and EOS after the number in its "
        "state.\n\n"
        "    greedy_batch(ch03.spell, tensor([[5, 6, 2], [7, 2, 9]]), 10)  ->  [[5, 6], [7]]\n"
        "    greedy_batch(ch03.count_on, tensor([5, 3]), 2)                ->  [[3, 4], [3]]",
        "写一个函数 `greedy_batch(step, states, limit)`。`step(tokens, states)` 是解码器的一步："
        "输入每个句子的上一个词元 (B,) 和各句的状态，返回 logits (B, V) 和新的状态。"
        "所有句子都从 BOS（1）开始；每一步取 logit 最大的词元，再把它作为下一步的输入。"
        "返回 B 个编号列表：每个句子在 EOS（2）之前说的内容，最多 `limit` 个。\n\n"
        "检查用的是两个玩具解码器。`ch03.spell`：状态是一列编号，它说出第一个，再把它移到末尾。"
        "`ch03.count_on`：BOS 之后说 3，接着说 4、5……，说完状态里的那个数就说 EOS。\n\n"
        "    greedy_batch(ch03.spell, tensor([[5, 6, 2], [7, 2, 9]]), 10)  ->  [[5, 6], [7]]\n"
        "    greedy_batch(ch03.count_on, tensor([5, 3]), 2)                ->  [[3, 4], [3]]",
    ),
    hints=[
        (
            "A loop of at most `limit` steps. Two things go from one step to the next: tokens and states.",
            "最多循环 `limit` 步。从一步带到下一步的有两样：词元和状态。",
        ),
        (
            "`tokens = torch.full((len(states),), 1)` to begin with. In the loop: "
            "`logits, states = step(tokens, states)`, then `tokens = logits.argmax(-1)`.",
            "一开始 `tokens = torch.full((len(states),), 1)`。循环里："
            "`logits, states = step(tokens, states)`，然后 `tokens = logits.argmax(-1)`。",
        ),
        (
            "The simplest way to stop each row at its own EOS: go all `limit` steps, collect everything, and "
            "afterwards cut each row: `row[: row.index(2)] if 2 in row else row`.",
            "让每一行在自己的 EOS 处停下，最简单的办法是：走满 `limit` 步，全部收下，最后再截断每一行："
            "`row[: row.index(2)] if 2 in row else row`。",
        ),
    ],
    cases=[
        (spell, _states([5, 6, 7, 2], [8, 2, 9, 4]), 8),
        (count_on, _states(6, 3, 5), 8),
        (spell, _states([4, 5, 6, 2, 7], [7, 8, 2, 9, 6]), 3),
        (count_on, _states(7, 4), 2),
        (spell, _states([2, 5, 6]), 4),
        (spell, _states([9, 2], [2, 9], [6, 2]), 1),
    ],
    distractors=(
        "            going[i] = token != 2",
        "        tokens = logits.max(-1)  # (B,)",
    ),
)
def greedy_batch(step, states, limit):
    tokens = torch.full((len(states),), 1)  # (B,) BOS
    rows = [[] for _ in states]
    going = [True for _ in states]
    for _ in range(limit):
        logits, states = step(tokens, states)  # (B, V)
        tokens = logits.argmax(-1)  # (B,)
        for i, token in enumerate(tokens.tolist()):
            going[i] = going[i] and token != 2
            if going[i]:
                rows[i].append(token)
        if not any(going):
            break
    return rows


def _decode(step, states, limit, first=1, feed=lambda tokens: tokens, axis=-1, keep=False):
    """All that is said in `limit` steps, EOS and what follows included: one list a row.

    `first` is the first token, `feed` makes the next input of what was said, `axis` is that of the argmax,
    and with `keep` each step begins with the first states.
    """
    tokens = torch.full((len(states),), first)
    said = [[] for _ in states]
    for _ in range(limit):
        logits, new = step(tokens, states)
        tokens = logits.argmax(axis)
        for row, token in zip(said, tokens.tolist(), strict=False):
            row.append(token)
        tokens, states = feed(tokens), states if keep else new
    return said


def _cut(said):
    return [row[: row.index(2)] if 2 in row else row for row in said]


greedy_batch.wrong(
    "EOS does not stop a sentence: it goes on behind its EOS. What comes after EOS means nothing.",
    "EOS 没有让句子停下：它在 EOS 之后还在继续。EOS 之后的内容毫无意义。",
    lambda step, states, limit: _decode(step, states, limit),
)
greedy_batch.wrong(
    "You leave EOS out and go on collecting: what was said behind it is still there. "
    "Once a sentence has said EOS, take nothing more from it.",
    "你只是略过了 EOS，后面的内容还在收。一个句子说过 EOS 之后，就什么都不能再收了。",
    lambda step, states, limit: [
        [token for token in row if token != 2] for row in _decode(step, states, limit)
    ],
)


@greedy_batch.wrong(
    "All sentences stop as soon as one says EOS. Each stops for itself; the loop ends when all have.",
    "只要有一个句子说了 EOS，所有句子就都停了。应当各停各的，全部说完循环才结束。",
)
def all_stop_with_the_first(step, states, limit):
    said = _decode(step, states, limit)
    together = min(map(len, _cut(said)))
    return [row[:together] for row in said]


@greedy_batch.wrong(
    "EOS is in the lists. It only says that the sentence is over: cut before it.",
    "列表里有 EOS。它只表示句子结束，应在它之前截断。",
)
def eos_kept(step, states, limit):
    said = _decode(step, states, limit)
    return [row[: row.index(2) + 1] if 2 in row else row for row in said]


greedy_batch.wrong(
    "BOS is in the lists. It was given, not said: begin each list empty.",
    "列表里有 BOS。它是给定的，不是说出来的：每个列表都从空的开始。",
    lambda step, states, limit: [[1, *row] for row in _cut(_decode(step, states, limit))],
)
greedy_batch.wrong(
    "The new states are thrown away, so each step begins from the context again. Hand them on: "
    "`logits, states = step(tokens, states)`.",
    "新的状态被丢掉了，每一步都从最初的上下文向量重新开始。要把它传下去："
    "`logits, states = step(tokens, states)`。",
    lambda step, states, limit: _cut(_decode(step, states, limit, keep=True)),
)
greedy_batch.wrong(
    "Every step reads BOS: the decoder never hears what it has said. Feed its own token back.",
    "每一步读的都是 BOS：解码器听不到自己说过什么。要把它自己说的词元送回去。",
    lambda step, states, limit: _cut(_decode(step, states, limit, feed=torch.ones_like)),
)
greedy_batch.wrong(
    "You begin with PAD (0). A decoder was trained to begin after BOS (1).",
    "你是从 PAD（0）开始的。解码器在训练中学到的是从 BOS（1）开始。",
    lambda step, states, limit: _cut(_decode(step, states, limit, first=0)),
)
greedy_batch.wrong(
    "argmax runs over the batch: it names a sentence for each token. Take it over the vocabulary, the last "
    "axis.",
    "argmax 沿批量那一维取了，得到的是句子的序号。应沿词表那一维取，也就是最后一维。",
    lambda step, states, limit: _cut(_decode(step, states, limit, axis=0)),
)


@greedy_batch.wrong(
    "The tokens have an axis too many, (B, 1). Here `step` takes one id for each sentence: (B,).",
    "词元多了一维，成了 (B, 1)。这里的 `step` 要的是每个句子一个编号：(B,)。",
)
def tokens_with_a_time_axis(step, states, limit):
    step(torch.full((len(states), 1), 1), states)


greedy_batch.wrong(
    "The limit is not used. A model may never say EOS: then this loop would never end.",
    "没有用上 `limit`。模型可能一直不说 EOS，那样循环就永远停不下来。",
    lambda step, states, limit: _cut(_decode(step, states, 20)),
)
