"""Exercises of chapter 07: our answers against torch's, and the numbers of the texts."""

import math

import pytest
import torch
from torch.nn import functional

from course_lib.chapters.ch07_attention_preview import exercises as ch07
from course_lib.models.attention import Attention

close = torch.testing.assert_close


@pytest.fixture
def numbers():
    """Draws a tensor of doubles, the same in every run."""
    generator = torch.Generator().manual_seed(0)
    return lambda *shape: torch.randn(shape, generator=generator, dtype=torch.double)


LENGTHS = torch.tensor([5, 1, 3])
MASK = torch.arange(5) < LENGTHS[:, None]  # (B, S)


def test_weights_are_a_softmax_of_each_source_by_itself(numbers):
    scores = numbers(3, 4, 5)
    weights = ch07.masked_softmax.solve(scores, LENGTHS)
    for row, given, length in zip(weights, scores, LENGTHS.tolist(), strict=True):
        close(row[:, :length], given[:, :length].softmax(-1))
        assert not row[:, length:].any()
    close(weights.sum(-1), torch.ones(3, 4).double())


def test_the_pages_attention_is_the_librarys_and_torchs_unscaled(numbers):
    query, states = numbers(3, 4, 6), numbers(3, 5, 6)
    found = ch07.Attention.solve()(query, states, MASK)
    close(found, Attention("dot", 6, 6)(query, states, MASK))
    close(found, ch07.look_back.solve(query, states, MASK))
    scaled = functional.scaled_dot_product_attention(query, states, states, attn_mask=MASK[:, None], scale=1)
    close(found[0], scaled)
    close(found[1], ch07.masked_softmax.solve(query @ states.mT, LENGTHS))


def test_self_attention_is_torchs_and_never_sees_the_future(numbers):
    inputs, (W_q, W_k, W_v) = numbers(3, 5, 4), numbers(3, 2, 4)
    outputs = ch07.causal_self_attention.solve(inputs, W_q, W_k, W_v)
    q, k, v = (inputs @ W.T for W in (W_q, W_k, W_v))
    close(outputs, functional.scaled_dot_product_attention(q, k, v, is_causal=True))
    for T in range(1, 5):
        close(outputs[:, :T], ch07.causal_self_attention.solve(inputs[:, :T], W_q, W_k, W_v))


def test_the_numbers_of_the_texts_are_true():
    attention, forward = 4 * 512 * 512, 2 * 512 * 2048  # weights of a layer of the base encoder
    assert forward / (attention + forward) == pytest.approx(2 / 3)
    assert f"{math.exp(-1):.2f}" == "0.37"

    d = 512  # the share of a GRU's multiplications that self-attention makes
    ours = [(4 * n * d * d + 2 * n * n * d) / (6 * n * d * d) for n in (512, 100, 5120)]
    assert ours[0] == 1 and ours[2] == 4 and f"{ours[1]:.2f}" == "0.73"


def test_without_positions_the_order_is_not_seen(numbers):
    dog, bites, man = numbers(3, 4)
    sentences = [torch.stack(words) for words in ((dog, bites, man), (man, bites, dog))]
    one, other = (functional.scaled_dot_product_attention(s, s, s) for s in sentences)
    close(one[0], other[2])
