"""course_lib against JoeyNMT and CTranslate2: the same weights, the same batches, taking turns."""

import logging
import re
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import NamedTuple

import torch

from course_lib.data.batching import Batch, pad_sources
from course_lib.decoding import beam_search, greedy
from course_lib.models import EncoderDecoder, Seq2Seq, Transformer
from course_lib.models.seq2seq import evaluating
from course_lib.training import adam, loss_of, train
from course_lib.training.teacher_forcing import unroll

from . import environment, machine
from .data import Data, load
from .decoding import BEAM, learn_a_little
from .tables import head, row
from .training import pairs_of, real_tokens, same_sentences

US, JOEY, CTRANSLATE = "course_lib", "JoeyNMT", "CTranslate2"
Ids = list[list[int]]


class Size(NamedTuple):
    """How much is measured."""

    width: int  # of the Transformer, and of embeddings
    hidden: int  # of the GRU
    batch: int  # sentences in a training step
    rounds: int
    learning: int  # training steps before anything is measured
    sentences: int  # decoded
    together: int  # in a batch of decoding
    product: int  # rows of the matrices whose product is the machine's peak


FULL = Size(256, 512, 128, 4, 200, 512, 64, 2048)
QUICK = Size(16, 16, 8, 2, 20, 8, 4, 256)
OFTEN = 6  # a word of real text must occur so often to have a name
ONCE_A_SOURCE_TOKEN = re.compile(r"encoder\.|decoder\..*\.cross\.(key|value)|decoder\.attention\.key")


def main(quick: bool) -> None:
    """Print both tables. Ends with status 2, after one line, where the peers cannot be installed."""
    try:
        environment.enter()
        from . import ctranslate, joey
    except (environment.Unavailable, ImportError) as problem:
        print(f"The peers cannot be measured here: {problem}", file=sys.stderr)
        sys.exit(2)
    logging.disable()  # JoeyNMT logs each optimizer and model that it makes
    size = QUICK if quick else FULL
    data = load(quick, OFTEN)
    print(f"{machine.describe()}\n{data.name}, {data.source_size} and {data.target_size} names;")
    print(f"medians (smallest to largest) of {size.rounds} rounds in which all take turns.\n", flush=True)
    peaks = [machine.peak(size.product)]
    models = {
        f"{name}, {sum(weight.numel() for weight in model.parameters()) / 1e6:.1f} M weights": model
        for name, model in models_of(data, size).items()
    }
    for model in models.values():
        learn_a_little(model, data.pairs, size.learning)

    sources = sorted(data.sources[: size.sentences], key=len)
    groups = [sources[k : k + size.together] for k in range(0, len(sources), size.together)]
    head(f"decoding, batches of {size.together}", *(f"{a} : {b}" for a, b in ((US, JOEY), (CTRANSLATE, US))))
    for name, model in list(models.items())[1:]:  # 8 heads decode as 4 do
        ways = {US: partial(decode, model), JOEY: partial(joey.decode, joey.twin(model))}
        if isinstance(model, Transformer):
            ways[CTRANSLATE] = partial(ctranslate.decode, ctranslate.engine(model))
        for beam in (1, BEAM):
            print_decoding(name, beam, *race_decoding(ways, groups, beam, size.rounds))
    print(f"\nEqual: the outputs that are {US}'s, of {len(sources)}. No length penalty.\n")

    trained = {}
    for name, model in models.items():
        twin = joey.twin(model)
        batches = same_sentences(data.pairs, size.batch, torch.Generator().manual_seed(0))[1]
        check_equal(model, partial(joey.loss_of, twin), twin, batches[0])
        optimizer, trainer = adam(model), joey.Trainer(twin)
        steps = {JOEY: trainer.step, US: lambda batch, m=model, o=optimizer: our_step(m, o, batch)}
        trained[name] = race_training(steps, model, batches, size.rounds)
    peaks.append(machine.peak(size.product))
    head(f"training, batches of {size.batch}", f"{US} : {JOEY}", f"of peak: {US}", f"of peak: {JOEY}")
    for name, speeds in trained.items():
        shares = (
            spread([speed.operations / max(peaks) for speed in speeds[who]], "{:.0%}") for who in (US, JOEY)
        )
        row(name, against(speeds, US, JOEY), *shares)
    before, after = (f"{peak / 1e9:.0f}" for peak in peaks)
    print(f"\nPeak: {before} GFLOP/s before, {after} after, of float32 products {size.product} cubed;")
    print("real tokens alone count. Losses are equal to 1e-5 with dropout off; dropout is .1 here.")


