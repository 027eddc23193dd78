"""Training: generators that yield one report a step, and leave everything else to their caller."""

import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from course_lib.data.batching import Batch, IdPair, batches, collate
from course_lib.data.ranges import real, whole
from course_lib.data.vocab import PAD
from course_lib.decoding import decode_pairs
from course_lib.metrics import error_rate, exact_match
from course_lib.models import EncoderDecoder
from course_lib.models.seq2seq import evaluating

from . import parallel
from .teacher_forcing import Constant, unroll


class Diverged(ValueError):
    """A training whose numbers are not finite any more: no further step could bring the model back."""


@dataclass(frozen=True)
class Report:
    """What one training step did. `metrics` is filled only at evaluations."""

    step: int  # 1 is the first
    loss: float  # nats per target token, on this step's batch, read as training reads it
    metrics: dict[str, float] | None = None


def steps_per_epoch(pairs: list[IdPair], batch_size: int) -> int:
    """How many batches hold every pair once. ValueError for a batch_size below 1."""
    return math.ceil(len(pairs) / whole("batch_size", batch_size))


def loss_of(model: EncoderDecoder, batch: Batch, hidden: Tensor, label_smoothing: float = 0.0) -> Tensor:
    """Mean cross-entropy in nats per real target token, from hidden (B, T, H).

    Only unpadded positions are projected to the vocabulary. `label_smoothing` deals that share of each label
    out evenly over the vocabulary (Szegedy et al. 2016).
    """
    real = batch.gold != PAD  # (B, T)
    return cross_entropy(model.project(hidden[real]), batch.gold[real], label_smoothing=label_smoothing)


def forced_loss(model: EncoderDecoder, pairs: list[IdPair], batch_size: int = 256) -> float:
    """Nats per target token with the gold prefix given: the model's cross-entropy on these pairs.

    Raises ValueError for no pairs, and for a batch_size below 1.
    """
    if not pairs:
        raise ValueError("there are no pairs to measure the loss on")
    batch_size = whole("batch_size", batch_size)
    device = next(model.parameters()).device
    ordered = sorted(pairs, key=lambda pair: (len(pair[0]), len(pair[1])))
    total, tokens = 0.0, 0
    with evaluating(model), torch.inference_mode():
        for k in range(0, len(ordered), batch_size):
            batch = collate(ordered[k : k + batch_size]).to(device)
            count = int((batch.gold != PAD).sum())
            total += loss_of(model, batch, unroll(model, batch, ratio=1.0)).item() * count
            tokens += count
    return total / tokens


def evaluate(model: EncoderDecoder, pairs: list[IdPair]) -> dict[str, float]:
    """Two different things, kept apart: "forced_loss" (nats per token, gold prefix given), and the
    free-running "exact_match" and "error_rate" of what the model says alone.

    Raises ValueError for no pairs, and where no target has a token.
    """
    if not pairs:
        raise ValueError("there are no pairs to evaluate on")
    outputs = decode_pairs(model, [source for source, _ in pairs])
    references = [target for _, target in pairs]
    return {
        "forced_loss": forced_loss(model, pairs),
        "exact_match": exact_match(outputs, references),
        "error_rate": error_rate(outputs, references),
    }


def adam(model: nn.Module, learning_rate: float = 2e-3) -> torch.optim.Adam:
    """The optimizer that `train` uses; make it yourself to keep its state for a checkpoint."""
    return torch.optim.Adam(model.parameters(), lr=learning_rate, fused=True)


@dataclass(frozen=True)
class Schedule:
    """The learning rate over a training: it rises in a straight line over the first `warmup` steps, is
    constant, then falls in a straight line over the last `cooldown` share of the steps.

    Raises ValueError for a rate below 0, a warmup that is no whole number, a share outside 0 to 1.
    """

    learning_rate: float = 2e-3
    warmup: int = 0
    cooldown: float = 0.3

    def __post_init__(self) -> None:
        real("learning_rate", self.learning_rate)
        object.__setattr__(self, "warmup", whole("warmup", self.warmup, 0))  # a tensor would round the rates
        real("cooldown", self.cooldown, 0, 1)

    def __call__(self, step: int, steps: int) -> float:
        """The rate of a step, 1 the first, of a training of `steps` in all."""
        rising, falling = step / (self.warmup + 1), (steps - step + 1) / (self.cooldown * steps + 1)
        return self.learning_rate * min(1.0, rising, falling)


