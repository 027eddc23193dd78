"""Cross-entropy of a padded batch."""

import math

import torch
from torch.nn.functional import cross_entropy

from course_lib.kit.practice.exercise import exercise, tenths


def _case(seed: int, V: int, *lengths: int, width: int = 0) -> tuple:
    """Logits (B, T, V), and gold (B, T) with the given number of real tokens in each row, EOS last."""
    T = max(width, *lengths)
    drawn = torch.randint(3, V, (len(lengths), T), generator=torch.Generator().manual_seed(seed))
    gold = [[*row[: n - 1], 2, *[0] * (T - n)] for row, n in zip(drawn.tolist(), lengths, strict=True)]
    return 3 * tenths(seed, len(lengths), T, V), torch.tensor(gold)


@exercise(
    "core",
    minutes=7,
    title=("the loss of a padded batch", "填充过的一批句子的损失"),
    statement=(
        "Write `masked_loss(logits, gold)`. `logits` (B, T, V) are the decoder's scores for the V tokens of "
        "the vocabulary, at every step of every sentence; `gold` (B, T) holds the ids that it should have "
        "said, PAD (0) behind each sentence. Return one number: the mean, over all real tokens of the batch, "
        "of −ln(probability of the gold token). Probability means the softmax of the logits, ln gives nats. "
        "Steps whose gold token is PAD do not count.\n\n"
        "    masked_loss(tensor([[[0.0, 0.0, 0.0, 0.0], [9.0, 0.0, 0.0, 0.0]]]), tensor([[2, 0]]))\n"
        "    ->  1.3863        ln 4: four tokens, equally likely; the second step is padding",
        "写一个函数 `masked_loss(logits, gold)`。"
        "`logits` (B, T, V) 是解码器在每个句子的每一步给词表里 V 个词元打的分；"
        "`gold` (B, T) 是它应当说出的编号，每句后面是 PAD（0）。返回一个数：对整批所有真实词元，"
        "求 −ln(正确词元的概率) 的平均。概率是 logits 的 softmax，用自然对数，单位是 nat。"
        "正确词元是 PAD 的那些步不算在内。\n\n"
        "    masked_loss(tensor([[[0.0, 0.0, 0.0, 0.0], [9.0, 0.0, 0.0, 0.0]]]), tensor([[2, 0]]))\n"
        "    ->  1.3863        ln 4：四个词元概率相等；第二步是填充",
    ),
    hints=[
        (
            "Three steps: probabilities along the last axis; from each step the probability of its gold "
            "token; the mean over the real ones.",
            "分三步：沿最后一维算概率；每一步取出正确词元的概率；对真实词元取平均。",
        ),
        (
            "`logits.log_softmax(-1)` gives ln of the probabilities, (B, T, V). "
            "`gather(-1, gold[:, :, None])` picks one of V at each step: (B, T, 1).",
            "`logits.log_softmax(-1)` 得到概率的对数，(B, T, V)。"
            "`gather(-1, gold[:, :, None])` 在每一步从 V 个中取一个：(B, T, 1)。",
        ),
        (
            "With `chosen = ….squeeze(-1)`, shape (B, T): `-chosen[gold != 0].mean()`. torch's "
            "`cross_entropy(logits.transpose(1, 2), gold, ignore_index=0)` does the same in one call.",
            "令 `chosen = ….squeeze(-1)`，形状 (B, T)，答案就是 `-chosen[gold != 0].mean()`。"
            "torch 的 `cross_entropy(logits.transpose(1, 2), gold, ignore_index=0)` 一次调用就能做到。",
        ),
    ],
    cases=[
        _case(0, 4, 1, 3),
        (torch.tensor([[[0.0, 0.0, 0.0, 0.0], [9.0, 0.0, 0.0, 0.0]]]), torch.tensor([[2, 0]])),
        _case(1, 5, 5, 2, 3),
        _case(2, 6, 2, 2),
        _case(3, 8, 1, 4, 2, width=6),
        (torch.tensor([[[1000.0, 999.0, 998.0, 1001.0]]]), torch.tensor([[3]])),
        (torch.tensor([[[1.0, 0.0, 400.0, 3.0]]]), torch.tensor([[3]])),
    ],
)
def masked_loss(logits, gold):
    log_probabilities = logits.log_softmax(-1)  # (B, T, V)
    chosen = log_probabilities.gather(-1, gold[:, :, None]).squeeze(-1)  # (B, T)
    return -chosen[gold != 0].mean()


_solved = masked_loss.solve


def _losses(logits, gold, axis=-1):
    """−ln of the gold token's probability at each step (B, T), with the softmax over an axis to be chosen."""
    return -logits.log_softmax(axis).gather(-1, gold[:, :, None]).squeeze(-1)


