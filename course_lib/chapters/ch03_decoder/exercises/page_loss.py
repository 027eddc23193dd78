"""A part of 1_seq2seq.py: the loss of a batch."""

import torch
from torch.nn.functional import cross_entropy

from course_lib.kit.from_scratch import page
from course_lib.kit.practice.exercise import Exercise

from .page_parts import small

_PAGE = page("1_seq2seq")


def _lose(answer, source, lengths, target):
    """loss_of(model, source, lengths, target), where model is a small Seq2Seq"""
    return answer(small(), source, lengths, target)


loss_of = Exercise(
    "build",
    _PAGE.loss_of,
    minutes=9,
    module=__name__,
    use=_lose,
    title=("the page: loss_of", "一页模型：loss_of"),
    statement=(
        "Write `loss_of(model, source, lengths, target)`. `target` (B, T + 1) begins with BOS (1), ends with "
        "EOS (2), and is filled up with PAD (0). The decoder reads all of it but the last column, and is "
        "asked "
        "for all of it but the first.\n\n"
        "Use the model's four verbs: `encode(source, lengths)` gives the memory, `start(memory)` a state, "
        "`advance(inputs, state, memory)` the hidden vectors (B, T, H) and a state that you do not need, "
        "`project` the logits. Return the mean cross-entropy over the real tokens that the decoder is asked "
        "for. `cross_entropy` takes logits (N, V) and ids (N,), so pick the real places with a mask first: "
        "of `hidden` (B, T, H) a mask (B, T) leaves (N, H).",
        "写出 `loss_of(model, source, lengths, target)`。`target` (B, T + 1) 以 BOS（1）开头，以 EOS（2）"
        "结尾，"
        "后面用 PAD（0）填满。解码器读的，是去掉最后一列的部分；要它说的，是去掉第一列的部分。\n\n"
        "请用模型的四个动词：`encode(source, lengths)` 给出记忆，`start(memory)` 给出状态，"
        "`advance(inputs, state, memory)` 给出隐向量 (B, T, H) 和一个用不着的状态，`project` 给出 logits。"
        "返回要说的真实词元上的平均交叉熵。`cross_entropy` 要的是 logits (N, V) 和编号 (N,)，"
        "所以先用掩码挑出真实的位置：`hidden` (B, T, H) 配上 (B, T) 的掩码，得到 (N, H)。",
    ),
    hints=[
        (
            "Four lines: shift; encode; advance; the loss at the real places.",
            "四步：错开一位；编码；往前走；在真实的位置上求损失。",
        ),
        (
            "`inputs, gold = target[:, :-1], target[:, 1:]`. The real places are `gold != PAD`, (B, T).",
            "`inputs, gold = target[:, :-1], target[:, 1:]`。真实的位置是 `gold != PAD`，(B, T)。",
        ),
        (
            "`hidden[real]` picks the vectors at the real places, (N, H), and `gold[real]` their ids, (N,).",
            "`hidden[real]` 取出真实位置上的向量 (N, H)，`gold[real]` 取出它们的编号 (N,)。",
        ),
    ],
    cases=[
        _PAGE.batch([(305,), (7,), (120_045,)]),
        _PAGE.batch([(9,), (99,)]),
        _PAGE.batch([(1_000,), (654_321,), (30,), (400_400,)]),
        _PAGE.batch([(88,)]),
    ],
    distractors=(
        "    inputs, gold = target[:, 1:], target[:, 1:]",
        "    return cross_entropy(model.project(hidden), gold)",
    ),
)


def _hidden(model, source, lengths, inputs):
    memory = model.encode(source, lengths)
    return model.advance(inputs, model.start(memory), memory)[0]


def _each(model, source, lengths, target):
    """(the loss at every place (B, T), which places are real)"""
    gold = target[:, 1:]
    logits = model.project(_hidden(model, source, lengths, target[:, :-1]))
    return cross_entropy(logits.transpose(1, 2), gold, reduction="none"), gold != 0


@loss_of.wrong(
    "The mask is forgotten: what the decoder says at PAD counts as well. The number then depends on how wide "
    "the batch is.",
    "忘了掩码：解码器在 PAD 处说的也算进去了。这样一来，这个数就要看这一批有多宽。",
)
def mask_forgotten(model, source, lengths, target):
    return _each(model, source, lengths, target)[0].mean()


@loss_of.wrong(
    "The answer leaks: the decoder reads the very token that it is asked for. The loss would fall to almost "
    "nothing, and greedy decoding, where nobody shows the answer, would write rubbish.",
    "答案漏了：解码器读到的正是要它说的那个词元。损失会掉到几乎为零，"
    "可是贪心搜索时没有人给它看答案，写出来的全是胡话。",
)
def answer_leaks(model, source, lengths, target):
    gold = target[:, 1:]
    logits = model.project(_hidden(model, source, lengths, gold))
    return cross_entropy(logits[gold != 0], gold[gold != 0])


@loss_of.wrong(
    "Nothing is shifted: the decoder reads BOS and is asked for BOS, and so on. It would learn to repeat its "
    "input.",
    "没有错开：读 BOS，要它说的还是 BOS，后面也一样。它只会学着重复输入。",
)
def not_shifted(model, source, lengths, target):
    row = target[:, :-1]
    logits = model.project(_hidden(model, source, lengths, row))
    return cross_entropy(logits[row != 0], row[row != 0])


@loss_of.wrong(
    "One softmax too many: `cross_entropy` wants logits.",
    "多做了一次 softmax：`cross_entropy` 要的是 logits。",
)
def softmax_twice(model, source, lengths, target):
    gold = target[:, 1:]
    logits = model.project(_hidden(model, source, lengths, target[:, :-1]))
    return cross_entropy(logits[gold != 0].softmax(-1), gold[gold != 0])


@loss_of.wrong(
    "That is the sum over the real tokens. Take their mean: then batches can be compared.",
    "这是所有真实词元的总和。要取平均，各批之间才能比较。",
)
def summed(model, source, lengths, target):
    losses, real = _each(model, source, lengths, target)
    return losses[real].sum()


@loss_of.wrong(
    "The padding is left out of the sum, but you still divide by all B × T places.",
    "求和时排除了填充，却仍除以全部 B × T 个位置。",
)
def divided_by_all(model, source, lengths, target):
    losses, real = _each(model, source, lengths, target)
    return (losses * real).mean()


@loss_of.wrong(
    "The decoder does not begin at the context: hand it `model.start(memory)`, not zeros.",
    "解码器没有从上下文向量出发：请把 `model.start(memory)` 交给它，不要用零。",
)
def without_context(model, source, lengths, target):
    gold, memory = target[:, 1:], model.encode(source, lengths)
    hidden, _ = model.advance(target[:, :-1], torch.zeros_like(model.start(memory)), memory)
    return cross_entropy(model.project(hidden[gold != 0]), gold[gold != 0])
