"""Norms: their formulas, what torch says, padding that does not count, and what training leaves for use."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from course_lib.normalization import NORMS, PowerNorm, norm

WIDTH = 4


def tokens(*shape: int, seed: int = 0) -> torch.Tensor:
    """Doubles (..., d) far from mean 0 and variance 1, the same in every run."""
    chance = torch.Generator().manual_seed(seed)
    return 3 * torch.randn(*shape, WIDTH, generator=chance, dtype=torch.double) + 2


def trained(name: str) -> nn.Module:
    """A norm whose gain and bias do something."""
    made = norm(name, WIDTH).double()
    with torch.no_grad():
        for weights in made.parameters():
            weights += torch.arange(WIDTH) / 2
    return made


@pytest.mark.parametrize(
    ("name", "theirs"), [("layer", nn.LayerNorm), ("rms", nn.RMSNorm), ("batch", nn.BatchNorm1d)]
)
def test_three_of_them_are_torchs(name, theirs):
    ours, theirs = norm(name, WIDTH).double(), theirs(WIDTH, eps=1e-5).double()
    for seed in range(3):  # the running statistics move
        assert_close(ours(tokens(7, seed=seed)), theirs(tokens(7, seed=seed)))
    assert_close(ours.eval()(tokens(5, seed=9)), theirs.eval()(tokens(5, seed=9)))


@pytest.mark.parametrize("running", [False, True])
def test_power_norm_is_its_formula(running):
    ours, x = PowerNorm(WIDTH, momentum=0.25, running=running).double(), tokens(6)
    batch, before = x.square().mean(0), torch.ones(WIDTH).double()
    assert_close(ours(x), x / ((before if running else batch) + 1e-5).sqrt())
    assert_close(ours.eval()(x), x / (0.75 * before + 0.25 * batch + 1e-5).sqrt())


@pytest.mark.parametrize("name", NORMS)
def test_padding_does_not_count(name):
    x, mask = tokens(3, 5), torch.arange(5) < torch.tensor([[5], [1], [3]])
    wild = x.masked_fill(~mask[..., None], 1e6)
    for training in (True, False):
        masked, alone = trained(name).train(training), trained(name).train(training)
        assert_close(masked(wild, mask)[mask], alone(x[mask]))
        assert_close(dict(masked.named_buffers()), dict(alone.named_buffers()))


def test_who_looks_at_the_neighbours():
    """In training; in use no token looks at another."""
    x = tokens(2, 3)
    other = torch.cat([x[:1], tokens(1, 3, seed=1)])
    for name in NORMS:
        one, two = trained(name), trained(name)
        assert torch.equal(one(x)[0], two(other)[0]) is (name not in ("batch", "power-v"))
        assert torch.equal(trained(name).eval()(x)[0], trained(name).eval()(other)[0])


def test_a_single_token_has_a_finite_batch_norm():
    made, x = norm("batch", WIDTH), tokens(1).float()
    assert_close(made(x), torch.zeros(1, WIDTH))
    assert made.variance.isfinite().all()


def test_another_name_is_refused():
    with pytest.raises(ValueError, match=r"norm must be one of layer, .*, not 'group'"):
        norm("group", WIDTH)
