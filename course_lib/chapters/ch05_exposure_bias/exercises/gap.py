"""Own minus gold: how much a model loses behind its first error by reading its own prefix."""

from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.kit.practice.exercise import exercise

_SIZE = 10  # of the vocabulary: PAD 0, BOS 1, EOS 2, and the ids up to 9
_HARD, _SLIP = 9, 8  # the toy writes 8 wherever it should write 9


class Copier(NamedTuple):
    """A toy behind the four verbs, without weights: it copies its source, but writes 8 for 9.

    A `stuck` one goes on with 8 once it has read an 8 of its own; the other only errs at the next 9.
    """

    stuck: bool = True

    def encode(self, source: Tensor, lengths: Tensor) -> Tensor:
        return source  # (B, S), EOS at the end

    def start(self, memory: Tensor) -> Tensor:
        return torch.zeros(len(memory), 1, dtype=torch.long)  # how far each row has come

    def advance(self, tokens: Tensor, state: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        if tokens.ndim != 2 or len(tokens) != len(state):
            raise ValueError(f"tokens must be (B, k) with B = {len(state)}, not {tuple(tokens.shape)}")
        places = state + torch.arange(tokens.size(1))  # (B, k)
        asked = memory.gather(1, places.clamp(max=memory.size(1) - 1))  # (B, k)
        said = torch.where(asked == _HARD, _SLIP, asked)
        if self.stuck:
            said = torch.where(tokens == _SLIP, _SLIP, said)
        return said[..., None], state + tokens.size(1)  # (B, k, 1)

    def project(self, hidden: Tensor) -> Tensor:
        return 4.0 * torch.nn.functional.one_hot(hidden[..., 0], _SIZE)  # (..., V)


def _measure(answer, source, stuck):
    """own_minus_gold(model, source, lengths, target), where model is a toy that copies its source"""
    source = torch.tensor([[*row, 2] for row in source])
    target = torch.cat([torch.ones(len(source), 1, dtype=torch.long), source], 1)  # BOS before it
    return answer(Copier(stuck), source, torch.full((len(source),), source.size(1)), target)


@exercise(
    "build",
    minutes=9,
    use=_measure,
    title=("build own minus gold", "写出“前缀差距”"),
    statement=(
        "Write `own_minus_gold(model, source, lengths, target)`, for any model with the four verbs `encode`, "
        "`start`, `advance`, `project`. Each row of `target` is BOS (1), T tokens, EOS (2); all rows are "
        "equally "
        "long, so there is no padding. Leave EOS out: the gold tokens are `target[:, 1:-1]`, (B, T).\n\n"
        "1. What does the model say, (B, T), when it reads BOS and the gold tokens, `target[:, :-2]`? One "
        "call of "
        "`advance`.\n"
        "2. What does it say, (B, T), when it begins with BOS and reads its own likeliest tokens? T steps; "
        "go on "
        "even after an EOS.\n"
        "3. Compare both with the gold tokens, place by place. As in the lesson, look only at places that "
        "lie "
        "**two or more** behind the first error of the own row.\n"
        "4. Return a plain number: the share of wrong tokens there on the own prefix, minus the share at the "
        "same "
        "places on the gold one. Where there is no such place, return 0.\n\n"
        "No alignment is needed: your page's numbers hardly ever shift. The check uses a toy that copies its "
        "source, but writes 8 for 9, and then may be stuck at 8:\n\n"
        "    gold  4 9 5 6 7    own  4 8 8 8 8    after gold  4 8 5 6 7    the places of 6 and 7  ->  1.0",
        "写出 `own_minus_gold(model, source, lengths, target)`，凡是有四个动词 `encode`、`start`、`advance`、"
        "`project` 的模型都能用。`target` 的每一行是 BOS（1）、T 个词元、EOS（2）；各行一样长，所以没有填充。"
        "EOS 不算：标准词元是 `target[:, 1:-1]`，(B, T)。\n\n"
        "1. 读 BOS 和标准词元 `target[:, :-2]` 时，模型说什么？(B, T)，调用一次 `advance` 就够。\n"
        "2. 从 BOS 开始，读自己最可能的词元时，模型说什么？(B, T)，走 T 步，说了 EOS 也照样往下走。\n"
        "3. 两者都和标准词元逐个位置比较。和正文一样，每一行只看自己的第一个错之后、"
        "从**第二个**位置起的那些位置。\n"
        "4. 返回一个 Python 浮点数：在这些位置上，读自己的前缀错的比例，减去读标准前缀错的比例。"
        "如果一个这样的位置也没有，返回 0。\n\n"
        "这里用不着对齐：一页模型写的数很少错位。检查用的是一个玩具模型，它照抄源序列，但是把 9 写成 8，"
        "之后可能一直卡在 8 上：\n\n"
        "    标准  4 9 5 6 7    自己  4 8 8 8 8    读标准  4 8 5 6 7    看 6 和 7 的位置  ->  1.0",
    ),
    hints=[
        (
            "For step 2: `token = target[:, :1]` and `state = model.start(memory)` before the loop; "
            "in the loop `advance`, the argmax, and one entry more in a list; `torch.cat(said, 1)` after it.",
            "第 2 步：循环之前是 `token = target[:, :1]` 和 `state = model.start(memory)`；循环里 `advance`，"
            "取 argmax，列表里添一项；循环之后 `torch.cat(said, 1)`。",
        ),
        (
            "`wrong.cumsum(1)` counts the errors up to each place, that place included. A place lies two or "
            "more behind the first error if there was an error up to two places earlier.",
            "`wrong.cumsum(1)` 数出到每个位置为止（含这个位置）有几个错。往前退两个位置，如果到那里已经有错，"
            "这个位置就要算。",
        ),
        (
            "`behind = torch.zeros_like(wrong)`, then `behind[:, 2:] = wrong.cumsum(1)[:, :-2] > 0`, then "
            "`(wrong[behind].float().mean() - forced_wrong[behind].float().mean()).item()`.",
            "`behind = torch.zeros_like(wrong)`，再 `behind[:, 2:] = wrong.cumsum(1)[:, :-2] > 0`，然后 "
            "`(wrong[behind].float().mean() - forced_wrong[behind].float().mean()).item()`。",
        ),
    ],
    cases=[
        ([[4, 9, 5, 6, 7], [5, 6, 7, 4, 5]], True),
        ([[4, 9, 5, 6, 9]], False),
        ([[9, 4, 9, 5, 6], [4, 5, 9, 9, 7]], True),
        ([[4, 5, 6], [7, 7, 7]], True),
        ([[9, 5, 6, 9, 4, 7], [4, 9, 9, 5, 5, 6], [5, 4, 6, 7, 9, 4]], True),
        ([[9, 5, 9, 9, 4, 6], [4, 9, 9, 5, 9, 5]], False),
        ([[4, 5, 9]], True),
    ],
    distractors=(
        "        hidden, _ = model.advance(token, model.start(memory), memory)",
        "    behind = wrong.cumsum(1) > 0",
    ),
)
def own_minus_gold(model, source, lengths, target):
    gold = target[:, 1:-1]  # (B, T)
    memory = model.encode(source, lengths)
    hidden, _ = model.advance(target[:, :-2], model.start(memory), memory)  # (B, T, H)
    after_gold = model.project(hidden).argmax(-1) != gold  # (B, T), True where it is wrong
    state, token, said = model.start(memory), target[:, :1], []
    for _ in range(gold.size(1)):
        hidden, state = model.advance(token, state, memory)  # (B, 1, H)
        token = model.project(hidden).argmax(-1)  # (B, 1)
        said.append(token)
    wrong = torch.cat(said, 1) != gold  # (B, T)
    behind = torch.zeros_like(wrong)
    behind[:, 2:] = wrong.cumsum(1)[:, :-2] > 0
    if not behind.any():
        return 0.0
    return (wrong[behind].float().mean() - after_gold[behind].float().mean()).item()


def _marks(model, source, lengths, target, end=1):
    """Wrong on the own prefix, and wrong on the gold one, (B, T) each; with `end` 0 EOS is there, too."""
    memory, gold = model.encode(source, lengths), target[:, 1 : target.size(1) - end]
    hidden, _ = model.advance(target[:, : gold.size(1)], model.start(memory), memory)
    state, token, said = model.start(memory), target[:, :1], []
    for _ in range(gold.size(1)):
        step, state = model.advance(token, state, memory)
        token = model.project(step).argmax(-1)
        said.append(token)
    return torch.cat(said, 1) != gold, model.project(hidden).argmax(-1) != gold


def _from(wrong, distance):
    """The places that lie so far or farther behind the first error."""
    places = torch.zeros_like(wrong)
    places[:, distance:] = wrong.cumsum(1)[:, : wrong.size(1) - distance] > 0
    return places


def _gap(marks, distance=2):
    own, gold = marks
    places = _from(own, distance)
    return (own[places].float().mean() - gold[places].float().mean()).item() if places.any() else 0.0


own_minus_gold.wrong(
    "The first error itself is among your places. It is wrong after both prefixes. Begin two places behind "
    "it.",
    "你把第一个错本身也算进去了。那里读哪种前缀都是错的；要从它后面的第二个位置看起。",
    lambda *given: _gap(_marks(*given), 0),
)
own_minus_gold.wrong(
    "You begin right behind the first error. There stands the other half of a swap; begin one place later.",
    "你是从紧跟着第一个错的位置看起的。那里多半是对调的另一半；要再往后一个位置。",
    lambda *given: _gap(_marks(*given), 1),
)
own_minus_gold.wrong(
    "You begin three places behind the first error: one too far.",
    "你是从第一个错之后的第三个位置看起的，晚了一个。",
    lambda *given: _gap(_marks(*given), 3),
)
own_minus_gold.wrong(
    "You compare over all places. Before the first error both prefixes are the same: look only behind it.",
    "你在所有位置上比较。第一个错之前，两种前缀是一样的；只看它后面的位置。",
    lambda *given: (lambda own, gold: (own.float().mean() - gold.float().mean()).item())(*_marks(*given)),
)
own_minus_gold.wrong(
    "EOS is among your places. Leave it out: the gold tokens are `target[:, 1:-1]`.",
    "EOS 也算进去了。不要算它：标准词元是 `target[:, 1:-1]`。",
    lambda *given: _gap(_marks(*given, end=0)),
)
own_minus_gold.wrong(
    "The sign is turned round: own prefix minus gold prefix.",
    "正负号反了：应当是自己的前缀减去标准前缀。",
    lambda *given: -_gap(_marks(*given)),
)
own_minus_gold.wrong(
    "That is only the share on the own prefix. Take away what is wrong at the same places after the gold "
    "one.",
    "这只是自己的前缀上错的比例，还要减去同样的位置上读标准前缀错的比例。",
    lambda *given: (lambda own, gold: _gap((own, torch.zeros_like(gold))))(*_marks(*given)),
)


@own_minus_gold.wrong(
    "Where no place is far enough behind an error, the mean of nothing is `nan`. Return 0 there.",
    "如果没有一个这样的位置，对空的取平均会得到 `nan`。这时应返回 0。",
)
def mean_of_nothing(*given):
    own, gold = _marks(*given)
    places = _from(own, 2)
    return (own[places].float().mean() - gold[places].float().mean()).item()


@own_minus_gold.wrong(
    "Each row gets the same weight: you average over rows. All these places count alike.",
    "你是按行取的平均。这些位置应当每个一样重。",
)
def mean_of_rows(*given):
    own, gold = _marks(*given)
    found = [_gap((a[None], g[None])) for a, g in zip(own, gold, strict=True) if _from(a[None], 2).any()]
    return sum(found) / max(len(found), 1)
