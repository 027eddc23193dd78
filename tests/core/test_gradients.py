"""Gradients before training: those of backward, what the theorem says, and the experiments about norms."""

import math
from statistics import mean

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from course_lib.analysis.gradients import CLASSES, by_layer, theorem
from course_lib.chapters.ch09_norm.experiments import (
    amplification,
    batch_norm_gap,
    batch_statistics,
    norms,
    placement,
    warmup,
)
from course_lib.data.batching import batches
from course_lib.data.corpora import digits
from course_lib.data.vocab import PAD
from course_lib.kit import records, tasks
from course_lib.models import VisionTransformer
from course_lib.models.normalization import NORMS
from course_lib.models.transformer import EncoderStack, init_weights
from course_lib.models.transformer_layers import LayerSettings
from course_lib.training import forced_loss


@pytest.mark.parametrize("where", ["pre", "post"])
def test_norms_are_those_of_backward(where):
    """The same draws, and one call of backward for each."""
    found = by_layer(where, layers=2, width=8, heads=2, seed=3, tokens=4, draws=3)
    torch.manual_seed(3)
    stack, head = EncoderStack(2, LayerSettings(8, 2, 8, placement=where)), nn.Linear(8, CLASSES)
    init_weights(nn.ModuleList([stack, head]))
    inputs, labels = torch.randn(3, 1, 4, 8), torch.randint(CLASSES, (3, 1))
    for k, layer in enumerate(stack.layers):
        norms = []
        for one, answer in zip(inputs, labels, strict=True):
            stack.zero_grad()
            cross_entropy(head(stack(one)[:, 0]), answer).backward()
            norms.append(layer.feed_forward[-1].weight.grad.square().sum().sqrt().item())
        assert found[k] == pytest.approx(mean(norms), rel=1e-4)


def test_the_last_gradient_by_hand():
    """One Pre-LN layer: W2's gradient is an outer product, so that its norm is a product of two."""
    torch.manual_seed(0)
    stack, head = EncoderStack(1, LayerSettings(8, 2, 8)), nn.Linear(8, CLASSES)
    init_weights(nn.ModuleList([stack, head]))
    x, label = torch.randn(1, 4, 8), torch.randint(CLASSES, (1,))
    inner, sums = [], []
    stack.layers[0].feed_forward[-1].register_forward_pre_hook(lambda _, given: inner.append(given[0]))
    stack.final.register_forward_pre_hook(lambda _, given: sums.append(given[0]))
    loss = cross_entropy(head(stack(x)[:, 0]), label)
    (back,) = torch.autograd.grad(loss, sums[0], retain_graph=True)  # only the first token has any
    assert back[0, 1:].abs().max() == 0
    by_hand = back[0, 0].norm() * inner[0][0, 0].norm()
    (found,) = torch.autograd.grad(loss, stack.layers[0].feed_forward[-1].weight)
    torch.testing.assert_close(found.norm(), by_hand)


def test_chance_comes_from_the_seed_alone():
    torch.manual_seed(1)
    before = torch.get_rng_state()
    with torch.no_grad():  # as a lab may call it
        one = by_layer("pre", layers=2, width=8, draws=2)
    assert torch.equal(before, torch.get_rng_state())
    assert (
        one
        == by_layer("pre", layers=2, width=8, draws=2)
        != by_layer("pre", layers=2, width=8, draws=2, seed=1)
    )
    assert len(one) == 2 and all(size > 0 for size in one)


def test_what_does_not_exist():
    with pytest.raises(ValueError, match="placement"):
        by_layer("middle")
    with pytest.raises(ValueError, match="norm"):
        by_layer("pre", "group")


def test_the_theorem():
    assert theorem("post", 2, 64) == theorem("post", 16, 64) == math.sqrt(math.log(64))
    assert theorem("pre", 16, 64) == pytest.approx(theorem("post", 16, 64) / 4)
    assert theorem("post", 4, 128) > theorem("post", 4, 64)


# ---- what was recorded: the chapter's claims, with margin ----


def last(where: str, layers: int) -> list[float]:
    return [row[-1] for row in records.load("placement").values("gradients", placement=where, layers=layers)]


