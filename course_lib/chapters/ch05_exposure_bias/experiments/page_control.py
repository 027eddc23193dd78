"""The page 1_seq2seq, and its control: the same page trained on its own tokens alone.

Both write 2,000 new numbers of six digits; their errors are counted by distance from the first.
"""

import random
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from course_lib.analysis.exposure import (
    by_distance,
    first_errors,
    outcomes,
    right_by_alignment,
    right_by_column,
    swaps,
)
from course_lib.analysis.prefixes import forced
from course_lib.data.batching import IdPair
from course_lib.decoding import decode_pairs
from course_lib.kit import tasks
from course_lib.kit.from_scratch import page
from course_lib.metrics import exact_match

STEPS, RATE, BATCH = 1500, 5e-3, 32  # those of the page
SETTINGS = tasks.grid(ratio=(1.0, 0.0), seed=range(3))
PAGE = page("1_seq2seq")


def new_numbers(count: int = 2000, seed: str = "new numbers") -> list[IdPair]:
    """Numbers of six digits as ids, without BOS and EOS. Training may have drawn about one in a hundred."""
    chance = random.Random(seed)
    numbers = [chance.randrange(100_000, 1_000_000) for _ in range(count)]
    return [
        ([PAGE.SOURCE.index(word) for word in PAGE.words(n)], [PAGE.TARGET.index(d) for d in str(n)])
        for n in numbers
    ]


def own_tokens(model: nn.Module, source: Tensor, lengths: Tensor, target: Tensor) -> Tensor:
    """The page's loss, but each step reads what the model itself found likeliest, never the gold token."""
    memory, gold = model.encode(source, lengths), target[:, 1:]
    state, token, said = model.start(memory), target[:, :1], []
    for _ in range(gold.size(1)):
        hidden, state = model.advance(token, state, memory)  # (B, 1, H)
        said.append(model.project(hidden))
        token = said[-1].argmax(-1)  # (B, 1)
    real = gold != PAGE.PAD
    return cross_entropy(torch.cat(said, 1)[real], gold[real])


def learn(ratio: float, seed: int, steps: int = STEPS) -> nn.Module:
    """The page's training loop, with the page's loss or with `own_tokens`."""
    loss_of = PAGE.loss_of if ratio else own_tokens
    torch.manual_seed(seed)
    model, chance = PAGE.Seq2Seq(len(PAGE.SOURCE), len(PAGE.TARGET)), random.Random(seed)
    optimizer = torch.optim.Adam(model.parameters())
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = RATE * min(1, 3 - 3 * step / steps)
        lines = [line for line in (PAGE.draw(chance) for _ in range(BATCH)) if line not in PAGE.HELD_OUT]
        loss = loss_of(model, *PAGE.batch(lines))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


def measure(model: nn.Module, pairs: list[IdPair]) -> dict[str, Any]:
    """How these lines go wrong, alone and after gold prefixes."""
    targets = [target for _, target in pairs]
    outputs = decode_pairs(model, [source for source, _ in pairs])
    aligned = right_by_alignment(outputs, targets)
    errors = first_errors(aligned)
    own, gold = (
        by_distance(aligned, errors),
        by_distance(right_by_column(forced(model, pairs), targets), errors),
    )
    return {
        "exact": exact_match(outputs, targets),
        "after": {"rows": own.rows, "own aligned": own.wrong, "gold": gold.wrong},
        "swaps": sum(swaps(outputs, targets, errors)),
        "outcomes": outcomes(aligned, errors)._asdict(),
    }


def run(ratio: float, seed: int, steps: int = STEPS) -> dict[str, Any]:
    """Train -> how 2,000 new numbers go wrong."""
    model = learn(ratio, seed, steps)
    return {"score": PAGE.score(model), **measure(model, new_numbers())}
