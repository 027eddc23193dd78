"""Minimum risk training: the model says whole outputs, and learns from what each costs (Shen et al. 2016).

    R = sum_s sum_{y in S(x_s)} Q(y | x_s; alpha) Delta(y, y_s),   Q(y | x; alpha) = p(y | x)^alpha / Z

S is a small set of outputs drawn from the model, Z the sum of p^alpha over S, Delta a cost such as edits per
token. So training reads the model's own prefixes, and what counts is the cost of a whole output, not the
likelihood of the next gold token. The paper's sum over sentences s is a mean here, as losses are.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence

from course_lib.data.batching import Batch, IdPair, batches, pad
from course_lib.data.vocab import BOS, EOS, PAD
from course_lib.decoding import sample
from course_lib.metrics import edit_distance
from course_lib.models import EncoderDecoder
from course_lib.models.encoder import select

from .loop import Report, Schedule, minimize

Cost = Callable[[Sequence[int], Sequence[int]], float]  # of an output, beside its reference; 0 is best


def edits_per_token(output: Sequence[int], reference: Sequence[int]) -> float:
    """Edit distance over the length of the reference, EOS counted, so that an empty one has a cost too."""
    return edit_distance(output, reference) / (len(reference) + 1)


def references(batch: Batch) -> list[list[int]]:
    """The targets of a batch without BOS, EOS and PAD."""
    return [row[: row.index(EOS)] for row in batch.gold.tolist()]


def candidates(
    model: EncoderDecoder, batch: Batch, size: int, generator: torch.Generator, reference: bool = True
) -> list[list[list[int]]]:
    """S(x) of each source: `size` outputs drawn from the model, each once, and first the reference.

    Shen et al. put the reference in, for a weak model may never say it; `reference=False` leaves that out.
    An output is cut where decoding gives up. Raises ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError(f"size must be at least 1, not {size}")
    source, lengths = (part.repeat_interleave(size, 0) for part in (batch.source, batch.source_lengths))
    drawn = sample(model, source, lengths, generator=generator)  # size outputs a source, one after the other
    found = []
    for b, gold in enumerate(references(batch)):
        outputs = [gold] * reference + drawn[b * size : (b + 1) * size]
        found.append([list(ids) for ids in dict.fromkeys(map(tuple, outputs))])
    return found


def log_probabilities(model: EncoderDecoder, batch: Batch, outputs: list[list[list[int]]]) -> Tensor:
    """log p(y | x) in nats of each source's outputs, EOS included -> (B, C); -inf where there are fewer.

    Sources are encoded once, and all N outputs are read in one call, as under teacher forcing.
    """
    device = batch.source.device
    rows = torch.tensor([b for b, found in enumerate(outputs) for _ in found], device=device)  # (N,)
    target = pad([[BOS, *ids, EOS] for found in outputs for ids in found])[0].to(device)  # (N, T + 1)
    gold = target[:, 1:]
    real = gold != PAD
    memory = select(model.encode(batch.source, batch.source_lengths), rows)
    hidden, _ = model.advance(target[:, :-1], model.start(memory), memory)  # (N, T, H)
    nats = cross_entropy(model.project(hidden[real]), gold[real], reduction="none")
    log_p = nats.new_zeros(gold.shape).masked_scatter(real, -nats).sum(1)  # (N,)
    return pad_sequence(log_p.split([len(found) for found in outputs]), True, float("-inf"))


def risk(log_p: Tensor, costs: Tensor, alpha: float) -> Tensor:
    """The expected cost of a source, averaged over sources, from log_p and costs (B, C).

    Q = softmax(alpha log_p) over the row; where log_p is -inf there is no candidate. The gradient flows
    through Q: dR / dlog_p = alpha Q (cost - R) for each row, so what costs less than expected is to become
    likelier. alpha 0 weighs all the same, and teaches nothing.
    """
    missing = log_p.isneginf()
    scaled = (alpha * log_p.masked_fill(missing, 0)).masked_fill(missing, float("-inf"))
    return (scaled.softmax(-1) * costs).sum(-1).mean()


def batch_risk(
    model: EncoderDecoder,
    batch: Batch,
    size: int,
    alpha: float,
    generator: torch.Generator,
    reference: bool = True,
    cost: Cost = edits_per_token,
) -> Tensor:
    """Draw `candidates`, and return their `risk` by `cost`, ready for backward()."""
    found = candidates(model, batch, size, generator, reference)
    log_p = log_probabilities(model, batch, found)  # (B, C)
    costs = torch.zeros_like(log_p)
    for b, (outputs, gold) in enumerate(zip(found, references(batch), strict=True)):
        costs[b, : len(outputs)] = torch.tensor([cost(ids, gold) for ids in outputs])
    return risk(log_p, costs, alpha)


def train_risk(
    model: EncoderDecoder,
    pairs: list[IdPair],
    *,
    steps: int,
    size: int = 16,
    alpha: float = 0.5,
    reference: bool = True,
    cost: Cost = edits_per_token,
    batch_size: int = 64,
    learning_rate: float = 2e-3,
    clip: float = 1.0,
    seed: int = 0,
) -> Iterator[Report]:
    """Go on with a trained model by minimum risk: a Report a step, whose loss is the risk.

    Adam at a constant rate, gradients clipped as in `train`; chance depends on `seed` alone (dropout apart).
    A model that has not been trained says nothing worth comparing: begin with `train`. Raises Diverged as
    `train` does.
    """
    generator, device = torch.Generator().manual_seed(seed), next(model.parameters()).device
    stream = (batch for _ in count() for batch in batches(pairs, batch_size, generator))

    def loss_at(step: int) -> Tensor:
        return batch_risk(model, next(stream).to(device), size, alpha, generator, reference, cost)

    yield from minimize(model, loss_at, steps, Schedule(learning_rate, cooldown=0), clip=clip)
