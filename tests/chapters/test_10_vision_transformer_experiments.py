"""The experiments of the chapter on pictures: what they are made of, and what came out."""

import pytest
import torch
from torch import nn

from course_lib.chapters.ch10_vision_transformer import tables
from course_lib.chapters.ch10_vision_transformer.experiments import (
    data_efficiency,
    distillation,
    masked_patches,
    patching,
    strips,
    two_axes,
)
from course_lib.data.corpora import digits
from course_lib.data.vocab import PAD
from course_lib.kit import records
from course_lib.kit.pictures import accuracy, fit, moved
from course_lib.models.vit import patches
from course_lib.training.checkpoint import ModelError


def marked(height: int, width: int) -> torch.Tensor:
    """Pictures with one dot of ink each, at every place away from the edge."""
    places = [(i, j) for i in range(1, height - 1) for j in range(1, width - 1)]
    made = torch.zeros(len(places), height, width)
    for n, (i, j) in enumerate(places):
        made[n, i, j] = 1
    return made


def test_pictures_move_by_at_most_a_pixel_and_each_in_its_own_way():
    dots = marked(6, 8)
    found = moved(dots, torch.Generator().manual_seed(0))
    assert found.shape == dots.shape and torch.equal(found.sum((1, 2)), dots.sum((1, 2)))
    ways = {
        tuple((a - b).tolist()) for a, b in zip(found.nonzero()[:, 1:], dots.nonzero()[:, 1:], strict=True)
    }
    assert ways == {(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)}


def test_fitting_learns_is_repeatable_and_ends_ready_for_use():
    part = digits.load().train.first(60)

    def fitted(seed: int, **settings) -> nn.Module:
        model = data_efficiency.made("mlp", 0)
        fit(model, part, 60, torch.Generator().manual_seed(seed), **settings)
        return model

    model, twin, other, shifted = fitted(0), fitted(0), fitted(1), fitted(0, shift=True)
    assert not model.training and accuracy(model, part) > 0.9
    weights = [next(one.parameters()) for one in (model, twin, other, shifted)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2]) and not torch.equal(weights[0], weights[3])


def test_accuracy_counts_what_is_right_and_leaves_the_mode():
    class Ink(nn.Module):  # says the label that stands in the first pixel
        def forward(self, pixels):
            return nn.functional.one_hot(pixels[:, 0, 0].long(), 10).double()

    labels = torch.tensor([3, 1, 4, 1])
    part = digits.Pictures(torch.tensor([3.0, 1.0, 4.0, 5.0])[:, None, None].expand(4, 8, 8), labels)
    model = Ink()
    assert accuracy(model, part) == 0.75 and model.training


@pytest.mark.parametrize("kind", data_efficiency.MODELS)
def test_rivals_are_of_one_size_and_read_pictures(kind):
    model = data_efficiency.made(kind, 0)
    assert 25_000 < sum(p.numel() for p in model.parameters()) < 27_000
    assert model(torch.rand(3, 8, 8)).shape == (3, 10)
    before = torch.get_rng_state()
    first, twin, other = (next(data_efficiency.made(kind, seed).parameters()) for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first, twin) and not torch.equal(first, other)


def test_scrambled_pictures_lose_nothing_but_their_order():
    parts = digits.load()
    mixed = data_efficiency.scrambled(parts.valid)
    assert torch.equal(mixed.labels, parts.valid.labels) and not torch.equal(mixed.pixels, parts.valid.pixels)
    assert torch.equal(mixed.pixels.flatten(1).sort().values, parts.valid.pixels.flatten(1).sort().values)
    columns = {tuple(column) for column in parts.valid.pixels.flatten(1).T.tolist()}
    assert {tuple(column) for column in mixed.pixels.flatten(1).T.tolist()} == columns  # one order for all


def test_a_strip_is_read_from_left_to_right():
    parts = digits.load()
    made = digits.strips(parts.valid, 5, 2, 4, seed=0)
    batch = strips.collate(made, "chinese")
    vocab = strips.vocabulary("chinese")
    for one, row, length, target in zip(made, *batch, strict=True):
        pixels, shown = one
        assert length == 4 * len(shown) and not row[length:].any()
        for k in range(len(shown)):  # the third digit has the same places in every strip
            digit = pixels[:, 8 * k : 8 * k + 8]
            assert torch.equal(row[4 * k : 4 * k + 4], patches(digit.T[None], strips.PATCH)[0])
        said = [i for i in target.tolist() if i != PAD][1:-1]
        assert vocab.decode(said) == strips.wanted(one, "chinese")


def test_numbers_are_said_in_three_ways():
    strip = (torch.zeros(8, 32), [0, 4, 0, 7])
    said = [strips.wanted(strip, target) for target in strips.TARGETS]
    assert said == ["0407", "four hundred and seven", "四百零七"]
    for target in strips.TARGETS:
        vocab = strips.vocabulary(target)
        assert vocab.decode(vocab.encode(strips.wanted(strip, target))) == strips.wanted(strip, target)


def test_weights_of_another_shape_are_refused():
    record = records.load("patching")
    settings = {"positions": "learned", "pooling": "class", "seed": 0}
    model = record.fill(patching.build(patch=4), patch=4, **settings)
    (accuracy_then,) = record.values("test", patch=4, **settings)
    assert accuracy(model, digits.load().test) == pytest.approx(accuracy_then, abs=0.005)
    with pytest.raises(ModelError, match=r"embedding\.weight is"):
        record.fill(patching.build(patch=4), patch=2, **settings)


