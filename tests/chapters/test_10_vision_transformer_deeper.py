"""The experiments of chapter 10's deeper notebook: what they are made of, and what came out."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from course_lib.chapters import experiment
from course_lib.chapters.ch10_vision_transformer.experiments import data_efficiency, distillation
from course_lib.data.corpora import digits
from course_lib.kit import records

SHORT = {"distillation": {"steps": 2}}


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


# ---- what came out ----


@pytest.mark.parametrize("name", SHORT)
def test_a_short_run_gives_what_the_record_holds(name):
    record = records.load(name)
    for wanted in (record.results[0], record.results[-1]):
        settings = next(s for s in experiment(name).SETTINGS if wanted | s == wanted)
        found = experiment(name).run(**settings, **SHORT[name])
        assert (settings | found).keys() == wanted.keys()
