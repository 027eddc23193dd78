"""Dropout: the right share, no pattern, the same masks from the same seed, and nothing outside training."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from course_lib.models import Transformer
from course_lib.models.dropout import Dropout, mask

MANY = 1_000_000


@pytest.mark.parametrize("p", [0.01, 0.1, 0.3, 0.5, 0.9])
def test_the_share_is_p_and_the_mean_stays(p):
    torch.manual_seed(1)
    made = mask(torch.empty(MANY), p)
    error = (p * (1 - p) / MANY) ** 0.5  # standard error of a share
    assert abs((made == 0).double().mean().item() - p) < 5 * error
    kept = made[made != 0]
    assert kept.unique().numel() == 1 and kept[0].item() == pytest.approx(1 / (1 - p), rel=1e-4)


@pytest.mark.parametrize("lag", [1, 2, 3, 4, 8, 64, 1024])
def test_neighbours_are_independent(lag):
    torch.manual_seed(2)
    dropped = (mask(torch.empty(MANY), 0.3) == 0).double()
    both = (dropped[lag:] * dropped[:-lag]).mean().item()
    assert abs(both - 0.09) < 5 * (0.09 * 0.91 / MANY) ** 0.5


def test_the_bits_of_one_draw_are_all_random():
    torch.manual_seed(3)
    dropped = (mask(torch.empty(MANY // 4, 4), 0.5) == 0).double().mean(0)  # four numbers a draw
    assert (dropped - 0.5).abs().max() < 5 * (0.25 / (MANY // 4)) ** 0.5


@given(shape=st.lists(st.integers(0, 7), max_size=3), p=st.floats(0, 0.99), seed=st.integers(0, 99))
def test_any_shape_and_the_same_seed_gives_the_same_mask(shape, p, seed):
    x, layer = torch.ones(shape, dtype=torch.float64, requires_grad=True), Dropout(p)
    torch.manual_seed(seed)
    first = layer(x)
    torch.manual_seed(seed)
    assert torch.equal(first, layer(x)) and first.shape == x.shape and first.dtype == x.dtype
    first.sum().backward()
    assert torch.equal(x.grad, first.detach())  # what is dropped gets no gradient, the rest its factor
    assert torch.equal(layer.eval()(x), x)


def test_training_with_it_learns_as_with_torch_s_own():
    """Statistics of one layer's output: mean and variance under both kinds of masks agree."""
    x = torch.linspace(-1, 1, 64).repeat(20_000, 1)
    torch.manual_seed(4)
    ours, theirs = Dropout(0.2)(x), nn.Dropout(0.2)(x)
    assert torch.allclose(ours.mean(0), theirs.mean(0), atol=0.02)
    assert torch.allclose(ours.var(0), theirs.var(0), atol=0.02)


def test_the_transformer_has_no_other_dropout():
    model = Transformer(9, 9, hidden=8, layers=1, heads=2, dropout=0.1)
    kinds = {type(part) for part in model.modules() if isinstance(part, nn.Dropout)}
    assert kinds == {Dropout}