def models_of(data: Data, size: Size) -> dict[str, EncoderDecoder]:
    names, seed = (data.source_size, data.target_size), {"dropout": 0.1, "seed": 1}
    made = {
        f"Transformer 3 + 3 x {size.width}, {heads} heads": Transformer(
            *names, hidden=size.width, layers=3, heads=heads, **seed
        )
        for heads in (8, 4)
    }
    gru = Seq2Seq(
        *names,
        embedding=size.width,
        hidden=size.hidden,
        cell="gru",
        bidirectional=True,
        attention="general",
        **seed,
    )
    return made | {f"GRU {size.hidden} with attention": gru}


def decode(model: EncoderDecoder, sources: Ids, beam: int, limit: int) -> Ids:
    """Our outputs for one batch. No length penalty: CTranslate2 computes another."""
    batch = pad_sources(sources)
    if beam == 1:
        return greedy(model, *batch, limit)
    return [hypotheses[0].tokens for hypotheses in beam_search(model, *batch, beam, 0.0, limit)]


def our_step(model: EncoderDecoder, optimizer: torch.optim.Optimizer, batch: Batch) -> None:
    """One whole step of `train`: batching, forward, backward, clipping, Adam."""
    pairs = pairs_of(batch)
    for _ in train(model, pairs, steps=1, batch_size=len(pairs), optimizer=optimizer):
        pass


def check_equal(
    model: EncoderDecoder, their_loss: Callable[[Batch], torch.Tensor], twin: torch.nn.Module, batch: Batch
) -> None:
    """ValueError unless both have the same loss on a batch to 1e-5, dropout off."""
    with evaluating(model), evaluating(twin), torch.no_grad():
        ours, theirs = loss_of(model, batch, unroll(model, batch, ratio=1.0)).item(), their_loss(batch).item()
    if not abs(ours - theirs) <= 1e-5:
        raise ValueError(f"the loss is {theirs} in {JOEY} and {ours} in {US}")


def operations(model: EncoderDecoder, batch: Batch) -> int:
    """Of the matrix products in one training step, for real tokens alone; backward costs twice forward.

    A token meets each weight of a matrix once: a multiplication and an addition. What the products of
    attention with itself, queries with keys, add to that is a hundredth here, and left out.
    """
    source, target = int(batch.source_lengths.sum()), real_tokens(batch)
    total = 0
    for name, weight in model.named_parameters():
        if weight.dim() == 2 and "embedding" not in name and "bridges" not in name:
            total += weight.numel() * (source if ONCE_A_SOURCE_TOKEN.match(name) else target)
    return 3 * 2 * total


def race_training(
    steps: dict[str, Callable[[Batch], object]], model: EncoderDecoder, batches: list[Batch], rounds: int
) -> dict[str, list[machine.Speed]]:
    def turn(step: Callable[[Batch], object], part: list[Batch]) -> machine.Work:
        for batch in part:
            step(batch)
        return machine.Work(sum(map(real_tokens, part)), sum(operations(model, batch) for batch in part))

    for step in steps.values():
        step(batches[0])  # not timed
    parts = [batches[k::rounds] for k in range(rounds)]
    return machine.rounds(
        {name: [partial(turn, step, part) for part in parts] for name, step in steps.items()}
    )


def race_decoding(
    ways: dict[str, Callable[[Ids, int, int], Ids]], groups: list[Ids], beam: int, rounds: int
) -> tuple[dict[str, list[machine.Speed]], dict[str, int]]:
    """Speeds in sentences, and how many outputs are equal to the first way's."""
    said: dict[str, Ids] = {name: [] for name in ways}

    def turn(name: str, part: list[Ids]) -> machine.Work:
        for group in part:
            said[name] += ways[name](group, beam, 2 * len(max(group, key=len)) + 10)
        return machine.Work(sum(map(len, part)))

    for way in ways.values():
        way(groups[0][:2], beam, 9)  # not timed
    parts = [groups[k::rounds] for k in range(rounds)]
    speeds = machine.rounds({name: [partial(turn, name, part) for part in parts] for name in ways})
    first, *others = ways
    equal = {n: sum(a == b for a, b in zip(said[first], said[n], strict=True)) for n in others}
    return speeds, equal


def print_decoding(
    name: str, beam: int, speeds: dict[str, list[machine.Speed]], equal: dict[str, int]
) -> None:
    cells = [f"{against(speeds, US, JOEY)}; equal {equal[JOEY]}", ""]
    if CTRANSLATE in speeds:
        cells[1] = f"{against(speeds, CTRANSLATE, US)}; equal {equal[CTRANSLATE]}"
    row(f"{name.partition(',')[0]}, {'greedy' if beam == 1 else f'beam {beam}'}", *cells)


def against(speeds: dict[str, list[machine.Speed]], one: str, other: str) -> str:
    """How many times as fast one is as the other."""
    return spread([a.rate / b.rate for a, b in zip(speeds[one], speeds[other], strict=True)], "{:.2f}")


def spread(numbers: list[float], style: str) -> str:
    middle, low, high = (style.format(number) for number in (median(numbers), min(numbers), max(numbers)))
    return f"{middle} ({low} to {high})"
