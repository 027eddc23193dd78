"""Prefixes: what a model says after gold tokens, and after tokens that were put into its mouth.

What it says after its own is `decoding.decode_pairs`. All three take many sentences at once.
"""

from collections.abc import Sequence
from itertools import groupby

import torch

from course_lib.data.batching import Batch, IdPair, collate, pad_sources
from course_lib.data.vocab import BOS, EOS, PAD, UNK
from course_lib.models import EncoderDecoder
from course_lib.models.seq2seq import evaluating, length_limit, next_logits
from course_lib.training.teacher_forcing import unroll


@torch.inference_mode()
def forced(model: EncoderDecoder, pairs: Sequence[IdPair], batch_size: int = 256) -> list[list[int]]:
    """The likeliest token at every place of each target, the gold prefix given: T tokens and one for EOS."""
    said = []
    for batch in _batches(model, pairs, batch_size):
        with evaluating(model):
            logits = model.project(unroll(model, batch, ratio=1.0))  # (B, T + 1, V)
        logits[..., [PAD, BOS]] = float("-inf")  # never said, as in decoding
        said += logits.argmax(-1).tolist()
    return [row[: len(target) + 1] for row, (_, target) in zip(said, pairs, strict=True)]


@torch.inference_mode()
def likeliest_mistakes(
    model: EncoderDecoder, pairs: Sequence[IdPair], at: int, batch_size: int = 256
) -> list[int]:
    """The likeliest wrong token at place `at` of each target, the gold prefix given: the mistake to plant.

    It is never a reserved token. Raises ValueError when a target has no token there.
    """
    if any(len(target) <= at for _, target in pairs):
        raise ValueError(f"not every target has a token at place {at}")
    found = []
    for batch in _batches(model, pairs, batch_size):
        with evaluating(model):
            logits = model.project(unroll(model, batch, ratio=1.0)[:, at])  # (B, V)
        logits[:, : UNK + 1] = float("-inf")
        found += logits.scatter(1, batch.gold[:, at, None], float("-inf")).argmax(-1).tolist()
    return found


@torch.inference_mode()
def complete(
    model: EncoderDecoder, sources: Sequence[list[int]], prefixes: Sequence[list[int]], batch_size: int = 256
) -> list[list[int]]:
    """What the model says when its first tokens are put into its mouth: greedy, each prefix included.

    Plant a wrong token with the prefix [*target[:k], wrong], as He et al. (2021) corrupt prefixes to see
    whether a model recovers; [*target[: k + 1]] is the control. Without any prefix it is `greedy`, and stops
    where that does. Rows whose prefixes are equally long make a batch.
    """
    outputs: list[list[int]] = [[] for _ in sources]
    device = next(model.parameters()).device
    order = sorted(range(len(sources)), key=lambda i: len(prefixes[i]))
    for given, same in groupby(order, key=lambda i: len(prefixes[i])):
        rows = list(same)
        for group in (rows[k : k + batch_size] for k in range(0, len(rows), batch_size)):
            source, lengths = pad_sources([sources[i] for i in group])
            limits = length_limit(lengths).tolist()
            said = [torch.tensor([[BOS, *prefixes[i]] for i in group], device=device)]  # (B, given + 1)
            with evaluating(model):
                memory = model.encode(source.to(device), lengths)
                state = model.start(memory)
                ended = torch.zeros(len(group), dtype=torch.bool, device=device)
                while given + len(said) <= max(limits) and not ended.all():
                    hidden, state = model.advance(said[-1], state, memory)
                    said.append(next_logits(model, hidden).argmax(-1, keepdim=True))  # (B, 1)
                    ended |= said[-1][:, 0] == EOS
            for i, ids, limit in zip(group, torch.cat(said, 1)[:, 1:].tolist(), limits, strict=True):
                ids = ids[: max(limit, given)]
                outputs[i] = ids[: ids.index(EOS)] if EOS in ids else ids
    return outputs


def _batches(model: EncoderDecoder, pairs: Sequence[IdPair], batch_size: int) -> list[Batch]:
    device = next(model.parameters()).device
    groups = (list(pairs[k : k + batch_size]) for k in range(0, len(pairs), batch_size))
    return [collate(group).to(device) for group in groups]
