"""Exercises of chapter 09: our answers against torch's and the library's."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from course_lib.chapters.ch09_norm import exercises as ch09
from course_lib.models.normalization import BatchNorm, PowerNorm
from course_lib.models.transformer_layers import FeedForward, Residual

close = torch.testing.assert_close


@pytest.fixture
def x():
    return torch.randn(3, 5, 6, generator=torch.Generator().manual_seed(0), dtype=torch.double)


def test_layer_norm_is_torchs(x):
    gain, bias = x[0, 0], x[1, 1]
    close(ch09.layer_norm.solve(x, gain, bias), functional.layer_norm(x, (6,), gain, bias))


def test_batch_norm_is_the_librarys(x):
    lengths = torch.tensor([5, 1, 3])
    mask = torch.arange(5) < lengths[:, None]
    close(ch09.batch_norm.solve(x, lengths), BatchNorm(6).double()(x, mask))


@pytest.mark.parametrize("placement", ["pre", "post"])
def test_a_layer_is_two_of_the_librarys_residuals(x, placement):
    parts = [FeedForward(6, 8).double() for _ in range(2)]
    residual = Residual(6, placement).double()
    expected = residual(residual(x, parts[0]), parts[1])
    norm = nn.LayerNorm(6).double()
    close(ch09.layer_twice.solve(x, *parts, norm, placement), expected)


def test_power_norm_is_the_librarys(x):
    norm = PowerNorm(6, eps=0.0, momentum=0.25).double()
    batches = list(x)
    close(ch09.power_norm.solve(batches, 0.75), [norm(batch) for batch in batches])
