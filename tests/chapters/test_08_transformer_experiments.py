"""The comparison of a Transformer's time with a GRU's: the same work for both, told as ratios."""

import pytest
import torch

from course_lib.chapters.ch08_transformer.experiments import model_times
from course_lib.data.vocab import BOS, EOS
from course_lib.kit import records
from course_lib.models import build
from course_lib.training import adam


def test_sentences_are_to_be_copied():
    batch = model_times.sentences(6, seed=0)
    assert torch.equal(batch.source, batch.gold) and (batch.inputs[:, 0] == BOS).all()
    assert (batch.source[:, -1] == EOS).all() and (batch.source[:, :-1] > EOS).all()
    assert batch.source_lengths.tolist() == [6] * model_times.BATCH


@pytest.mark.parametrize("kind", model_times.MODELS)
def test_a_step_trains_and_writing_changes_nothing(kind):
    sizes = {"source_size": model_times.TOKENS, "target_size": model_times.TOKENS, "hidden": 8}
    model = build(**sizes, **model_times.MODELS[kind] | ({"embedding": 8} if kind == "gru" else {}))
    batch, before = model_times.sentences(4, seed=0), model.output.weight.clone()
    model_times.write(model, adam(model), batch)
    assert torch.equal(model.output.weight, before)
    model_times.train(model, adam(model), batch)
    assert not torch.equal(model.output.weight, before)


def test_times_are_told_in_those_of_the_gru():
    (run,) = records.load("model_times").results
    times = {(row["way"], row["kind"], row["length"]): row for row in run["times"]}
    assert times["train", "gru", model_times.UNIT]["times"] == 1
    assert len(times) == 2 * 2 * len(model_times.LENGTHS)
    assert all(row["low"] <= row["times"] <= row["high"] for row in times.values())