def minimize(
    model: nn.Module,
    loss_at: Callable[[int], Tensor],
    steps: int,
    schedule: Schedule,
    *,
    clip: float = 1.0,
    optimizer: torch.optim.Optimizer | None = None,
    done: int = 0,
    gather: Callable[[nn.Module, Tensor], Tensor] | None = None,
) -> Iterator[Report]:
    """Make a loss small, `adam` unless another optimizer is given: a Report a step.

    `loss_at(step)` is the loss of a batch of its own choice. Gradients are clipped to the norm `clip`
    (Pascanu et al. 2013); math.inf leaves them alone. The steps after `done` up to `steps` are taken.
    `gather` may change the loss and the gradient before they are used. Raises Diverged, before the weights
    take the step, when the loss or its gradient is not finite.
    """
    optimizer = optimizer or adam(model)
    for step in range(done + 1, steps + 1):
        optimizer.param_groups[0]["lr"] = schedule(step, steps)
        model.train()
        loss = loss_at(step)
        optimizer.zero_grad()
        loss.backward()
        loss = gather(model, loss) if gather else loss
        norm = nn.utils.clip_grad_norm_(model.parameters(), clip)
        model.eval()  # so that a caller may use the model between two steps, or stop for good
        if not (loss.isfinite() and norm.isfinite()):
            found = f"the loss is {loss.item():.3g} and the gradient's norm {norm.item():.3g}"
            raise Diverged(f"step {step}: {found}, so the training has diverged; take a lower learning rate")
        optimizer.step()
        yield Report(step, loss.item())


def train(
    model: EncoderDecoder,
    pairs: list[IdPair],
    valid: list[IdPair] | None = None,
    *,
    steps: int,
    batch_size: int = 64,
    learning_rate: float = 2e-3,
    warmup: int = 0,
    cooldown: float = 0.3,
    label_smoothing: float = 0.0,
    clip: float = 1.0,
    seed: int = 0,
    evaluate_every: int = 100,
    pool: int = 50,
    teacher_forcing: float | Callable[[int], float] = 1.0,
    coin: str = "step",
    choose: str = "argmax",
    optimizer: torch.optim.Optimizer | None = None,
    done: int = 0,
) -> Iterator[Report]:
    """Train on pairs, and yield a Report a step; `break` stops it and leaves the model usable.

    learning_rate, warmup and cooldown are those of `Schedule`; clip, optimizer and done those of `minimize`,
    which takes the steps. Reports are of the loss that is trained on. `pool` is that of `batches`: a larger
    one wastes less on padding and mixes sentences less. With `valid`, the report of every
    `evaluate_every`-th step and of the last one holds `evaluate`'s metrics.

    `teacher_forcing` is the probability of reading a gold token, or a schedule of it over steps; coin and
    choose are those of `teacher_forcing.unroll`. All chance depends on `seed` and the step alone. So a
    training of `steps` in all can go on after `done` of them, with the optimizer that it had then, and ends
    with the same weights; so it does in several processes (`parallel`), dropout and batch norm apart. Raises
    ValueError, at the first report, as `unroll` does, for pairs that are empty, and for a number out of its
    range: counts from 1 up (`steps`, `warmup` and `done` from 0 up), rates and norms from 0 up, shares from
    0 to 1; Diverged, before the weights take the step, when its loss or its gradient is not finite; and Lost.
    """
    if not pairs:
        raise ValueError("there are no pairs to train on")
    whole("steps", steps, 0)
    whole("done", done, 0)
    whole("evaluate_every", evaluate_every)
    schedule, clip = Schedule(learning_rate, warmup, cooldown), real("clip", clip)
    label_smoothing = real("label_smoothing", label_smoothing, 0, 1)
    ratio = teacher_forcing if callable(teacher_forcing) else Constant(teacher_forcing)
    device = next(model.parameters()).device
    stream = _stream(pairs, batch_size, pool, seed, done)

    def loss_at(step: int) -> Tensor:
        batch = next(stream).to(device)
        mine, share = parallel.mine(batch.gold)
        with _own_chance(_number(seed, "step", step)) as generator:
            hidden = unroll(model, batch, ratio(step), coin, choose, generator, mine)
            return loss_of(model, batch.part(mine), hidden, label_smoothing) * share

    how: dict[str, Any] = {"clip": clip, "optimizer": optimizer, "done": done, "gather": parallel.gathered}
    for report in minimize(model, loss_at, steps, schedule, **how):
        if valid and (report.step % evaluate_every == 0 or report.step == steps):
            report = replace(report, metrics=evaluate(model, valid))
        yield report


def _stream(pairs: list[IdPair], batch_size: int, pool: int, seed: int, done: int) -> Iterator[Batch]:
    """The batches of one epoch after the other, each in an order of its own, without the first `done`."""
    first, skip = divmod(done, steps_per_epoch(pairs, batch_size))
    for epoch in count(first):
        order = torch.Generator().manual_seed(_number(seed, "epoch", epoch))
        yield from islice(batches(pairs, batch_size, order, pool), skip if epoch == first else 0, None)


def _number(*parts: object) -> int:
    """A number below 2**32 that depends on all parts: seeds for what must not share its chance."""
    return random.Random(" ".join(map(str, parts))).getrandbits(32)


@contextmanager
def _own_chance(seed: int) -> Iterator[torch.Generator]:
    """A generator for the coins; dropout, which takes no generator, gets the same seed inside.

    The random numbers of the process go on afterwards as if nothing had happened: labs share it.
    """
    with torch.random.fork_rng():
        torch.manual_seed(parallel.noise_of(seed))
        yield torch.Generator().manual_seed(seed)
