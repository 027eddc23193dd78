"""Relative positions: the page's Transformer with distances in place of places, on lines longer than trained.

Three ways for self-attention to know how far apart two tokens are. ALiBi takes something off a score for each
token between (Press et al. 2022, arXiv 2108.12409): in both directions alike, or with half of the encoder's
heads for each direction. Rotary positions turn queries and keys by the angle of their place (Su et al. 2021,
arXiv 2104.09864). The decoder looks back only, and between decoder and source there is no distance.
"""

import random
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.kit import tasks
from course_lib.kit.from_scratch import page

COURSE: Any = page("3_transformer")
KINDS = ("sinusoids", "alibi", "alibi_two_ways", "rotary")
TRAINED, TESTED = 3, (3, 4, 5)  # numbers in the longest line of training, and in those of the test
SETTINGS = tasks.grid(positions=KINDS, seed=range(3))


def slopes(heads: int) -> Tensor:
    """What ALiBi takes off for each token between, one slope a head (h,): 1/4 to 1/256 for four heads."""
    return 2.0 ** (-8 * torch.arange(1, heads + 1) / heads)


def turned(x: Tensor) -> Tensor:
    """Every pair of numbers of (B, h, S, d), turned by the angle of its place: fast pairs first."""
    rates = 10_000 ** (-torch.arange(0, x.size(-1), 2) / x.size(-1))  # (d / 2,) radians a place
    angles = torch.arange(x.size(-2))[:, None] * rates  # (S, d / 2)
    one, other = x.unflatten(-1, (-1, 2)).unbind(-1)  # (B, h, S, d / 2) each
    pairs = one * angles.cos() - other * angles.sin(), one * angles.sin() + other * angles.cos()
    return torch.stack(pairs, -1).flatten(-2)


class RelativeAttention(COURSE.MultiHeadAttention):
    """The page's self-attention, to which distances are told in one of the ways of KINDS."""

    def __init__(self, hidden: int, kind: str, causal: bool):
        super().__init__(hidden)
        self.kind, self.causal = kind, causal

    def forward(self, x: Tensor, states: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
        """What the page's attention takes and gives: (B, T, H), and weights (B, h, T, T)."""
        query, key, value = (
            self.split(part(one)) for part, one in ((self.query, x), (self.key, states), (self.value, states))
        )  # (B, h, T, d) each
        if self.kind == "rotary":
            query, key = turned(query), turned(key)
        scores = query @ key.transpose(-1, -2) / query.size(-1) ** 0.5  # (B, h, T, T)
        weights = (scores + self.bias(x.size(1))).masked_fill(~allowed[:, None], -torch.inf).softmax(-1)
        return self.out((weights @ value).transpose(1, 2).flatten(2)), weights

    def bias(self, length: int) -> Tensor:
        """What is added to the scores (h, T, T). A head of one direction gives the other one -10,000, which
        is as good as a mask, and leaves something to look at where all that is left is padding."""
        back = torch.arange(length)[:, None] - torch.arange(length)  # (T, T): how far to the left
        if self.kind == "rotary":
            return torch.zeros(self.heads, length, length)
        if self.kind == "alibi" or self.causal:
            return -slopes(self.heads)[:, None, None] * back.abs()
        half = slopes(self.heads)[::2, None, None] * back.abs()  # (h / 2, T, T)
        left, right = (torch.where(there >= 0, -half, -10_000.0) for there in (back, -back))
        return torch.cat([left, right])


class Tokens(COURSE.Embedding):
    """The page's embedding without the place."""

    def forward(self, tokens: Tensor) -> Tensor:
        """(B, S) -> (B, S, H)."""
        return self.table(tokens)


def build(positions: str, seed: int) -> nn.Module:
    """The page's model with one of KINDS. ValueError for another."""
    if positions not in KINDS:
        raise ValueError(f"no positions {positions!r}; there are {', '.join(KINDS)}")
    torch.manual_seed(seed)
    model = COURSE.Seq2Seq(len(COURSE.SOURCE), len(COURSE.TARGET))
    if positions == "sinusoids":
        return model
    for side, causal in ((model.encoder, False), (model.decoder, True)):
        side.embedding.__class__ = Tokens
        for layer in side.layers:
            other = RelativeAttention(layer.attention.query.in_features, positions, causal)
            other.load_state_dict(layer.attention.state_dict())  # all kinds begin with the same weights
            layer.attention = other
    return model


def lines(numbers: int, count: int) -> list[tuple[int, ...]]:
    """Held-out lines of so many numbers."""
    chance = random.Random(numbers)
    longer = [COURSE.draw(chance) + COURSE.draw(chance) for _ in range(count)]
    return COURSE.HELD_OUT[:count] if numbers == TRAINED else [line[:numbers] for line in longer]


def right(model: nn.Module, numbers: int, count: int) -> int:
    """How many of so many held-out lines come out right to the last digit."""
    source, lengths, target = COURSE.batch(lines(numbers, count))
    gold = [row[1 : row.index(COURSE.EOS)] for row in target.tolist()]
    said = COURSE.greedy(model, source, lengths)
    return sum(one == other for one, other in zip(said, gold, strict=True))


def run(positions: str, seed: int, steps: int = 900, count: int = 200, rate: float = 3e-3) -> dict[str, Any]:
    """Train on lines of one to three numbers -> right of `count` held-out lines, by their numbers."""
    model, chance = build(positions, seed), random.Random(seed)
    optimizer = torch.optim.Adam(model.parameters())
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = rate * min(1, 3 - 3 * step / steps)  # the page's
        drawn = [COURSE.draw(chance) for _ in range(32)]
        drawn = [line[: chance.randint(1, TRAINED)] for line in drawn if line not in COURSE.HELD_OUT]
        loss = COURSE.loss_of(model, *COURSE.batch(drawn))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {"right": {str(n): right(model, n, count) for n in TESTED}, "lines": count}
