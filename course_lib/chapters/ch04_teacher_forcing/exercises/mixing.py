"""Scheduled sampling in the loss of 1_seq2seq.py: a coin for each token of the batch."""

import zlib

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from course_lib.kit.from_scratch import page
from course_lib.kit.practice.exercise import Exercise, tenths

_PAGE = page("1_seq2seq")
PAD = _PAGE.PAD


def mixed_loss(model, source, lengths, target, coins):
    inputs, gold = target[:, :-1], target[:, 1:]  # (B, T) each
    memory = model.encode(source, lengths)
    state, token, parts = model.start(memory), inputs[:, :1], []
    for t in range(inputs.size(1)):
        if t > 0:
            own = model.project(parts[-1]).argmax(-1)  # (B, 1)
            token = torch.where(coins[:, t : t + 1], inputs[:, t : t + 1], own)  # (B, 1)
        hidden, state = model.advance(token, state, memory)  # (B, 1, H)
        parts.append(hidden)
    hidden, real = torch.cat(parts, 1), gold != PAD  # (B, T, H), (B, T)
    return cross_entropy(model.project(hidden[real]), gold[real])


def _small() -> nn.Module:
    """The page's model, with few units and weights that depend on their names alone."""
    model = _PAGE.Seq2Seq(len(_PAGE.SOURCE), len(_PAGE.TARGET), 3, 4)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            weights.copy_(tenths(zlib.crc32(name.encode()), *weights.shape))
    return model


def _lose(answer, source, lengths, target, coins):
    """mixed_loss(model, source, lengths, target, coins), where model is a small Seq2Seq"""
    return answer(_small(), source, lengths, target, coins)


def _case(seed: int, ratio: float, *numbers: int) -> tuple:
    """A batch of the page, and a coin for each place."""
    made = _PAGE.batch([(n,) for n in numbers])
    shape = len(numbers), made[2].size(1) - 1
    return *made, torch.rand(shape, generator=torch.Generator().manual_seed(seed)) < ratio


_solve = mixed_loss
mixed_loss = Exercise(
    "build",
    mixed_loss,
    minutes=8,
    module=__name__,
    use=_lose,
    title=("a coin for each token", "每个词元一枚硬币"),
    statement=(
        "The loop of the lesson tosses one coin for each step: all rows of the batch read the same way. "
        "Bengio et al. (2015) tossed one for each token. Write `mixed_loss(model, source, lengths, target, "
        "coins)`, where `coins` (B, T) holds a boolean for each row and place: `True` reads gold, `False` "
        "the token that **this row** has said one place before. Place 0 always reads BOS, whatever its "
        "coin. Return the mean cross-entropy over the real tokens, as before.",
        "正文里的循环，每一步只抛一次硬币：一批里的各行读法都一样。Bengio 等（2015）是每个词元抛一次。写一个"
        "函数 `mixed_loss(model, source, lengths, target, coins)`。`coins` (B, T) 里，每一行、每个位置各有一"
        "个布尔值：`True` 读标准词元，`False` 读**这一行**在前一个位置上自己说的词元。位置 0 总是读 BOS，不"
        "管硬币是什么。返回真实词元上的平均交叉熵，和原来一样。",
    ),
    hints=[
        (
            "Take the loop of the lesson. Only the two lines marked `# new` change: they must choose row by "
            "row.",
            "从正文的循环改起。要改的只有标着 `# new` 的两行：现在要一行一行地选。",
        ),
        (
            "`torch.where(condition, a, b)` takes from `a` where the condition holds, and from `b` "
            "elsewhere. All three may be (B, 1).",
            "`torch.where(condition, a, b)`：条件成立的地方取 `a`，别处取 `b`。三个都可以是 (B, 1)。",
        ),
        (
            "For t > 0: `own = model.project(parts[-1]).argmax(-1)`, then "
            "`token = torch.where(coins[:, t : t + 1], inputs[:, t : t + 1], own)`.",
            "t > 0 时：先 `own = model.project(parts[-1]).argmax(-1)`，再 "
            "`token = torch.where(coins[:, t : t + 1], inputs[:, t : t + 1], own)`。",
        ),
    ],
    cases=[
        _case(1, 0.5, 305, 7, 120_045),
        _case(2, 0.0, 9, 99),
        _case(3, 1.0, 4217, 88),
        _case(4, 0.3, 1_000, 654_321, 30, 400_400),
        _case(5, 0.7, 88),
    ],
    distractors=(
        "            token = torch.where(coins[:, t : t + 1], own, inputs[:, t : t + 1])",
        "            own = model.project(hidden).argmax(1)",
    ),
)