def test_post_ln_stays_and_pre_ln_shrinks():
    for shallow, deep in ((2, 8), (4, 16)):
        assert 0.8 < mean(last("post", deep)) / mean(last("post", shallow)) < 1.25
        assert mean(last("pre", deep)) / mean(last("pre", shallow)) < 0.65  # the theorem: 0.5
    for layers in placement.DEPTHS[1:]:
        assert max(last("pre", layers)) < min(last("post", layers))
    for where in ("post", "pre"):  # and live, of other draws
        live = mean(by_layer(where, layers=8, seed=seed)[-1] for seed in range(100, 104))
        assert live == pytest.approx(mean(last(where, 8)), rel=0.3)


def test_a_deep_post_ln_needs_warm_up_at_a_high_rate():
    record = records.load("warmup")

    def ends(where: str, steps: int, rate: float = 3e-3) -> list[float]:
        return record.values("held_out", placement=where, warmup=steps, learning_rate=rate)

    cold, warm = warmup.WARMUPS
    assert min(ends("post", cold)) > max(ends("post", warm)) + 0.1
    assert max(ends("pre", cold)) < min(ends("post", cold)) - 0.5
    for result in record.results:
        assert len(result["losses"]) == warmup.STEPS // warmup.EVERY


def test_depth_is_what_post_ln_cannot_do_without_warm_up():
    record, deep = records.load("depth"), records.load("warmup")
    six = deep.values("held_out", placement="post", warmup=0, learning_rate=3e-3)
    four = record.values("held_out", placement="post", layers=4)
    two = record.values("held_out", placement="post", layers=2)
    assert max(two) < min(four) - 1 and max(four) < min(six)
    assert max(record.values("held_out", placement="pre", layers=4)) < 0.3


def test_the_same_step_moves_deep_post_ln_further():
    record = records.load("amplification")

    def far(where: str, layers: int, rate: str = "0.0001") -> list[float]:
        return [found[rate] for found in record.values("adam", placement=where, layers=layers)]

    for layers in (16, 32):
        assert min(far("post", layers)) > 1.5 * max(far("pre", layers))
    assert max(far("post", 2) + far("pre", 2)) < 0.01
    assert max(far("pre", 32, "0.003")) > min(far("post", 32, "0.003"))  # and no more at the full rate
    for where in ("post", "pre"):
        steps = [found["0.003"] for found in record.values("step", placement=where, layers=16)]
        assert all(0.15 < step < 0.2 for step in steps)  # whatever the gradient


def test_in_buckets_the_mean_is_the_culprit():
    record = records.load("batch_norm_gap")
    for run in record.where(buckets=True):
        loss = run["loss"]
        assert loss["own mean"] < 0.3 * loss["running"] < loss["own variance"] and run["exact"] < 1
    for run in record.where(buckets=False):
        assert run["loss"]["running"] < 0.001 and run["exact"] == 1


def test_batch_norm_has_a_gap_between_training_and_use_and_layer_norm_has_none():
    record = records.load("norms")
    for run in record.where(norm="batch"):
        assert run["forced_loss"] > 3 * run["training_mode"]
    for run in record.where(norm="layer"):
        assert abs(run["forced_loss"] - run["training_mode"]) < 0.001 and run["exact_match"] > 0.98
    assert {run["norm"] for run in record.results} == set(NORMS)


def test_batches_of_one_length_differ_more_than_pictures():
    record = records.load("batch_statistics")
    for where in ("first", "last"):
        for known in (False, True):
            text, mixed, seen = (
                [one[where]["mean"] for one in record.where(data=data, trained=known)]
                for data in ("text in buckets", "text as it comes", "pictures")
            )
            kept = (one[where]["chance_mean"] for one in record.where(data="text in buckets"))
            chance = max(kept)
            assert min(text) > 2 * max(seen) and min(text) > 2 * max(mixed) and min(text) > 2 * chance


# ---- what the experiments measure with, on small things ----


def test_a_movement_is_a_share_of_the_output():
    assert amplification.moved(torch.tensor([3.0, 4.0]), torch.tensor([3.0, 5.0])) == pytest.approx(0.2)


