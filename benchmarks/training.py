"""Training: a tutorial's loop, then one trick after the other, up to the course's own training step."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

import torch
from torch import Generator, Tensor, nn
from torch.nn.functional import cross_entropy

from course_lib.data.batching import Batch, IdPair, batches, collate
from course_lib.data.vocab import EOS, PAD
from course_lib.models import Seq2Seq
from course_lib.models.encoder import Memory, batch_first
from course_lib.models.seq2seq import evaluating
from course_lib.training import adam, loss_of
from course_lib.training.teacher_forcing import coins, unroll

from .machine import Speed, Work, race

RATIOS = (1.0, 0.5)


def padded_memory(model: Seq2Seq, batch: Batch) -> Memory:
    """The encoder runs on over the padding of short sources, and its context is what it has then."""
    embedded = model.encoder.dropout(model.encoder.embedding(batch.source))
    outputs, state = model.encoder.rnn(embedded)
    return Memory(outputs, batch.source != PAD, batch_first(state))


def loop(
    model: Seq2Seq, batch: Batch, memory: Memory, ratio: float, generator: Generator
) -> Iterator[Tensor]:
    """A step of the decoder and a projection of all rows for each position: logits (B, V), T times."""
    gold = coins(*batch.inputs.shape, ratio, "step", generator)[0].tolist()
    state = model.start(memory)
    for t, is_gold in enumerate(gold):
        if is_gold:
            tokens = batch.inputs[:, t]
        hidden, state = model.advance(tokens[:, None], state, memory)
        logits = model.project(hidden[:, 0])
        tokens = logits.detach()[:, EOS:].argmax(-1) + EOS  # PAD and BOS, ids 0 and 1, are never said
        yield logits


def padded_loss(logits: Tensor, gold: Tensor) -> Tensor:
    return cross_entropy(logits.flatten(0, 1), gold.flatten(), ignore_index=PAD)


def tutorial(model: Seq2Seq, batch: Batch, ratio: float, generator: Generator) -> Tensor:
    """The logits are written into one tensor; in the backward pass each write copies the whole gradient."""
    logits = torch.zeros(*batch.gold.T.shape, model.output.out_features)  # (T, B, V)
    for t, step in enumerate(loop(model, batch, padded_memory(model, batch), ratio, generator)):
        logits[t] = step
    return padded_loss(logits, batch.gold.T)


def joined(model: Seq2Seq, batch: Batch, ratio: float, generator: Generator) -> Tensor:
    steps = [*loop(model, batch, padded_memory(model, batch), ratio, generator)]
    return padded_loss(torch.stack(steps), batch.gold.T)


def packed(model: Seq2Seq, batch: Batch, ratio: float, generator: Generator) -> Tensor:
    memory = model.encode(batch.source, batch.source_lengths)
    return padded_loss(torch.stack([*loop(model, batch, memory, ratio, generator)]), batch.gold.T)


def fused(model: Seq2Seq, batch: Batch, ratio: float, generator: Generator) -> Tensor:
    return padded_loss(model.project(unroll(model, batch, ratio, generator=generator)), batch.gold)


def ours(model: Seq2Seq, batch: Batch, ratio: float, generator: Generator) -> Tensor:
    return loss_of(model, batch, unroll(model, batch, ratio, generator=generator))


class Variant(NamedTuple):
    """One way to train."""

    name: str
    buckets: bool  # batches of similar lengths, or as they come
    loss: Callable[[Seq2Seq, Batch, float, Generator], Tensor]


LADDER = (
    Variant("a tutorial's step loop", False, tutorial),
    Variant("+ logits in a list, joined once", False, joined),
    Variant("+ length buckets", True, joined),
    Variant("+ packed encoder", True, packed),
    Variant("+ fused decoder calls", True, fused),
    Variant("+ only real positions projected: course_lib", True, ours),
)


def check_equal(model: Seq2Seq, batch: Batch) -> None:
    """All variants give the same loss to 1e-5, with one model, one batch, the same coins and no dropout.

    Sources must be of one length: a padded encoder has another context for the shorter ones.
    Raises ValueError for a variant that gives another loss.
    """
    for ratio in RATIOS:
        with evaluating(model), torch.no_grad():
            losses = [v.loss(model, batch, ratio, Generator().manual_seed(0)).item() for v in LADDER]
        for variant, loss in zip(LADDER, losses, strict=True):
            if not abs(loss - losses[0]) <= 1e-5:
                raise ValueError(f"{variant.name}: loss {loss} at ratio {ratio}, the loop has {losses[0]}")


def same_source_length(pairs: list[IdPair], batch_size: int) -> Batch:
    """The first sentences whose source has the commonest length; their targets differ in length."""
    lengths = [len(source) for source, _ in pairs]
    commonest = max(set(lengths), key=lengths.count)
    return collate([pair for pair in pairs if len(pair[0]) == commonest][:batch_size])


def operations(model: Seq2Seq, batch: Batch) -> int:
    """Of the matrix products in one training step, for real tokens alone; backward costs twice forward.

    A token meets each weight of a matrix once: a multiplication and an addition. Source tokens meet those of
    the encoder's LSTM, target tokens those of the decoder's LSTM and of the output layer.
    """

    def weights(module: nn.Module) -> int:
        return sum(weight.numel() for weight in module.parameters() if weight.dim() == 2)

    source, target = int(batch.source_lengths.sum()), real_tokens(batch)
    after = weights(model.decoder.rnn) + weights(model.output)
    return 3 * 2 * (source * weights(model.encoder.rnn) + target * after)


def real_tokens(batch: Batch) -> int:
    return int((batch.gold != PAD).sum())


def same_sentences(pairs: list[IdPair], batch_size: int, generator: Generator) -> tuple[list[Batch], ...]:
    """Eight batches as they come, and eight length buckets of the same sentences.

    The buckets are every sixth of fifty that training would make, up to nearly the longest: in padding, both
    kinds are then like those of a whole epoch.
    """
    fifty = sorted(
        islice(batches(pairs, batch_size, generator, pool=250), 50), key=lambda b: int(b.source_lengths.sum())
    )
    buckets = fifty[5::6]
    sentences = [pair for batch in buckets for pair in pairs_of(batch)]
    mixed = [sentences[i] for i in torch.randperm(len(sentences), generator=generator)]
    return [collate(mixed[k : k + batch_size]) for k in range(0, len(mixed), batch_size)], buckets


def pairs_of(batch: Batch) -> list[IdPair]:
    """The sentences of a batch, without PAD, BOS and EOS."""
    rows = zip(batch.source, batch.target, strict=True)
    return [(source[source > EOS].tolist(), target[target > EOS].tolist()) for source, target in rows]


def measure(
    model: Seq2Seq, pairs: list[IdPair], ratio: float, batch_size: int, rounds: int
) -> dict[str, Speed]:
    """Target tokens a second of whole training steps. Each variant trains on the same sentences, once."""
    generator = Generator().manual_seed(0)
    plain, buckets = same_sentences(pairs, batch_size, generator)
    optimizer = adam(model)
    first = {name: weight.clone() for name, weight in model.state_dict().items()}

    def turn(variant: Variant, part: list[Batch]) -> Work:
        model.load_state_dict(first)
        for batch in part:
            loss = variant.loss(model, batch, ratio, generator)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        return Work(sum(map(real_tokens, part)), sum(operations(model, batch) for batch in part))

    def turns(variant: Variant) -> list[Callable[[], Work]]:
        given = buckets if variant.buckets else plain
        return [partial(turn, variant, given[k::rounds]) for k in range(rounds)]

    model.train()
    for variant in LADDER:
        turn(variant, buckets[:1])  # not timed: the first call of everything is slow
    return race({variant.name: turns(variant) for variant in LADDER})
