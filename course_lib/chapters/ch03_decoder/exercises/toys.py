"""Toys: two decoders without weights, to try a decoding loop on.

Both are pure functions step(tokens (B,), states (B, …)) -> (logits (B, 10), new states). Raise ValueError for
tokens that are not one id a row.
"""

import torch
from torch import Tensor

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
