"""Measure, and print the tables as Markdown.

Every number is a median over rounds in which the variants take turns; x is the ratio to the first row of the
same round. Expect other tokens a second on another machine, and nearly the same ratios.
"""

import argparse
from typing import NamedTuple

import torch

from course_lib.models import Seq2Seq

from . import decoding, machine, peers, profiling, training
from .data import load
from .tables import head, row

Speeds = dict[str, machine.Speed]


class Size(NamedTuple):
    """How much is measured."""

    embedding: int
    hidden: int
    batch: int
    rounds: int
    product: int  # rows of the matrices whose product is the machine's peak
    learning: int  # training steps before decoding
    sentences: int  # decoded in batches, and one in `apart` of them alone
    apart: int


FULL = Size(256, 512, 128, 4, 2048, 24, 256, 16)
QUICK = Size(16, 32, 8, 2, 256, 2, 8, 4)
AIMS = {1.0: 3.3, 0.5: 3.0}  # times the loop
AIM_OF_PEAK, AIM_OF_DECODING = 0.8, 50


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tiny model: does everything run?")
    parser.add_argument("--peers", action="store_true", help="against JoeyNMT and CTranslate2 instead")
    parser.add_argument("--profile", action="store_true", help="what a step is made of instead")
    options = parser.parse_args(arguments)
    torch.set_num_threads(machine.THREADS)
    if options.peers or options.profile:
        if options.profile:
            profiling.main(options.quick)
        if options.peers:
            peers.main(options.quick)
    else:
        ladder(options.quick)


def ladder(quick: bool) -> None:
    """The course's own ways, from a tutorial's up."""
    size = QUICK if quick else FULL
    data = load(quick)

    def model(**more: str) -> Seq2Seq:
        sizes = {"embedding": size.embedding, "hidden": size.hidden, "layers": 2, "dropout": 0.5}
        return Seq2Seq(data.source_size, data.target_size, **sizes, cell="lstm", **more)

    print(f"{machine.describe()}\n")
    print(f"LSTM 2 x {size.hidden}, embedding {size.embedding}, dropout .5, batches of {size.batch};")
    print(f"{data.name}, {data.source_size} and {data.target_size} names;")
    print(f"medians of {size.rounds} rounds in which all take turns: some minutes.\n", flush=True)

    peaks = [machine.peak(size.product)]
    training.check_equal(model(), training.same_source_length(data.pairs, size.batch))
    trained = {
        ratio: training.measure(model(), data.pairs, ratio, size.batch, size.rounds)
        for ratio in training.RATIOS
    }
    peaks.append(machine.peak(size.product))
    _print_training(trained, peaks, size.product)

    sources = data.sources[: size.sentences]
    plain, attentive = model(), model(attention="general")
    for one in (plain, attentive):
        decoding.learn_a_little(one, data.pairs, size.learning)
    batching = {
        beam: decoding.measure_batching(plain, sources, beam, size.batch, size.rounds, size.apart)
        for beam in (1, decoding.BEAM)
    }
    sharing = decoding.measure_sharing(attentive, sources[: size.batch], size.batch, size.rounds)
    _print_decoding("decoding (x shows batching)", *batching.values())
    _print_decoding("decoding (x shows sharing)", sharing)

    ours = {ratio: speeds[training.LADDER[-1].name] for ratio, speeds in trained.items()}
    for ratio, times in AIMS.items():
        _aim(f"training at ratio {ratio:g}, times the loop", ours[ratio].ratio, times)
    _aim("training at ratio 1, share of peak", ours[1.0].operations / max(peaks), AIM_OF_PEAK)
    for speeds in batching.values():
        name, speed = list(speeds.items())[-1]
        _aim(f"{name}, times one at a time", speed.ratio, AIM_OF_DECODING)


def _print_training(trained: dict[float, Speeds], peaks: list[float], product: int) -> None:
    head("training, whole steps", *(f"ratio {ratio:g}: tokens/s | x | of peak" for ratio in trained))
    for variant in training.LADDER:
        speeds = [speeds[variant.name] for speeds in trained.values()]
        row(variant.name, *(f"{_speed(s)} | {s.operations / max(peaks):.0%}" for s in speeds))
    before, after = (f"{peak / 1e9:.0f}" for peak in peaks)
    print(f"\nPeak: {before} GFLOP/s before, {after} after, of float32 products {product} cubed;")
    print("real tokens alone count, in the speed and in its share of the better peak.\n")


def _print_decoding(title: str, *races: Speeds) -> None:
    head(title, "sentences/s | x")
    for speeds in races:
        for name, speed in speeds.items():
            row(name, _speed(speed))
    print()


def _speed(speed: machine.Speed) -> str:
    return f"{speed.rate:,.0f} | {speed.ratio:.2f}"


def _aim(what: str, measured: float, wanted: float) -> None:
    verdict = "reached" if measured >= wanted else "not reached"
    print(f"Aim {verdict}: {what}: {measured:.2f} (aim {wanted:g})")


if __name__ == "__main__":
    main()