def _by(model, source, lengths, target, read) -> tuple[Tensor, Tensor]:
    """Hidden vectors (B, T, H) when place t > 0 reads `read(t, own)`, and the gold tokens (B, T)."""
    inputs, gold = target[:, :-1], target[:, 1:]
    memory = model.encode(source, lengths)
    state, token, parts = model.start(memory), inputs[:, :1], []
    for t in range(inputs.size(1)):
        if t > 0:
            token = read(t, model.project(parts[-1]).argmax(-1))
        hidden, state = model.advance(token, state, memory)
        parts.append(hidden)
    return torch.cat(parts, 1), gold


def _loss(model, hidden, gold):
    return cross_entropy(model.project(hidden[gold != PAD]), gold[gold != PAD])


@mixed_loss.wrong(
    "One row decides for all: you look at the coins of the first row only. That is a coin for each step. "
    "Choose row by row with `torch.where`.",
    "一行替所有行做了主：你只看了第一行的硬币，那是每一步一枚。请用 `torch.where` 一行一行地选。",
)
def one_coin_a_step(model, source, lengths, target, coins):
    read = lambda t, own: target[:, t : t + 1] if coins[0, t] else own  # noqa: E731
    return _loss(model, *_by(model, source, lengths, target, read))


@mixed_loss.wrong(
    "The coin is upside down: `True` reads gold.",
    "硬币反了：`True` 表示读标准词元。",
)
def upside_down(model, source, lengths, target, coins):
    return _solve(model, source, lengths, target, ~coins)


@mixed_loss.wrong(
    "The answer leaks: where the coin says gold you feed the token that is asked for at this place. Feed "
    "`inputs`, which is one place behind `gold`.",
    "答案漏了：硬币说读标准词元时，你喂的正是这个位置要它说的那个。要喂 `inputs`，它比 `gold` 晚一位。",
)
def leaking(model, source, lengths, target, coins):
    read = lambda t, own: torch.where(coins[:, t : t + 1], target[:, t + 1 : t + 2], own)  # noqa: E731
    return _loss(model, *_by(model, source, lengths, target, read))


@mixed_loss.wrong(
    "The coin comes one place late: what is read at t is decided by `coins[:, t]`.",
    "硬币晚用了一位：位置 t 读什么，由 `coins[:, t]` 决定。",
)
def a_place_late(model, source, lengths, target, coins):
    read = lambda t, own: torch.where(coins[:, t - 1 : t], target[:, t : t + 1], own)  # noqa: E731
    return _loss(model, *_by(model, source, lengths, target, read))


@mixed_loss.wrong(
    "Your own tokens come from a first pass that reads gold everywhere. So each is said after a right "
    "prefix. Here each must be said after what this row has really read: inside the loop. (The first way "
    "has a name, two passes: see the stretch.)",
    "你用的“自己的词元”，来自处处读标准词元的第一遍，所以都是在正确前缀之后说的。这里要的是在循环里，"
    "读了这一行真正读过的那些以后说的。（你的做法也有名字，叫“两遍”，见挑战题。）",
)
def in_two_passes(model, source, lengths, target, coins):
    inputs, memory = target[:, :-1], model.encode(source, lengths)
    first, _ = model.advance(inputs, model.start(memory), memory)
    own = torch.cat([inputs[:, :1], model.project(first).argmax(-1)[:, :-1]], 1)
    coins = coins | (torch.arange(inputs.size(1)) == 0)
    hidden, _ = model.advance(torch.where(coins, inputs, own), model.start(memory), memory)
    return _loss(model, hidden, target[:, 1:])


@mixed_loss.wrong(
    "You read gold everywhere: that is teacher forcing. Where the coin is `False`, the row reads what it "
    "said.",
    "你处处读标准词元：那是教师强制。硬币是 `False` 的地方，这一行要读自己说过的。",
)
def forced(model, source, lengths, target, coins):
    return _PAGE.loss_of(model, source, lengths, target)


@mixed_loss.wrong(
    "The mask is forgotten: what the decoder says at PAD counts as well.",
    "忘了掩码：解码器在 PAD 处说的也算进去了。",
)
def mask_forgotten(model, source, lengths, target, coins):
    read = lambda t, own: torch.where(coins[:, t : t + 1], target[:, t : t + 1], own)  # noqa: E731
    hidden, gold = _by(model, source, lengths, target, read)
    return cross_entropy(model.project(hidden).flatten(0, 1), gold.flatten())


@mixed_loss.wrong(
    "Place 0 reads a token of its own, but nothing has been said yet. It always reads BOS.",
    "位置 0 也读了自己的词元，可是那时还什么都没说过。位置 0 总是读 BOS。",
)
def own_at_the_beginning(model, source, lengths, target, coins):
    changed = torch.where(coins[:, :1], target[:, :1], torch.zeros_like(target[:, :1]))
    inputs = torch.cat([changed, target[:, 1:]], 1)
    read = lambda t, own: torch.where(coins[:, t : t + 1], inputs[:, t : t + 1], own)  # noqa: E731
    return _loss(model, _by(model, source, lengths, inputs, read)[0], target[:, 1:])
