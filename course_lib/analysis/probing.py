"""Probing: what a linear reader can still tell from a context (after Alain and Bengio 2016).

A probe is a least-squares fit from hidden numbers to the letter at each position. What it reads is there;
what it does not read may be there in a form that is not linear, so a probe gives a lower bound.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.data.vocab import EOS, UNK
from course_lib.models.protocol import Model, accept
from course_lib.models.seq2seq import evaluating


@torch.inference_mode()
def contexts(model: Model, letters: Tensor, end: bool = True) -> Tensor:
    """letters (N, K) -> the state with which the decoder starts after them: (N, D), all its numbers in a row.

    D is layers * H for a GRU, twice that for an LSTM. With `end`, the encoder also reads EOS, as it does in
    training; without, it is stopped in mid-sentence. ValueError for what lacks one of the four verbs.
    """
    accept(model)
    source = torch.cat([letters, torch.full((len(letters), 1), EOS)], 1) if end else letters
    with evaluating(model):
        state = model.start(model.encode(source, torch.full((len(source),), source.size(1))))
    parts = (state,) if isinstance(state, Tensor) else state
    return torch.cat([part.flatten(1) for part in parts], 1)


class Probe(NamedTuple):
    """A linear reader of K letters at once."""

    weights: Tensor  # (D + 1, K * V): the last row is the bias
    positions: int  # K

    def scores(self, hidden: Tensor) -> Tensor:
        """hidden (N, D) -> (N, K, V): near 1 for the letter that the probe reads, near 0 for the others."""
        return (_with_one(hidden) @ self.weights).view(len(hidden), self.positions, -1)

    def accuracy(self, hidden: Tensor, letters: Tensor) -> Tensor:
        """hidden (N, D), the ids of the true letters (N, K) -> (K,) share of right readings, 0 to 1."""
        right = self.scores(hidden).argmax(-1) == letters - UNK - 1
        return right.double().mean(0)


def fit(hidden: Tensor, letters: Tensor, size: int, ridge: float = 0.01) -> Probe:
    """The probe with the least squared error from hidden (N, D) to letters (N, K).

    The letters are ids of a vocabulary of `size`, none of them reserved. `ridge` keeps the weights small
    where few numbers vary.
    """
    inputs = _with_one(hidden)  # (N, D + 1)
    wanted = torch.nn.functional.one_hot(letters - UNK - 1, size - UNK - 1).flatten(1).double()  # (N, K * V)
    square = inputs.T @ inputs + ridge * torch.eye(inputs.size(1), dtype=torch.double)
    return Probe(torch.linalg.solve(square, inputs.T @ wanted), letters.size(1))


def draw(count: int, length: int, size: int, seed: int) -> Tensor:
    """Random letters (count, length): all ids of a vocabulary of `size` but the reserved, equally often."""
    return torch.randint(UNK + 1, size, (count, length), generator=torch.Generator().manual_seed(seed))


def readable(model: Model, length: int, size: int, seed: int = 0, count: int = 3000) -> list[float]:
    """The share of right readings at each position of random strings, fitted on `count`, tested on others.

    The strings are ids of a vocabulary of `size`, none of them reserved.
    """
    fitted, tested = draw(count, length, size, 2 * seed), draw(1000, length, size, 2 * seed + 1)
    probe = fit(contexts(model, fitted), fitted, size)
    return probe.accuracy(contexts(model, tested), tested).tolist()


def _with_one(hidden: Tensor) -> Tensor:
    return torch.cat([hidden.double(), torch.ones(len(hidden), 1, dtype=torch.double)], 1)
