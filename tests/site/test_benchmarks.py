"""Benchmarks: they run, they print every row, and they refuse to time variants that do other work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch.nn.functional import cross_entropy

from benchmarks import decoding, training
from course_lib.models import Seq2Seq

ROOT = Path(__file__).parents[2]
# Targets of three lengths, sources of two.
PAIRS = [([4 + i, 5, 6], [5] * (1 + i % 3)) for i in range(4)] + [([4, 5], [6])]


def model(**more: str) -> Seq2Seq:
    return Seq2Seq(9, 9, embedding=8, hidden=16, layers=2, dropout=0.5, cell="lstm", **more)


@pytest.mark.long
def test_a_quick_run_prints_every_row():
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick"],
        cwd=ROOT,
        env=dict(os.environ, OMP_WAIT_POLICY="PASSIVE"),  # threads that wait leave the core to other tests
        capture_output=True,
        text=True,
        check=True,
    )
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
