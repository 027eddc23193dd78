"""The experiments of chapter 10's deeper notebook: what they are made of, and what came out."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from course_lib.chapters import experiment
from course_lib.chapters.ch10_vision_transformer.experiments import (
    data_efficiency,
    distillation,
    masked_patches,
    two_axes,
)
from course_lib.data.corpora import digits
from course_lib.kit import records
from course_lib.models.positions import sinusoids
from course_lib.models.vit import patches

SHORT = {
    "distillation": {"steps": 2},
    "masked_patches": {"steps": 2, "tuned": 2},
    "recipes": {"steps": 2},
    "two_axes": {"steps": 2},
}


# ---- a teacher ----


class Always(nn.Module):
    """A teacher that says one digit whatever it sees."""

    def __init__(self, digit: int):
        super().__init__()
        self.digit = nn.Parameter(10 * nn.functional.one_hot(torch.tensor(digit), 10).float())

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.digit.expand(len(pixels), -1)


def test_a_student_hears_its_teacher_everywhere_and_labels_where_there_are_any():
    """Ink has the label 3, paper has none (its label is a trap), and the teacher says 7 of both."""
    ink, paper = torch.zeros(4, 8, 8), torch.zeros(12, 8, 8)
    ink[:, 2:6, 2:6] = 1.0
    part = digits.Pictures(torch.cat([ink, paper]), torch.tensor([3] * 4 + [5] * 12))
    student, master = data_efficiency.made("mlp", 0), Always(7)
    before = deepcopy(master.state_dict())
    distillation.distil(student, master, part, labelled=4, steps=120, rate=3e-3, seed=0)
    with torch.no_grad():
        labelled, unlabelled = student(torch.stack([ink[0], paper[0]])).softmax(-1)
    assert unlabelled[7] > 0.9
    assert 0.2 < labelled[3] < 0.8 and labelled[3] + labelled[7] > 0.9
    assert torch.equal(master.state_dict()["digit"], before["digit"])


# ---- hidden patches ----


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_the_right_share_of_each_picture_is_hidden_anywhere(share):
    hidden = masked_patches.hide(400, 16, share, torch.Generator().manual_seed(0))
    assert (hidden.sum(1) == 16 * share).all()
    assert (hidden.double().mean(0) - share).abs().max() < 0.1
    assert len({tuple(row) for row in hidden.tolist()}) > 350


def test_what_is_hidden_cannot_be_seen_and_the_rest_can():
    model = masked_patches.Filler(0).double()
    chance = torch.Generator().manual_seed(0)
    squares = torch.rand(3, 16, 4, generator=chance, dtype=torch.double)
    hidden = masked_patches.hide(3, 16, 0.5, chance)
    other = torch.rand(3, 16, 4, generator=chance, dtype=torch.double)
    with torch.no_grad():
        calm = model(squares, hidden)
        unseen = model(torch.where(hidden[:, :, None], other, squares), hidden)
        seen = model(torch.where(hidden[:, :, None], squares, other), hidden)
    torch.testing.assert_close(unseen, calm, rtol=0, atol=1e-12)
    assert (seen - calm).abs().amax((1, 2)).min() > 1e-4


def test_errors_are_of_hidden_patches_alone():
    class Knows(nn.Module):  # fills in what is there, plus a tenth
        def forward(self, squares, hidden):
            return torch.where(hidden[:, :, None], squares + 0.1, torch.full_like(squares, 9.0))

    found = masked_patches.errors(Knows(), digits.load(), 0.5)
    assert found["model"] == pytest.approx(0.1, abs=1e-6) and 0.2 < found["mean"] < 0.4


def test_a_probe_reads_pixels_or_states_patch_by_patch():
    part = digits.load().train.first(3)
    torch.testing.assert_close(masked_patches.read(None, part), patches(part.pixels, 2).flatten(1).double())
    states = masked_patches.read(masked_patches.Filler(0), part)
    assert states.shape == (3, 16 * masked_patches.HIDDEN) and states.dtype == torch.double


# ---- two axes ----


@pytest.mark.parametrize("learned", [True, False])
def test_a_place_is_its_row_plus_its_column(learned):
    axes = two_axes.Axes(learned)
    with torch.no_grad():
        table = axes(torch.zeros(2, 16, two_axes.HIDDEN))[1].view(4, 4, -1)  # (row, column, d)
    across, down = table[:, 1:] - table[:, :1], table[1:] - table[:1]
    torch.testing.assert_close(across, across[:1].expand_as(across))
    torch.testing.assert_close(down, down[:, :1].expand_as(down))
    assert len({tuple(place) for place in table.flatten(0, 1).tolist()}) == 16
    assert sum(weights.numel() for weights in axes.parameters()) == (8 * two_axes.HIDDEN if learned else 0)
    if not learned:  # the row in the first half, the column in the second
        waves = sinusoids(4, two_axes.HIDDEN // 2)
        torch.testing.assert_close(table[2, 3], torch.cat([waves[2], waves[3]]))


@pytest.mark.parametrize("positions", two_axes.POSITIONS)
def test_two_axes_change_the_places_alone(positions):
    model, plain = two_axes.build(positions, 0), two_axes.build(positions.partition(",")[0], 0)
    rest = {name: w for name, w in model.state_dict().items() if not name.startswith("positions")}
    wanted = {name: w for name, w in plain.state_dict().items() if not name.startswith("positions")}
    assert rest.keys() == wanted.keys()
    assert all(torch.equal(rest[name], wanted[name]) for name in rest)
    assert model(torch.rand(2, 8, 8)).shape == (2, 10)


# ---- what came out ----


@pytest.mark.parametrize("name", SHORT)
def test_a_short_run_gives_what_the_record_holds(name):
    record = records.load(name)
    for wanted in (record.results[0], record.results[-1]):
        settings = next(s for s in experiment(name).SETTINGS if wanted | s == wanted)
        found = experiment(name).run(**settings, **SHORT[name])
        assert (settings | found).keys() == wanted.keys()
