"""Averages of weights: the mean by hand, the model's own weights untouched, nothing lost on disk."""

import pytest
import torch
from torch import nn

from course_lib.data.vocab import Vocab
from course_lib.models import Seq2Seq
from course_lib.training import adam, checkpoint, train
from course_lib.training.average import Average

PAIRS = [([4, 5], [5, 4]), ([5], [5]), ([4], [4])]


def moments(model, optimizer, steps=6):
    """The model's weights after each step of a training; the model is at the last."""
    for _ in train(model, PAIRS, steps=steps, optimizer=optimizer):
        yield {name: tensor.clone() for name, tensor in model.state_dict().items()}


def test_it_is_the_mean_by_hand():
    model, average, seen = Seq2Seq(6, 6, embedding=4, hidden=8), Average(), []
    for weights in moments(model, adam(model)):
        average.add(model)
        seen.append(weights)
        for name, tensor in average.tensors.items():
            torch.testing.assert_close(tensor, torch.stack([w[name] for w in seen]).mean(0))
    assert average.count == 6 and any(not torch.equal(seen[0][name], seen[-1][name]) for name in seen[0])


def test_inside_the_model_has_the_mean_and_afterwards_its_own_weights():
    model, average = nn.Linear(1, 1, bias=False), Average()
    for weight in (1.0, 2.0, 6.0):
        nn.init.constant_(model.weight, weight)
        average.add(model)
    with pytest.raises(KeyError), average.within(model):
        assert model.weight.item() == 3
        raise KeyError
    assert model.weight.item() == 6 and average.tensors["weight"].item() == 3


def test_counters_are_the_last_ones():
    model, average = nn.BatchNorm1d(2), Average()
    for _ in range(3):
        model(torch.randn(4, 2))
        average.add(model)
    assert average.tensors["num_batches_tracked"].item() == 3


def test_it_comes_back_from_disk_exactly(tmp_path):
    vocab = Vocab(["a", "b"], "char")
    model, average = Seq2Seq(6, 6, embedding=4, hidden=8), Average()
    optimizer = adam(model)
    for _ in moments(model, optimizer, steps=3):
        average.add(model)
    folder = tmp_path / "model"
    checkpoint.create(folder, checkpoint.Bundle(model, vocab, vocab, {}))
    checkpoint.save_best(folder, model)
    progress = {"step": 3, "best": 0.5, "best_step": 3}
    checkpoint.save_training(folder, model, optimizer, progress, average)
    fresh, again = checkpoint.describe(folder).model, Average()
    assert checkpoint.resume(folder, fresh, adam(fresh), again) == progress
    assert again.count == 3 and all(torch.equal(again.tensors[n], t) for n, t in average.tensors.items())
    assert all(torch.equal(fresh.state_dict()[n], t) for n, t in model.state_dict().items())
