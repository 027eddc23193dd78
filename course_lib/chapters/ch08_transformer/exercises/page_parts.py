"""Two parts of 3_transformer.py: Embedding, and the verbs of Seq2Seq."""

import torch

from course_lib.kit.from_scratch import page, settle
from course_lib.kit.practice.exercise import Exercise

_PAGE = page("3_transformer")
_ROWS = ([[5, 8, 4, 2], [9, 2], [7, 6, 2]], [[4, 2], [5, 6, 2]], [[3, 4, 5, 6, 7, 2], [2]], [[9, 2]])


def _embed(part, tokens):
    """embedding(tokens), where embedding = Embedding(10, 8)"""
    return settle(part(10, 8))(tokens)


Embedding = Exercise(
    "build",
    _PAGE.Embedding,
    minutes=10,
    module=__name__,
    use=_embed,
    title=("the page: Embedding", "一页模型：Embedding"),
    statement=(
        "Write `forward(self, tokens)` of `Embedding`. `tokens` is (B, S). Look the tokens up in "
        "`self.table`, (B, S, H), and add to each the vector of its place, counted from 0: number 2i is "
        "sin(t / 10000^(2i / H)), number 2i + 1 is the cosine of the same angle. Return (B, S, H).",
        "写出 `Embedding` 的 `forward(self, tokens)`。`tokens` 是 (B, S)。在 `self.table` 里查出词元的向量 "
        "(B, S, H)，每个都加上它的位置的向量。位置从 0 数起：第 2i 个数是 sin(t / 10000^(2i / H))，"
        "第 2i + 1 个数是同一个角的余弦。返回 (B, S, H)。",
    ),
    hints=[
        (
            "One rate for each hand: `rates = 10_000 ** (-torch.arange(0, H, 2) / H)`, (H / 2,). Then the "
            "angles: `torch.arange(S)[:, None] * rates`, (S, H / 2).",
            "每根指针一个速率：`rates = 10_000 ** (-torch.arange(0, H, 2) / H)`，(H / 2,)。再算角度："
            "`torch.arange(S)[:, None] * rates`，(S, H / 2)。",
        ),
        (
            "Sine and cosine take turns: `torch.stack([angles.sin(), angles.cos()], -1)` is (S, H / 2, 2), "
            "and `.flatten(1)` makes (S, H) of it.",
            "正弦和余弦轮流放：`torch.stack([angles.sin(), angles.cos()], -1)` 是 (S, H / 2, 2)，"
            "`.flatten(1)` 把它变成 (S, H)。",
        ),
    ],
    cases=[(_PAGE.pad(rows),) for rows in _ROWS],
)


def _waves(rate=None, first=0, halves=False, mix=None) -> type:
    """The page's class with other waves."""

    def forward(self, tokens):
        x = self.table(tokens)
        S, H = x.shape[1:]
        rates = rate(H) if rate else 10_000 ** (-torch.arange(0, H, 2) / H)
        angles = (torch.arange(S) + first)[:, None] * rates
        pair = [angles.sin(), angles.cos()]
        waves = torch.cat(pair, -1) if halves else torch.stack(pair, -1).flatten(1)
        return mix(x, waves) if mix else x + waves

    return type("Embedding", (_PAGE.Embedding,), {"forward": forward})


