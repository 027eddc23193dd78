"""Alignment: where attention looks, and whether that is what the output depends on (Jain and Wallace 2019).

A target is read as given (teacher forcing), so that every step is asked the same question however the source
is changed. Sources and targets are ids without BOS and EOS; EOS stands last in both, as the model sees them.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from course_lib.data.batching import IdPair, collate
from course_lib.data.vocab import UNK, Vocab
from course_lib.models import EncoderDecoder
from course_lib.models.seq2seq import evaluating
from course_lib.training.teacher_forcing import unroll


@torch.inference_mode()
def weights(model: EncoderDecoder, pair: IdPair) -> Tensor:
    """Attention weights (T + 1, S + 1): row t is where the model looks when it is about to say token t.

    Each row sums to 1. Asked is the model's `alignment(inputs, memory)`, a fifth verb: AttributeError for a
    model that has none, ValueError for one of this library's without attention.
    """
    batch = collate([pair])
    with evaluating(model):
        return model.alignment(batch.inputs, model.encode(batch.source, batch.source_lengths))[0]


def alternatives(vocab: Vocab, kind: Callable[[str], Hashable]) -> dict[int, list[int]]:
    """Each id with the ids of all other tokens of its kind: what could stand there instead."""
    ids = range(UNK + 1, len(vocab))
    kinds = {i: kind(vocab.names[i]) for i in ids}
    return {i: [j for j in ids if j != i and kinds[j] == kinds[i]] for i in ids}


@torch.inference_mode()
def influence(model: EncoderDecoder, pair: IdPair, others: dict[int, list[int]]) -> Tensor:
    """(T + 1, S): by how many nats log p of target token t falls when source token s is replaced.

    The mean over all of `others` of that token (see `alternatives`), one source token replaced at a time; 0
    where there is no other. Negative where the target becomes likelier.
    """
    source, target = pair
    swaps = [(s, other) for s, token in enumerate(source) for other in others.get(token, [])]
    changed = [([*source[:s], other, *source[s + 1 :]], target) for s, other in swaps]
    batch = collate([pair, *changed])
    with evaluating(model):
        log_p = model.project(unroll(model, batch, ratio=1.0)).log_softmax(-1)  # (1 + swaps, T + 1, V)
    said = log_p.gather(-1, batch.gold[:, :, None])[..., 0]  # (1 + swaps, T + 1)
    falls = said.new_zeros(len(source), said.size(1))
    falls.index_add_(0, torch.tensor([s for s, _ in swaps], dtype=torch.long), said[0] - said[1:])
    counts = torch.tensor([max(1, len(others.get(token, []))) for token in source])
    return (falls / counts[:, None]).T


def slopes(model: EncoderDecoder, pair: IdPair) -> Tensor:
    """(T + 1, S): how steeply log p of target token t climbs or falls when source token s's vector is moved.

    The norm of the gradient by that vector, as it comes out of `model.encoder.embedding`.
    """
    source, target = pair
    batch, found = collate([pair] * (len(target) + 1)), []  # a row for each token: one backward pass for all

    def hold(module: Any, inputs: Any, output: Tensor) -> Tensor:
        found.append(output.detach().requires_grad_())
        return found[0]

    hook = model.encoder.embedding.register_forward_hook(hold)
    try:
        with evaluating(model), torch.enable_grad():
            log_p = model.project(unroll(model, batch, ratio=1.0)).log_softmax(-1)  # (T + 1, T + 1, V)
            said = log_p.gather(-1, batch.gold[:, :, None])[..., 0].diagonal()  # (T + 1,)
            (steep,) = torch.autograd.grad(said.sum(), found[0])  # (T + 1, S + 1, E)
    finally:
        hook.remove()
    return steep.norm(dim=-1)[:, : len(source)]


class Agreement(NamedTuple):
    """How the largest weights stand to the tokens that matter most, over many steps."""

    steps: int  # that depend on the source: some replacement costs enough
    same: float  # share of them whose largest weight lies on the token that matters most, 0 to 1
    after: float  # share whose largest weight lies right behind it
    rank: float  # mean of Spearman's correlation of weights and influence over the source, -1 to 1
    chance: float  # share that would be the same if the largest weight fell anywhere by chance


def agreement(found: Sequence[tuple[Tensor, Tensor]], decisive: float = 1.0) -> Agreement:
    """found: (weights (T + 1, S + 1), influence (T + 1, S)) of each pair -> Agreement.

    Steps at which no replacement costs `decisive` nats or more are left out: the hyphens of a date come
    whatever the source says. ValueError when none is left.
    """
    offsets, ranks, chances = [], [], []
    for looked, mattered in found:
        for t in (mattered.amax(1) >= decisive).nonzero().flatten().tolist():
            offsets.append(int(looked[t].argmax() - mattered[t].argmax()))
            ranks.append(_spearman(looked[t, :-1], mattered[t]))
            chances.append(1 / looked.size(1))
    if not offsets:
        raise ValueError(f"no step at which a replacement costs {decisive} nats")
    n = len(offsets)
    return Agreement(n, offsets.count(0) / n, offsets.count(1) / n, sum(ranks) / n, sum(chances) / n)


def _spearman(a: Tensor, b: Tensor) -> float:
    """Pearson's correlation of the ranks; 0 for a single value. Ties are broken by place."""
    ranks = torch.stack([x.argsort(stable=True).argsort() for x in (a, b)]).double()
    return float(torch.corrcoef(ranks)[0, 1]) if len(a) > 1 else 0.0