masked_loss.wrong(
    "The padding counts: you average over all steps. The model is then praised for saying PAD, "
    "and the number depends on how wide the batch is. Use `gold != 0`.",
    "填充也算进去了：你对所有步取了平均。这样模型说 PAD 也会受到奖励，而且结果随这一批的宽度而变。"
    "请用 `gold != 0`。",
    lambda logits, gold: _losses(logits, gold).mean(),
)
masked_loss.wrong(
    "The softmax runs over the batch: sentences compete with each other. "
    "The tokens of the vocabulary are the last axis, `dim=-1`.",
    "softmax 沿批量那一维算了，成了句子之间互相竞争。词表里的词元在最后一维，即 `dim=-1`。",
    lambda logits, gold: _losses(logits, gold, axis=0)[gold != 0].mean(),
)
masked_loss.wrong(
    "The softmax runs over time: the steps compete with each other. "
    "At each step the V tokens share the probability: `dim=-1`.",
    "softmax 沿时间那一维算了，成了各步之间互相竞争。每一步应由 V 个词元来分概率：`dim=-1`。",
    lambda logits, gold: _losses(logits, gold, axis=1)[gold != 0].mean(),
)


@masked_loss.wrong(
    "You take a mean for each sentence, then the mean of those. A token of a short sentence then weighs more "
    "than one of a long sentence: add up all real tokens, divide once.",
    "你先对每个句子取平均，再对这些平均取平均，这样短句里的词元就比长句里的更有分量。"
    "应把所有真实词元加起来，最后只除一次。",
)
def mean_of_means(logits, gold):
    real = gold != 0
    return ((_losses(logits, gold) * real).sum(1) / real.sum(1)).mean()


masked_loss.wrong(
    "You leave out the padding in the sum, and still divide by all B × T steps. Divide by the real tokens.",
    "求和时排除了填充，却仍除以全部 B × T 步。应除以真实词元的个数。",
    lambda logits, gold: (_losses(logits, gold) * (gold != 0)).mean(),
)
masked_loss.wrong(
    "That is the sum over the real tokens. Divide by their number: then batches can be compared.",
    "这是所有真实词元的总和。再除以它们的个数，各批之间才能比较。",
    lambda logits, gold: _losses(logits, gold)[gold != 0].sum(),
)
masked_loss.wrong(
    "That is the loss of a sentence: you divide by B. Asked for is the mean for each real token.",
    "你除以了 B，得到的是每个句子的损失。要的是每个真实词元的平均。",
    lambda logits, gold: _losses(logits, gold)[gold != 0].sum() / len(gold),
)


@masked_loss.wrong(
    "The logarithm is missing: you average the probabilities themselves.",
    "缺少对数：你平均的是概率本身。",
)
def probabilities(logits, gold):
    return -torch.exp(-_losses(logits, gold))[gold != 0].mean()


masked_loss.wrong(
    "The sign is missing: ln of a probability is never positive, and a loss must fall as the model gets "
    "better.",
    "缺少负号：概率的对数不会是正数，而损失应随模型变好而下降。",
    lambda logits, gold: -_solved(logits, gold),
)
masked_loss.wrong(
    "softmax is applied twice: `cross_entropy` wants logits and does its own. Nothing warns you, and the "
    "loss hardly falls.",
    "softmax 做了两遍：`cross_entropy` 要的是 logits，它自己会做 softmax。没有任何警告，损失却几乎降不下去。",
    lambda logits, gold: _solved(logits.softmax(-1), gold),
)
masked_loss.wrong(
    "torch's `cross_entropy` wants the vocabulary in the second axis: (B, V, T). Hand it "
    "`logits.transpose(1, 2)`, or flatten both.",
    "torch 的 `cross_entropy` 要求词表在第二维：(B, V, T)。请传入 `logits.transpose(1, 2)`，或把两者都展平。",
    lambda logits, gold: cross_entropy(logits, gold, ignore_index=0),
)


@masked_loss.wrong(
    "Your softmax overflows: exp(1000) is larger than any float, and inf / inf is nan. Only differences of "
    "logits matter, so subtract the largest one first; `log_softmax` and `cross_entropy` do that themselves.",
    "你的 softmax 溢出了：exp(1000) 超出了浮点数的范围，inf / inf 得到 nan。softmax 只看 logits 之间的差，"
    "所以要先减去最大的那个；`log_softmax` 和 `cross_entropy` 自己就会这样做。",
)
def overflowing(logits, gold):
    weights = logits.exp()
    chosen = (weights / weights.sum(-1, keepdim=True)).gather(-1, gold[:, :, None]).squeeze(-1)
    return -chosen[gold != 0].log().mean()


masked_loss.wrong(
    "So unlikely a token has a probability that the computer rounds to 0, and ln 0 is infinite. Don't take "
    "the softmax first and its logarithm afterwards: `log_softmax` computes both together.",
    "概率太小，计算机会舍入成 0，而 ln 0 是无穷大。不要先做 softmax、再取对数：`log_softmax` "
    "把两步合在一起算。",
    lambda logits, gold: -logits.softmax(-1).gather(-1, gold[:, :, None]).squeeze(-1)[gold != 0].log().mean(),
)
masked_loss.wrong(
    "That is in bits: you used the logarithm with base 2. Nats need the natural one, `torch.log`.",
    "你的单位是比特：用了以 2 为底的对数。nat 要用自然对数 `torch.log`。",
    lambda logits, gold: _solved(logits, gold) / math.log(2),
)
