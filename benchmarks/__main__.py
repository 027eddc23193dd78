"""Measure, and print the tables as Markdown.

Every number is a median over rounds in which the variants take turns; x is the ratio to the first row of the
same round. Expect other tokens a second on another machine, and nearly the same ratios.
"""

import argparse
from typing import NamedTuple

import torch

from course_lib.cli import recipes
from course_lib.data import corpora
from course_lib.data.batching import encode_pairs
from course_lib.data.corpora import multi30k
from course_lib.data.vocab import Vocab
from course_lib.models import Seq2Seq

from . import decoding, machine, training

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
    quick = parser.parse_args(arguments).quick
    size = QUICK if quick else FULL
    torch.set_num_threads(machine.THREADS)

    here = all((multi30k.folder() / file).exists() for file in multi30k.SHA256)
    corpus = corpora.load("multi30k-de-en" if here and not quick else "numbers-en-fr")
    least = recipes.min_count(corpus)
    source_vocab = Vocab.build((source for source, _ in corpus.train), corpus.source_unit, least)
    target_vocab = Vocab.build((target for _, target in corpus.train), corpus.target_unit, least)
    pairs = encode_pairs(corpus.train, source_vocab, target_vocab)
    sources = [source_vocab.encode(source) for source, _ in corpus.test[: size.sentences]]

    def model(**more: str) -> Seq2Seq:
        sizes = {"embedding": size.embedding, "hidden": size.hidden, "layers": 2, "dropout": 0.5}
        return Seq2Seq(len(source_vocab), len(target_vocab), **sizes, cell="lstm", **more)

    print(f"{machine.describe()}\n")
    print(f"LSTM 2 x {size.hidden}, embedding {size.embedding}, dropout .5, batches of {size.batch};")
    print(f"{corpus.name}, {len(source_vocab)} and {len(target_vocab)} names;")
    print(f"medians of {size.rounds} rounds in which all take turns: some minutes.\n", flush=True)

    peaks = [machine.peak(size.product)]
    training.check_equal(model(), training.same_source_length(pairs, size.batch))
    trained = {
        ratio: training.measure(model(), pairs, ratio, size.batch, size.rounds) for ratio in training.RATIOS
    }
    peaks.append(machine.peak(size.product))
    _print_training(trained, peaks, size.product)

    plain, attentive = model(), model(attention="general")
    for one in (plain, attentive):
        decoding.learn_a_little(one, pairs, size.learning)
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
    _head("training, whole steps", *(f"ratio {ratio:g}: tokens/s | x | of peak" for ratio in trained))
    for variant in training.LADDER:
        speeds = [speeds[variant.name] for speeds in trained.values()]
        _row(variant.name, *(f"{_speed(s)} | {s.operations / max(peaks):.0%}" for s in speeds))
    before, after = (f"{peak / 1e9:.0f}" for peak in peaks)
    print(f"\nPeak: {before} GFLOP/s before, {after} after, of float32 products {product} cubed;")
    print("real tokens alone count, in the speed and in its share of the better peak.\n")


def _print_decoding(title: str, *races: Speeds) -> None:
    _head(title, "sentences/s | x")
    for speeds in races:
        for name, speed in speeds.items():
            _row(name, _speed(speed))
    print()


def _head(*cells: str) -> None:
    _row(*cells)
    columns = " | ".join(cells).count("|")  # beside the name
    _row("---", *["---:"] * columns)


def _row(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def _speed(speed: machine.Speed) -> str:
    return f"{speed.rate:,.0f} | {speed.ratio:.2f}"


def _aim(what: str, measured: float, wanted: float) -> None:
    verdict = "reached" if measured >= wanted else "not reached"
    print(f"Aim {verdict}: {what}: {measured:.2f} (aim {wanted:g})")


if __name__ == "__main__":
    main()