def test_own_statistics_are_a_visit():
    pairs = [("abc", "abc"), ("bca", "bca"), ("cab", "cab"), ("bac", "bac")]
    made = tasks.task(pairs, pairs)
    model = made.model(architecture="transformer", hidden=8, heads=2, layers=1, norm="batch").eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    running = batch_norm_gap.in_use(model, made.train, ())
    assert running == pytest.approx(forced_loss(model, made.train), rel=1e-5)
    own = batch_norm_gap.in_use(model, made.train, ("mean", "variance"))
    assert own == pytest.approx(norms.loss_in_training_mode(model, made.train, batch_size=4), rel=1e-4)
    assert own != pytest.approx(running, rel=1e-3)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())


def test_distances_of_batches():
    same = [torch.tensor([[0.0], [2.0]])] * 2
    assert batch_statistics.distance(same)[0] == 0
    apart = [torch.tensor([[-2.0], [0.0]]), torch.tensor([[0.0], [2.0]])]
    far, _ = batch_statistics.distance(apart)  # means -1 and 1, all numbers -2, 0, 0, 2
    assert far == pytest.approx(1 / math.sqrt(8 / 3))
    big = [torch.randn(1000, 3, generator=torch.Generator().manual_seed(0)) * k for k in (1.0, 3.0)]
    assert batch_statistics.distance(big)[1] == pytest.approx(0.8, abs=0.05)  # variances 1 and 9, of all 5


def test_dealing_out_by_chance_keeps_tokens_and_sizes():
    groups = [torch.arange(6.0).view(3, 2), torch.arange(6.0, 10).view(2, 2)]
    dealt = batch_statistics.regrouped(groups, 0)
    assert [len(group) for group in dealt] == [3, 2]
    assert sorted(torch.cat(dealt)[:, 0].tolist()) == [0, 2, 4, 6, 8]
    assert all(torch.equal(a, b) for a, b in zip(dealt, batch_statistics.regrouped(groups, 0), strict=True))


def test_what_the_first_and_the_last_norm_see():
    pairs = [("abc", "abc"), ("a", "a"), ("ab", "ab")]
    made = tasks.task(pairs, pairs)
    model = made.model(architecture="transformer", hidden=8, heads=2, layers=2, norm="batch").eval()
    (batch,) = batches(made.train, 3, torch.Generator().manual_seed(0))
    ends = []
    call = lambda: ends.append(model.encode(batch.source, batch.source_lengths))  # noqa: E731
    first, final = batch_statistics.inputs_of_norms(model.encoder, [call])
    real = batch.source != PAD
    torch.testing.assert_close(first[0], model.encoder.embedding(batch.source)[real])
    assert first[0].shape == final[0].shape == (int(real.sum()), 8)
    layer = model.encoder.stack.layers[-1]
    whole = final[0] + layer.feed_forward(layer.residuals[1].norm(final[0]))
    torch.testing.assert_close(model.encoder.stack.final(whole), ends[0].outputs[real])
    call()
    assert len(first) == len(final) == 1  # the hooks are gone


def test_pictures_are_looked_at_the_same_way():
    pixels = digits.load().train.pixels[:5]
    model = VisionTransformer(patch=4, hidden=8, heads=2)
    first, final = batch_statistics.inputs_of_norms(model.stack, [lambda: model(pixels)])
    assert first[0].shape == final[0].shape == (5 * 5, 8)  # 4 patches and the class token


@pytest.mark.parametrize("kind", ["layer", "batch"])
def test_training_mode_is_a_visit(kind):
    pairs = [("abc", "abc"), ("bca", "bca"), ("cab", "cab"), ("bac", "bac")]
    made = tasks.task(pairs, pairs)
    model = made.model(architecture="transformer", hidden=8, heads=2, layers=1, norm=kind).eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    seen = norms.loss_in_training_mode(model, made.train, batch_size=2)
    assert not model.training
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert (seen == pytest.approx(forced_loss(model, made.train), rel=1e-5)) is (kind == "layer")


def test_a_short_warm_up_has_every_entry(monkeypatch):
    monkeypatch.setattr(warmup, "EVERY", 2)
    found = warmup.run("post", 1e-3, 1, seed=0, steps=4)
    assert len(found["losses"]) == 2 and all(1 < loss < 8 for loss in [*found["losses"], found["held_out"]])