Embedding.wrong(
    "Sines and cosines stand in two halves. They take turns: sine, cosine, sine, cosine.",
    "正弦和余弦分成了前后两半。它们要轮流放：正弦，余弦，正弦，余弦。",
    _waves(halves=True),
)
Embedding.wrong(
    "The hands get faster, not slower: 10000 has a negative exponent.",
    "指针越来越快了，应当越来越慢：10000 的指数是负的。",
    _waves(rate=lambda H: 10_000 ** (torch.arange(0, H, 2) / H)),
)
Embedding.wrong(
    "The exponent is i / H. It is 2i / H: `torch.arange(0, H, 2)` counts 0, 2, 4.",
    "指数成了 i / H。应当是 2i / H：`torch.arange(0, H, 2)` 数的是 0、2、4。",
    _waves(rate=lambda H: 10_000 ** (-torch.arange(H // 2) / H)),
)
Embedding.wrong(
    "Places are counted from 1. The first token stands at place 0.",
    "位置从 1 数起了。第一个词元在位置 0。",
    _waves(first=1),
)
Embedding.wrong(
    "The tokens are lost: you return the places alone.",
    "词元丢了：你只返回了位置。",
    _waves(mix=lambda x, waves: waves.expand_as(x)),
)
Embedding.wrong(
    "You multiply. The place is added to the token.",
    "你做了乘法。位置的向量要加上去。",
    _waves(mix=lambda x, waves: x * waves),
)


def _verbs(part, source, lengths, tokens):
    """hidden after the first tokens and after as many others, and the last state, where
    model = Seq2Seq(10, 10, 8, 1)"""
    model = settle(part(10, 10, 8, 1))
    memory = model.encode(source, lengths)
    state = model.start(memory)
    if state is None:  # a hole is still open
        return None
    first, state = model.advance(tokens, state, memory)
    second, state = model.advance(tokens % 9 + 1, state, memory)
    return first, second, state


Seq2Seq = Exercise(
    "build",
    _PAGE.Seq2Seq,
    minutes=6,
    module=__name__,
    use=_verbs,
    title=("the page: the verbs", "一页模型：四个动词"),
    statement=(
        "Nothing is carried along in a Transformer: each token looks back at all that was said. So the state "
        "is simply **the tokens so far**, (B, t). Fill two holes in `Seq2Seq`.\n\n"
        "`start(memory)` returns the state before any token: whole numbers, (B, 0). B is the length of "
        "`memory[0]`. `advance(tokens, state, memory)` puts `tokens` (B, k) behind the state, lets "
        "`self.decoder` read all t + k, and returns two things: hidden of the last k, (B, k, H), and the new "
        "state, (B, t + k).",
        "Transformer 里没有什么东西要随身带着：每个词元都回头看已经说过的全部。所以状态就是"
        "**到目前为止的词元**，(B, t)。请补全 `Seq2Seq` 里的两个空。\n\n"
        "`start(memory)` 返回一个词元都还没有的状态：整数，(B, 0)。B 就是 `memory[0]` 的长度。"
        "`advance(tokens, state, memory)` 把 `tokens` (B, k) 接在状态后面，让 `self.decoder` 读全部 t + k "
        "个，"
        "返回两样：最后 k 个的 hidden，(B, k, H)；新的状态，(B, t + k)。",
    ),
    hints=[
        (
            "`torch.empty(B, 0, dtype=torch.long)` has B rows of nothing. `torch.cat([state, tokens], 1)` "
            "puts tokens behind it.",
            "`torch.empty(B, 0, dtype=torch.long)` 有 B 行，每行什么也没有。`torch.cat([state, tokens], 1)` "
            "把词元接在后面。",
        ),
        (
            "The decoder takes the tokens and the two parts of the memory, `*memory`, and returns hidden. "
            "Of it `[:, state.size(1) :]` are the last k.",
            "解码器要词元和记忆的两部分 `*memory`，返回 hidden。其中 `[:, state.size(1) :]` 就是最后 k 个。",
        ),
    ],
    cases=[
        (
            _PAGE.pad(rows),
            torch.tensor([len(row) for row in rows]),
            torch.randint(1, 10, (len(rows), k), generator=torch.Generator().manual_seed(k)),
        )
        for rows, k in zip(_ROWS, (3, 1, 4, 2), strict=True)
    ],
)


def _advance(change) -> type:
    return type("Seq2Seq", (_PAGE.Seq2Seq,), {"advance": change})


Seq2Seq.wrong(
    "You hand on hidden for all t + k tokens. Asked for are those of the last k alone.",
    "你把全部 t + k 个词元的 hidden 都交出去了。只要最后 k 个的。",
    _advance(
        lambda self, tokens, state, memory: (lambda so_far: (self.decoder(so_far, *memory), so_far))(
            torch.cat([state, tokens], 1)
        )
    ),
)
Seq2Seq.wrong(
    "The decoder reads the new tokens alone: it has forgotten what was said before. Put the state in front.",
    "解码器只读了新的词元，忘了以前说过什么。要把状态接在前面。",
    _advance(
        lambda self, tokens, state, memory: (
            self.decoder(tokens, *memory),
            torch.cat([state, tokens], 1),
        )
    ),
)
Seq2Seq.wrong(
    "The state is handed back as it was: the next call will not know of these tokens.",
    "状态原样还回去了：下一次调用就不知道有过这些词元。",
    _advance(
        lambda self, tokens, state, memory: (
            _PAGE.Seq2Seq.advance(self, tokens, state, memory)[0],
            state,
        )
    ),
)
Seq2Seq.wrong(
    "The new state is the last tokens alone. It is all tokens so far.",
    "新的状态只剩最后这几个词元。它应当是到目前为止的全部。",
    _advance(
        lambda self, tokens, state, memory: (
            _PAGE.Seq2Seq.advance(self, tokens, state, memory)[0],
            tokens,
        )
    ),
)
Seq2Seq.wrong(
    "The new tokens stand in front of the old ones. They come behind: `torch.cat([state, tokens], 1)`.",
    "新的词元排到了旧的前面。它们应当在后面：`torch.cat([state, tokens], 1)`。",
    _advance(
        lambda self, tokens, state, memory: (
            lambda so_far: (self.decoder(so_far, *memory)[:, state.size(1) :], so_far)
        )(torch.cat([tokens, state], 1))
    ),
)
Seq2Seq.wrong(
    "`start` holds BOS already. Whoever calls `advance` hands it in: `loss_of` and `greedy` begin with BOS.",
    "`start` 里已经有 BOS 了。BOS 由调用 `advance` 的一方给：`loss_of` 和 `greedy` 都从 BOS 开始。",
    type(
        "Seq2Seq",
        (_PAGE.Seq2Seq,),
        {"start": lambda self, memory: torch.ones(len(memory[0]), 1, dtype=torch.long)},
    ),
)
