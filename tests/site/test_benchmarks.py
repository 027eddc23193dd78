"""Benchmarks: they run, they print every row, and they refuse to time variants that do other work."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch.nn.functional import cross_entropy

from benchmarks import __main__ as door
from benchmarks import decoding, environment, machine, peers, profiling, training
from course_lib.models import Seq2Seq

ROOT = Path(__file__).parents[2]
# Targets of three lengths, sources of two.
PAIRS = [([4 + i, 5, 6], [5] * (1 + i % 3)) for i in range(4)] + [([4, 5], [6])]


def model(**more: str) -> Seq2Seq:
    return Seq2Seq(9, 9, embedding=8, hidden=16, layers=2, dropout=0.5, cell="lstm", **more)


def quick(*options: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", *options],
        cwd=ROOT,
        env=dict(os.environ, OMP_WAIT_POLICY="PASSIVE"),  # threads that wait leave the core to other tests
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.long
def test_a_quick_run_prints_every_row():
    run = quick()
    rows = [variant.name for variant in training.LADDER]
    rows += [
        f"{how}, {what}" for how in ("greedy", "beam 5") for what in ("one sentence at a time", "batches")
    ]
    rows += ["attention, beam 5, memory copied", "attention, beam 5, memory shared"]
    for row in rows:
        assert f"| {row}" in run.stdout
    assert "Aim " in run.stdout
    assert f"torch {torch.__version__}, 2 threads" in run.stdout


def test_all_training_variants_do_the_same():
    training.check_equal(model(), training.same_source_length(PAIRS, 4))


def test_a_loss_that_counts_padding_is_found_out(monkeypatch):
    monkeypatch.setattr(training, "cross_entropy", lambda logits, gold, **_: cross_entropy(logits, gold))
    with pytest.raises(ValueError, match="only real positions projected"):
        training.check_equal(model(), training.same_source_length(PAIRS, 4))


def test_other_coins_are_found_out(monkeypatch):
    monkeypatch.setattr(training, "coins", lambda rows, columns, *_: torch.ones(rows, columns, dtype=bool))
    with pytest.raises(ValueError, match=r"fused decoder calls.* at ratio 0.5"):
        training.check_equal(model(), training.same_source_length(PAIRS, 4))


def test_every_variant_trains_on_the_same_sentences():
    pairs = [([4 + i % 5] * (1 + i % 7), [4 + i % 5] * (1 + i % 4)) for i in range(400)]
    plain, buckets = training.same_sentences(pairs, 4, torch.Generator().manual_seed(0))

    def sentences(batches):
        rows = [row for b in batches for row in zip(b.source.tolist(), b.target.tolist(), strict=True)]
        return sorted(([i for i in s if i], [i for i in t if i]) for s, t in rows)

    assert sentences(plain) == sentences(buckets)
    assert len(plain) == len(buckets) == 8


def test_operations_are_those_of_the_real_tokens():
    batch = training.same_source_length(PAIRS, 4)  # 4 x 4 source tokens, 2 + 3 + 4 + 2 target tokens with EOS
    lstm = 4 * 16 * (8 + 16) + 4 * 16 * (16 + 16)
    assert training.operations(model(), batch) == 6 * (16 * lstm + 11 * (lstm + 16 * 9))


def test_beams_with_a_copied_memory_say_the_same_and_a_broken_copy_is_found_out(monkeypatch):
    shared = model(attention="general")
    sources = [source for source, _ in PAIRS]
    assert len(decoding.measure_sharing(shared, sources, batch_size=2, rounds=1)) == 2
    monkeypatch.setattr(decoding.CopiedMemory, "project", lambda self, hidden: -self.output(hidden))
    with pytest.raises(ValueError, match="memory shared: says something else"):
        decoding.measure_sharing(shared, sources, batch_size=2, rounds=1)


@pytest.mark.skipif(
    not environment.ready(), reason="the peers are not installed: bench --peers installs them"
)
def test_a_quick_race_with_the_peers_prints_every_row():
    run = quick("--peers")
    for name in ("Transformer 3 + 3 x 16", "GRU 16 with attention"):
        for how in ("greedy", "beam 5"):
            assert f"| {name}, {how} |" in run.stdout
    for name in (
        "Transformer 3 + 3 x 16, 8 heads",
        "Transformer 3 + 3 x 16, 4 heads",
        "GRU 16 with attention",
    ):
        assert f"| {name}, " in run.stdout.partition("| training")[2]


def test_peers_that_cannot_be_installed_are_said_in_one_line(monkeypatch, tmp_path, capsys):
    def fail(folder):
        raise environment.Unavailable("ERROR: No matching distribution found for joeynmt==2.3.0")

    monkeypatch.setattr(environment, "FOLDER", tmp_path / "peers")
    monkeypatch.setattr(environment, "install", fail)
    with pytest.raises(SystemExit) as ended:
        door.main(["--peers", "--quick"])
    said = capsys.readouterr()
    assert ended.value.code == 2 and not said.out
    assert said.err.count("\n") == 1 and "No matching distribution found for joeynmt" in said.err
    assert not list(tmp_path.iterdir())


def test_the_peers_are_installed_once_and_again_for_other_pins(monkeypatch, tmp_path):
    pins = tmp_path / "peers.txt"
    pins.write_text("a==1")
    asked = []

    def install(folder):
        asked.append(folder)
        folder.mkdir()
        (folder / "a_peer_of_the_course.py").write_text(f"version = {len(asked)}")

    monkeypatch.setattr(environment, "PINS", pins)
    monkeypatch.setattr(environment, "FOLDER", tmp_path / "peers")
    monkeypatch.setattr(environment, "install", install)
    monkeypatch.setattr(sys, "path", [*sys.path])
    for _ in range(2):
        environment.enter()
    assert importlib.import_module("a_peer_of_the_course").version == len(asked) == 1
    pins.write_text("a==2")
    environment.enter()
    assert len(asked) == 2 and sorted(path.name for path in tmp_path.iterdir()) == ["peers", "peers.txt"]


def test_another_loss_of_a_peer_is_found_out():
    batch = training.same_source_length(PAIRS, 4)
    one, twin = model(), model()
    peers.check_equal(one, lambda batch: training.ours(twin, batch, 1.0, None), twin, batch)
    with torch.no_grad():
        twin.output.bias += torch.arange(9) / 1000
    with pytest.raises(ValueError, match="the loss is"):
        peers.check_equal(one, lambda batch: training.ours(twin, batch, 1.0, None), twin, batch)


def test_operations_of_any_model_are_those_of_its_matrices():
    batch = training.same_source_length(PAIRS, 4)  # 16 source tokens, 11 target tokens
    assert peers.operations(model(), batch) == training.operations(model(), batch)
    attention = 16 * 16  # "general" has one such matrix for each source token, and two to join the context
    more = peers.operations(model(attention="general"), batch) - peers.operations(model(), batch)
    assert more == 6 * (16 * attention + 11 * 2 * attention)


def test_outputs_and_speeds_are_compared_with_the_first_way():
    ways = {"one": lambda group, beam, limit: group, "two": lambda group, beam, limit: [[1], *group[1:]]}
    speeds, equal = peers.race_decoding(ways, [[[4], [5]], [[4, 4], [5, 5]]], beam=1, rounds=2)
    assert equal == {"two": 2}
    assert [len(rounds) for rounds in speeds.values()] == [2, 2]
    fast, slow = ([machine.Speed(rate, 1.0, 0.0) for rate in rates] for rates in ([4, 9, 2], [2, 3, 2]))
    assert peers.against({"a": fast, "b": slow}, "a", "b") == "2.00 (1.00 to 3.00)"


@pytest.mark.long
def test_a_quick_profile_has_all_parts():
    rows = [line.split(" | ") for line in quick("--profile").stdout.splitlines() if line.startswith("| ")]
    shares = {name.strip("| "): [int(share.strip(" %|")) for share in row] for name, *row in rows[2:]}
    assert {
        "dropout: making masks",
        "feed-forward",
        "projection and loss",
        "clipping and Adam",
    } < shares.keys()
    for column in zip(*shares.values(), strict=True):
        assert abs(sum(column) - 100) <= len(shares)


@pytest.mark.parametrize(
    ("operation", "shapes", "part"),
    [
        ("aten::addmm", [[40], [6, 16], [16, 40]], "projection and loss"),
        ("aten::_log_softmax", [[6, 40], [], []], "projection and loss"),
        ("aten::_softmax", [[6, 4, 5, 5], [], []], "attention"),
        ("aten::addmm", [[64], [6, 16], [16, 64]], "feed-forward"),
        ("aten::bernoulli_", [[6, 5, 64], [], []], "dropout: making masks"),
        ("aten::addmm", [[16], [6, 16], [16, 16]], "attention: the four matrices"),
        ("aten::add", [[6, 5, 16], [6, 5, 16], []], "the rest: sums, masks, views"),
    ],
)
def test_name_and_shapes_of_an_operation_tell_its_part(operation, shapes, part):
    event = SimpleNamespace(key=operation, input_shapes=shapes)
    assert profiling.part_of(event, {"vocabulary": 40, "feed-forward": 64}) == part
