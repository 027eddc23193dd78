"""Two more faults that people ship: a mask forgotten in the accuracy, a state that nobody resets."""

import torch
from torch import Tensor

from course_lib.kit.practice.exercise import exercise, tenths


def _scored(seed: int, *lengths: int) -> tuple[Tensor, Tensor]:
    """Logits (B, T, 6), and gold (B, T) of which about half are their largest, PAD behind each row."""
    logits = tenths(seed, len(lengths), max(lengths), 6)
    gold = logits.argmax(-1)
    other = torch.arange(gold.numel()).view(gold.shape) % 2 == 1
    gold = torch.where(other, (gold + 1) % 6, gold).clamp(min=2)
    return logits, gold * (torch.arange(max(lengths)) < torch.tensor(lengths)[:, None])


@exercise(
    "repair",
    minutes=4,
    title=("an accuracy that depends on the neighbours", "随同批句子变的准确率"),
    statement=(
        "**The symptom.** The same model has .91 of the tokens right when the batches are sorted by length, "
        "and .64 when they are not. Nothing else was changed.\n\n"
        "`token_accuracy(logits, gold)` is given logits (B, T, V), and ids (B, T) with PAD (0) behind each "
        "sentence. It shall return, as a plain number, the share of the real tokens for which the largest "
        "logit is the right one. Find the fault, and repair it.",
        "**症状**：同一个模型，各批按长度排好时，词元的准确率是 0.91；不排，就成了 0.64。别的什么都没动。\n\n"
        "`token_accuracy(logits, gold)` 收到 logits (B, T, V) 和编号 (B, T)，每句后面是 PAD（0）。"
        "它应当返回一个普通的数：在真实词元里，logit 最大的正好是正确词元的比例。请找出毛病，把它修好。",
    ),
    hints=[
        (
            "What does the model say at a place whose gold token is PAD? Was it ever trained to say PAD?",
            "正确词元是 PAD 的位置上，模型会说什么？它受过“说 PAD”的训练吗？",
        ),
        ("The real places are `gold != 0`, (B, T).", "真实的位置是 `gold != 0`，(B, T)。"),
        (
            "`right[gold != 0]` keeps the real ones; their mean is what is asked for.",
            "`right[gold != 0]` 只留下真实的，它们的平均就是要的数。",
        ),
    ],
    cases=[
        _scored(0, 4, 1, 2),
        _scored(1, 3, 3),
        _scored(2, 6, 2, 5, 1),
        _scored(3, 1, 5),
    ],
    broken=(
        """
        def token_accuracy(logits, gold):
            said = logits.argmax(-1)
            right = said == gold
            return right.float().mean().item()
        """,
        "So far it is the code as it came. Print `right` for a short sentence beside a long one.",
        "现在还是原来的代码。拿一短一长两句，把 `right` 打印出来看看。",
    ),
)
def token_accuracy(logits, gold):
    said = logits.argmax(-1)  # (B, T)
    right = said == gold  # (B, T)
    return right[gold != 0].float().mean().item()


def _right(logits, gold):
    return logits.argmax(-1) == gold


token_accuracy.wrong(
    "You leave out the places where the model said PAD. Leave out those where PAD is the right answer: "
    "`gold != 0`.",
    "你排除的是模型说 PAD 的位置。该排除的是正确答案为 PAD 的位置：`gold != 0`。",
    lambda logits, gold: _right(logits, gold)[logits.argmax(-1) != 0].float().mean().item(),
)
token_accuracy.wrong(
    "Padding is out of the sum, but still in the number that you divide by.",
    "填充不在总和里了，但还在除数里。",
    lambda logits, gold: (_right(logits, gold) & (gold != 0)).float().mean().item(),
)
token_accuracy.wrong(
    "You average over sentences: a token of a short sentence then counts for more than one of a long one. "
    "All real tokens count alike.",
    "你是按句子取的平均：短句里的一个词元，分量就比长句里的重。所有真实词元应当一样。",
    lambda logits, gold: ((_right(logits, gold) & (gold != 0)).sum(1) / (gold != 0).sum(1)).mean().item(),
)
token_accuracy.wrong(
    "That is how many are right. Asked for is their share of the real tokens.",
    "这是对了几个。要的是在真实词元里占的比例。",
    lambda logits, gold: _right(logits, gold)[gold != 0].sum().item(),
)


def _spell(token, state):
    """A toy decoder: its state is a row of ids; it says the first, and puts it at the end."""
    return 4.0 * torch.nn.functional.one_hot(state[0], 10), state.roll(-1)


