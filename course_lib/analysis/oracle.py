"""Oracle: a small grammar whose true probabilities are known, so that accumulated error is computed exactly.

Arora et al. (2022) compare what a model says with an oracle, and have to estimate it. Where sentences are
short and symbols few, every prefix can be listed, and nothing is estimated.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.data.batching import IdPair
from course_lib.data.vocab import BOS, EOS, UNK
from course_lib.models import EncoderDecoder
from course_lib.models.seq2seq import evaluating

FIRST = UNK + 1  # the id of symbol 0; sources are symbols of their own, from the same id on


@dataclass(frozen=True)
class Chain:
    """A Markov chain for each source symbol x: it says exactly `length` of V symbols.

    The next symbol is known after every symbol, also after those that the chain itself never says.
    """

    start: Tensor  # (X, V): p(w_1 | x)
    follow: Tensor  # (X, V, V): p(w_t | x, w_{t-1}), entry [x, previous, next]
    length: int

    def after_prefixes(self) -> Tensor:
        """(X, N, length, V): p_o(w_t | x, w_<t) along each of the `prefixes`, in double."""
        before = prefixes(self.start.size(1), self.length - 1)  # (N, length - 1)
        first = self.start[:, None, None].expand(-1, len(before), -1, -1)  # (X, N, 1, V)
        return torch.cat([first, self.follow[:, before]], 2).double()

    def draw(self, count: int, seed: int) -> list[IdPair]:
        """`count` pairs of ids, one source symbol and what its chain says, the sources in turn."""
        chance = torch.Generator().manual_seed(seed)
        x = torch.arange(count) % len(self.start)
        said = [torch.multinomial(self.start[x], 1, generator=chance)[:, 0]]
        while len(said) < self.length:
            said.append(torch.multinomial(self.follow[x, said[-1]], 1, generator=chance)[:, 0])
        targets = torch.stack(said, 1) + FIRST
        return [
            ([source + FIRST], target) for source, target in zip(x.tolist(), targets.tolist(), strict=True)
        ]


def prefixes(symbols: int, length: int) -> Tensor:
    """All symbols ** length sequences, (N, length), the last symbol changing fastest."""
    weights = symbols ** torch.arange(length - 1, -1, -1)  # (length,)
    return torch.arange(symbols**length)[:, None] // weights % symbols


@torch.inference_mode()
def after_prefixes(model: EncoderDecoder, sources: int, symbols: int, length: int) -> Tensor:
    """(X, N, length, V): p_theta(w_t | x, w_<t) along each of the `prefixes`, in double.

    Reserved tokens are left out and the rest scaled to sum to 1: the length is given, so when to stop is not
    asked.
    """
    before = prefixes(symbols, length - 1) + FIRST  # (N, length - 1)
    inputs = torch.cat([torch.full((len(before), 1), BOS), before], 1)  # (N, length)
    found = []
    with evaluating(model):
        for x in range(sources):
            source = torch.tensor([[x + FIRST, EOS]]).expand(len(inputs), -1)
            memory = model.encode(source, torch.full((len(inputs),), 2))
            hidden, _ = model.advance(inputs, model.start(memory), memory)
            found.append(model.project(hidden)[..., FIRST:].double().softmax(-1))
    return torch.stack(found)


class Accumulated(NamedTuple):
    """Entry l - 1 of each belongs to sentences up to length l (Arora et al. 2022)."""

    regret: Tensor  # (L,) R_{<=l} = sum over t of E_{w_<t from F} KL(p_o || p_theta), in nats
    error: Tensor  # (L,) eps_{<=l} = 1/l sum over t of E_{w_<t from p_o} KL(p_o || p_theta), nats a token
    acc_err: Tensor  # (L,) AccErr = R / eps: l where errors do not accumulate
    excess: Tensor  # (L,) %ExAccErr = 100 (R - l eps) / (l eps): 0 where they do not


def accumulated(oracle: Tensor, model: Tensor, decoder: str = "sample") -> Accumulated:
    """Both are (..., N, L, V): p(w_t | w_<t) along each of the `prefixes` of V symbols and length L - 1.

    Leading dimensions are sources, all equally likely. The decoder F draws from p_theta ("sample") or says
    the likeliest ("greedy"). A model without any error gets AccErr = l. ValueError for another decoder.
    """
    if decoder not in ("sample", "greedy"):
        raise ValueError(f"decoder must be sample or greedy, not {decoder!r}")
    speaks = model
    if decoder == "greedy":
        speaks = torch.nn.functional.one_hot(model.argmax(-1), model.size(-1)).to(model.dtype)
    kl = (torch.xlogy(oracle, oracle) - torch.xlogy(oracle, model)).sum(-1).clamp(min=0)  # (..., N, L)
    lengths = torch.arange(1, kl.size(-1) + 1)
    regret, total = (_expected(kl, by).cumsum(0) for by in (speaks, oracle))  # (L,); total = l eps
    free = total < 1e-12  # rounding must not make an error out of none
    acc_err = torch.where(free, lengths, lengths * regret / total)
    return Accumulated(regret, total / lengths, acc_err, 100 * (acc_err / lengths - 1))


def _expected(values: Tensor, speaks: Tensor) -> Tensor:
    """values (..., N, L) after each prefix, under a speaker of probabilities (..., N, L, V) -> (L,).

    The N long prefixes share their beginnings; summing the weights of all that begin alike gives the weight
    of the beginning.
    """
    length, symbols = speaks.shape[-2:]
    said = prefixes(symbols, length - 1)  # (N, L - 1)
    steps = speaks[..., :-1, :].gather(-1, said[:, :, None].expand(*speaks.shape[:-3], -1, -1, 1))
    weights = steps[..., 0].prod(-1)  # (..., N): the probability of each long prefix
    return (weights[..., None] * values).sum(-2).reshape(-1, length).mean(0)


def scheduled_optimum(joint: Tensor, gold: float) -> Tensor:
    """What scheduled sampling asks of two tokens: the true joint (V, V) -> the joint of its best model.

    The second token is learned after the gold first token with probability `gold`, else after one that the
    model drew, which the second gold token knows nothing of. At the optimum the first is p(w_1), and

        q(w_2 | w_1) = gold p(w_2 | w_1) + (1 - gold) p(w_2).

    As gold goes to 0, this is the product of the marginals, however much data there is (Huszár 2015). Derived
    for choices that are drawn, with no gradient through them. ValueError unless 0 <= gold <= 1.
    """
    if not 0 <= gold <= 1:
        raise ValueError(f"gold must be from 0 to 1, not {gold}")
    return gold * joint + (1 - gold) * joint.sum(1, keepdim=True) * joint.sum(0)
