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


def test_attending_is_torchs_and_the_librarys_scaled(numbers):
    query, keys = numbers(3, 4, 6), numbers(3, 5, 6)
    context, weights = ch07.attend.solve(query, keys, LENGTHS)
    close(context, functional.scaled_dot_product_attention(query, keys, keys, attn_mask=MASK[:, None]))
    close((context, weights), Attention("dot", 6, 6)(query / math.sqrt(6), keys, MASK))
    close(weights, ch07.masked_softmax.solve(query @ keys.mT / math.sqrt(6), LENGTHS))


def test_additive_scores_are_the_librarys(numbers):
    query, keys = numbers(3, 4, 2), numbers(3, 5, 6)
    module = Attention("additive", 2, 6).double()
    scores = ch07.additive_scores.solve(
        query, keys, module.query.weight, module.key.weight, module.vector.weight[0]
    )
    close(ch07.masked_softmax.solve(scores, LENGTHS), module(query, keys, MASK)[1])


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

    def multiplications(n, d=512):  # self-attention, an RNN
        return 2 * n * n * d, 2 * n * d * d

    ours = [multiplications(n) for n in (512, 100, 5120)]
    assert ours[0][0] == ours[0][1] and ours[2][0] == 10 * ours[2][1]
    assert round(ours[1][1] / ours[1][0]) == 5


def test_without_positions_the_order_is_not_seen(numbers):
    dog, bites, man = numbers(3, 4)
    sentences = [torch.stack(words) for words in ((dog, bites, man), (man, bites, dog))]
    one, other = (functional.scaled_dot_product_attention(s, s, s) for s in sentences)
    close(one[0], other[2])
