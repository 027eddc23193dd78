"""Training: a generator that yields one report a step, and leaves everything else to its caller."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from .batching import Batch, IdPair, batches, collate
from .decoding import decode_pairs
from .metrics import error_rate, exact_match
from .seq2seq import Seq2Seq
from .vocab import PAD


@dataclass(frozen=True)
class Report:
    """What one training step did. `metrics` is filled only at evaluations."""

    step: int  # 1 is the first
    loss: float  # nats per target token, on this step's batch, teacher-forced
    metrics: dict[str, float] | None = None


def forced_loss(model: Seq2Seq, batch: Batch) -> Tensor:
    """Mean cross-entropy in nats per real target token, the gold prefix given (teacher forcing).

    One fused call reads the whole gold prefix; only unpadded positions are projected to the vocabulary.
    """
    memory = model.encode(batch.source, batch.source_lengths)
    hidden, _ = model.advance(batch.inputs, model.start(memory), memory)  # (B, T, H)
    real = batch.gold != PAD  # (B, T)
    return cross_entropy(model.project(hidden[real]), batch.gold[real])


@torch.inference_mode()
def evaluate(model: Seq2Seq, pairs: list[IdPair]) -> dict[str, float]:
    """Two different things, kept apart: "forced_loss" (nats per token, gold prefix given), and the
    free-running "exact_match" and "error_rate" of what the model says alone."""
    was_training = model.training
    model.eval()
    device = next(model.parameters()).device
    total = tokens = 0
    for k in range(0, len(pairs), 256):
        batch = collate(pairs[k : k + 256]).to(device)
        count = int((batch.gold != PAD).sum())
        total += forced_loss(model, batch).item() * count
        tokens += count
    model.train(was_training)
    outputs = decode_pairs(model, [source for source, _ in pairs])
    references = [target for _, target in pairs]
    return {
        "forced_loss": total / tokens,
        "exact_match": exact_match(outputs, references),
        "error_rate": error_rate(outputs, references),
    }


def train(
    model: Seq2Seq,
    pairs: list[IdPair],
    valid: list[IdPair] | None = None,
    *,
    steps: int,
    batch_size: int = 64,
    learning_rate: float = 2e-3,
    cooldown: float = 0.3,
    clip: float = 1.0,
    seed: int = 0,
    evaluate_every: int = 100,
) -> Iterator[Report]:
    """Train with Adam, and yield a Report a step; `break` stops it and leaves the model usable.

    The learning rate is constant, then falls in a straight line over the last `cooldown` share of the steps.
    Gradients are clipped to the norm `clip` (Pascanu et al. 2013). With `valid`, the report of every
    `evaluate_every`-th step and of the last one holds `evaluate`'s metrics. The order of batches depends on
    `seed` alone.
    """
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    device = next(model.parameters()).device
    step = 0
    while step < steps:
        for batch in batches(pairs, batch_size, generator):
            step += 1
            optimizer.param_groups[0]["lr"] = learning_rate * min(
                1.0, (steps - step + 1) / (cooldown * steps + 1)
            )
            model.train()
            loss = forced_loss(model, batch.to(device))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            model.eval()  # so that a caller may use the model between two steps, or stop for good
            due = valid and (step % evaluate_every == 0 or step == steps)
            yield Report(step, loss.item(), evaluate(model, valid) if due else None)
            if step == steps:
                return
