"""Exercises of chapter 09: our answers against torch's and the library's."""

import pytest
import torch
from torch import nn

from course_lib.chapters.ch09_norm import exercises as ch09
from course_lib.models.normalization import BatchNorm, PowerNorm
from course_lib.models.transformer import EncoderStack
from course_lib.models.transformer_layers import FeedForward, LayerSettings, Residual

close = torch.testing.assert_close


@pytest.fixture
def x():
    return torch.randn(3, 5, 6, generator=torch.Generator().manual_seed(0), dtype=torch.double)


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


def test_a_pre_ln_stack_is_the_librarys(x):
    torch.manual_seed(0)
    stack = EncoderStack(2, LayerSettings(6, 2, 8)).double()
    parts = [lambda y, one=layer: one.attention(y, one.attention.keys_values(y)) for layer in stack.layers]
    sublayers = [parts[0], stack.layers[0].feed_forward, parts[1], stack.layers[1].feed_forward]
    close(ch09.pre_ln_stack.solve(x, sublayers, nn.LayerNorm(6).double()), stack(x))


def test_the_broken_stack_does_not_grow(x):
    """Its symptom, as the exercise tells it."""
    norm, half = nn.LayerNorm(6).double(), nn.Linear(6, 6).double()

    def broken(y, sublayers):
        for sublayer in sublayers:
            y = norm(y)
            y = y + sublayer(y)
        return y

    def mended(y, sublayers):
        for sublayer in sublayers:
            y = y + sublayer(norm(y))
        return y

    grown = [[stack(x, [half] * n).std() for n in (2, 32)] for stack in (broken, mended)]
    assert grown[0][1] < 1.5 * grown[0][0] and grown[1][1] > 3 * grown[1][0]


@pytest.mark.parametrize(
    ("post", "pre", "option"), [(1.0, 1.0, 0), (1.0, 2.4, 1), (2.4, 1.0, 2), (2.3, 2.4, 3)]
)
def test_who_left_the_frequencies_behind(post, pre, option):
    assert ch09.left_behind({"post": [9.0] + [post] * 10, "pre": [9.0] + [pre] * 10}, 2.4) == option


@pytest.mark.parametrize(("post", "pre", "option"), [(0.5, 0.4, 0), (1.0, 0.4, 1), (0.5, 1.1, 2), (1, 1, 3)])
def test_what_became_of_the_gradient(post, pre, option):
    assert ch09.what_became({"post": [[1.0, post]], "pre": [[1.0, pre], [1.0, pre]]}) == option


def test_power_norm_is_the_librarys(x):
    norm = PowerNorm(6, eps=0.0, momentum=0.25).double()
    batches = list(x)
    close(ch09.power_norm.solve(batches, 0.75), [norm(batch) for batch in batches])