def test_a_place_is_its_row_plus_its_column():
    places = two_axes.Axes()(torch.tensor([[1.0], [2.0], [3.0], [10.0], [20.0], [30.0]]))
    assert places.flatten().tolist() == [11, 21, 31, 12, 22, 32, 13, 23, 33]


def test_models_differ_in_their_places_alone():
    one, axes, none = (two_axes.build(kind, seed=0) for kind in two_axes.KINDS)
    learned = [sum(p.numel() for p in model.parameters() if p.requires_grad) for model in (one, axes, none)]
    width = one.encoder.embedding.places.size(1)
    assert [n - learned[2] for n in learned] == [36 * width, 12 * width, 0]
    pictures = torch.rand(2, 3, 24, 24, generator=torch.Generator().manual_seed(0))
    axes(pictures).sum().backward()
    assert all(p.grad is not None for p in axes.encoder.embedding.parametrizations.places.parameters())
    mixed = pictures.unflatten(2, (6, 4)).flip(2).flatten(2, 3)  # the rows of patches, from below
    assert torch.allclose(none(mixed), none(pictures), atol=1e-5)
    assert not torch.allclose(axes(mixed), axes(pictures), atol=1e-5)
    for name, weights in one.named_parameters():
        if not name.endswith("places"):
            assert torch.equal(weights, axes.get_parameter(name)) and torch.equal(
                weights, none.get_parameter(name)
            )


def test_what_is_masked_does_not_leak():
    model = masked_patches.Masked(seed=0)
    squares, hidden = torch.rand(2, 16, 4), torch.zeros(2, 16, dtype=torch.bool)
    hidden[:, 3] = True
    other = squares.clone()
    other[:, 3] = 9
    assert torch.equal(model(squares, hidden), model(other, hidden))
    other[:, 4] = 9
    assert not torch.equal(model(squares, hidden)[:, 3], model(other, hidden)[:, 3])  # it reads the rest


def test_a_probe_finds_what_a_line_can_tell():
    chance = torch.Generator().manual_seed(0)
    vectors, labels = torch.rand(300, 10, generator=chance), torch.randint(10, (300,), generator=chance)
    told = vectors + 3 * torch.nn.functional.one_hot(labels, 10)
    assert masked_patches.probe(told[:200], labels[:200], told[200:], labels[200:]) > 0.95
    assert masked_patches.probe(vectors[:200], labels[:200], vectors[200:], labels[200:]) < 0.3


def test_a_student_is_told_nothing_but_100_labels_and_its_teacher(monkeypatch):
    seen = []

    def noted(model, part, *_, **__):
        seen.append(part)

    monkeypatch.setattr(distillation, "fit", noted)
    found = distillation.run("cnn teaches, unlabelled", 1e-3, seed=0, steps=1)
    train, (teachers, students) = digits.load().train, seen
    assert torch.equal(teachers.labels, train.labels[:100])
    assert torch.equal(students.labels[:100], train.labels[:100]) and len(students.labels) == 1100
    assert not torch.equal(students.labels[100:], train.labels)  # an untaught teacher's word
    assert set(found) == {"valid", "test", "teacher", "alike"}
    seen.clear()
    assert distillation.run("labels alone", 1e-3, seed=0, steps=1)["teacher"] == 0
    assert len(seen) == 1 and torch.equal(seen[0].labels, train.labels[:100])


def test_what_the_chapter_claims():
    """With margin, of every seed."""
    test = records.load("patching").values
    assert (
        min(test("test", patch=2, positions="learned")) > max(test("test", patch=2, positions="none")) + 0.15
    )
    found = records.load("data_efficiency")
    for count in data_efficiency.COUNTS:
        best = found.values("test", kind="cnn", count=count, pictures="plain")
        for kind in list(data_efficiency.MODELS)[1:]:
            assert min(best) > max(found.values("test", kind=kind, count=count, pictures="plain"))
    for run in records.load("strips").results:
        assert run["exact"]["4"] > 0.8 > 0.02 > run["exact"]["5"]
    taught = records.load("distillation")
    right = {mode: [run["test"] for run in tables.chosen(taught, mode=mode)] for mode in distillation.MODES}
    assert right["cnn teaches"] == right["labels alone"]  # the teacher knows these pictures by heart
    best = min(right.pop("cnn teaches, unlabelled"))
    assert all(best > max(other) + 0.03 for other in right.values())
    for run in taught.where(mode="cnn teaches"):
        assert run["teacher"] > best
    hidden = records.load("masked_patches").results
    gains = {
        how: [run[how]["masked"] - run[how]["untrained"] for run in hidden] for how in ("probes", "whole")
    }
    assert all(sum(gain) / len(gain) > 0.01 for gain in gains.values())
    assert sum(gain < 0 for gain in gains["whole"]) == 2  # of nine, as the text says
    for run in hidden:
        assert run["probes"]["pixels"] > max(run["whole"].values()) + 0.03 and run["explained"] > 0.5
        assert run["probes"]["pixels"] >= run["probes"]["masked"]
    places = records.load("two_axes")
    one, both, none = ([run["test"] for run in tables.chosen(places, places=kind)] for kind in two_axes.KINDS)
    assert min(one + both) > max(none) + 0.2 and min(none) > 0.3
    assert abs(sum(one) - sum(both)) / 3 < 0.05 < max(one) - min(one)  # the seeds differ more than the kinds