@exercise(
    "repair",
    minutes=4,
    title=("only the first sentence is right", "只有第一句对"),
    statement=(
        "**The symptom.** A translator works in every test with one sentence. In a file of many lines only "
        "the first comes out right. In another order, another line is right: again the first.\n\n"
        "`answer_all(step, contexts, limit)` decodes one sentence after the other. `contexts` holds the "
        "encoder's context of each. `step(token, state)` is one step of the decoder: from the last token and "
        "the state to the logits (V,) and the new state. It shall return a list of ids for each sentence, "
        "without EOS (2), at most `limit` ids. Find the fault, and repair it.",
        "**症状**：一个翻译程序，每次只给一句，测试全部通过；给它一个多行的文件，就只有第一行对。"
        "换个顺序，对的还是排在第一的那行。\n\n"
        "`answer_all(step, contexts, limit)` 一句接一句地解码。`contexts` 是编码器给每一句的上下文向量。"
        "`step(token, state)` 是解码器的一步：由上一词元和状态，得到 logits (V,) 和新的状态。"
        "它应当为每一句返回一列编号，不含 EOS（2），最多 `limit` 个。请找出毛病，把它修好。",
    ),
    hints=[
        (
            "Follow `state` with a pencil into the second sentence. Whose state is it?",
            "拿支笔，跟着 `state` 走到第二句。这是谁的状态？",
        ),
        (
            "Every sentence begins anew: with BOS, with an empty list, and with a state of its own.",
            "每一句都要重新开始：从 BOS 开始，从空列表开始，也要从自己的状态开始。",
        ),
        (
            "`state = context`, as the first line of the outer loop.",
            "在外层循环的第一行写 `state = context`。",
        ),
    ],
    cases=[
        (_spell, torch.tensor([[5, 6, 2, 7], [8, 2, 9, 4], [3, 2, 4, 4]]), 6),
        (_spell, torch.tensor([[4, 5, 6, 7], [6, 2, 5, 5]]), 3),
        (_spell, torch.tensor([[2, 3, 3], [9, 9, 2], [4, 2, 8]]), 5),
        (_spell, torch.tensor([[7, 2], [2, 7]]), 4),
    ],
    distractors=(
        "    context = contexts[0]",
        "            token = logits.argmax(0, keepdim=True)",
    ),
    broken=(
        """
        def answer_all(step, contexts, limit):
            state, answers = contexts[0], []
            for context in contexts:
                token, said = 1, []
                while len(said) < limit:
                    logits, state = step(token, state)
                    token = int(logits.argmax())
                    if token == 2:
                        break
                    said.append(token)
                answers.append(said)
            return answers
        """,
        "So far it is the code as it came. Print what the second sentence says, and what it should say.",
        "现在还是原来的代码。把第二句说的和该说的都打印出来看看。",
    ),
)
def answer_all(step, contexts, limit):
    answers = []
    for context in contexts:
        state, token, said = context, 1, []
        while len(said) < limit:
            logits, state = step(token, state)
            token = int(logits.argmax())
            if token == 2:
                break
            said.append(token)
        answers.append(said)
    return answers


def _answer(step, state, limit, keep=False, end=False):
    """What one sentence says; with `keep` every step begins with the first state, with `end` EOS stays."""
    token, said = 1, []
    while len(said) < limit:
        logits, new = step(token, state)
        token, state = int(logits.argmax()), state if keep else new
        if token == 2:
            return said + [2] * end
        said.append(token)
    return said


answer_all.wrong(
    "All sentences begin with the first one's context: each gets the same answer. Begin with `context`, the "
    "loop's own.",
    "所有句子都从第一句的上下文向量开始，答案全一样。请从循环里的 `context` 开始。",
    lambda step, contexts, limit: [_answer(step, contexts[0], limit) for _ in contexts],
)
answer_all.wrong(
    "Now every step begins anew with the context, and the decoder never knows how far it is. Set the state "
    "once a sentence, before the inner loop.",
    "现在每一步都重新从上下文向量开始，解码器永远不知道写到哪儿了。状态每句只设一次，放在里层循环之前。",
    lambda step, contexts, limit: [_answer(step, context, limit, keep=True) for context in contexts],
)
answer_all.wrong(
    "EOS is in the lists. It says that a sentence is over, and is not part of it.",
    "列表里有 EOS。它只表示句子结束，不是句子的一部分。",
    lambda step, contexts, limit: [_answer(step, context, limit, end=True) for context in contexts],
)
