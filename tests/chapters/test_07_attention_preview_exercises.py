"""Exercises of chapter 07: our answers against torch's, examples in texts, learners' own ways."""

import math
import re

import pytest
import torch
from torch.nn import functional

from course_lib.chapters.ch07_attention_preview import exercises as ch07
from course_lib.kit.practice.exercise import Exercise
from course_lib.language import pick
from course_lib.models.attention import Attention

EXERCISES = [x for x in (getattr(ch07, name) for name in ch07.__all__) if isinstance(x, Exercise)]
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


@pytest.mark.parametrize("each", EXERCISES, ids=lambda each: each.id)
def test_the_examples_in_the_texts_are_true(each, language):
    text = pick(*each.statement)
    names = {"tensor": torch.tensor, each.name: each.solve}
    for line in re.findall(r"^    (\w+(?:, \w+)* = .*)$", text, re.M):
        exec(line, names)
    ((call, answer),) = re.findall(rf"^    ({each.name}\(.*\))\n +->  (.*?)(?:    .*)?$", text, re.M)
    close(eval(call, names), eval(answer, names), atol=5e-5, rtol=0)


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


def softmax_by_hand(scores, lengths):
    weights = (scores - scores.amax(-1, keepdim=True)).exp()
    for row, length in zip(weights, lengths, strict=True):
        row[:, length:] = 0
    return weights / weights.sum(-1, keepdim=True)


def attend_step_by_step(query, keys, lengths):
    contexts, weights = (
        torch.zeros_like(query),
        torch.zeros(len(query), query.shape[1], keys.shape[1]).double(),
    )
    for b, length in enumerate(lengths.tolist()):
        for t in range(query.shape[1]):
            real = keys[b, :length]
            weights[b, t, :length] = (real @ query[b, t] / math.sqrt(query.shape[2])).softmax(0)
            contexts[b, t] = weights[b, t, :length] @ real
    return contexts, weights


def additive_in_loops(query, keys, W_q, W_k, v):
    return torch.stack([torch.stack([(W_q @ q + k @ W_k.T).tanh() @ v for q in rows])
                        for rows, k in zip(query, keys, strict=True)])  # fmt: skip


def causal_by_torch(inputs, W_q, W_k, W_v):
    parts = [inputs @ W.T for W in (W_q, W_k, W_v)]
    return functional.scaled_dot_product_attention(*parts, is_causal=True)


@pytest.mark.parametrize(
    ("each", "function"),
    [
        (ch07.masked_softmax, softmax_by_hand),
        (ch07.attend, attend_step_by_step),
        (ch07.additive_scores, additive_in_loops),
        (ch07.causal_self_attention, causal_by_torch),
    ],
    ids=lambda x: getattr(x, "__name__", None),
)
def test_another_good_answer_passes(each, function):
    assert each.check(function), repr(each.check(function))


def softmax_then_zeros(scores, lengths):
    weights = torch.softmax(scores, dim=2)
    for row, length in zip(weights, lengths, strict=True):
        row[:, length:] = 0
    return weights


def zeros_then_softmax(scores, lengths):
    real = torch.arange(scores.shape[2])[None, None] < lengths[:, None, None]
    return torch.softmax(scores * real, dim=-1)


def attend_like_luong(query, keys, lengths):
    weights = softmax_by_hand(torch.einsum("btd,bsd->bts", query, keys), lengths)
    return torch.einsum("bts,bsd->btd", weights, keys), weights


def attend_over_d(query, keys, lengths):
    weights = softmax_by_hand(query @ keys.mT / query.size(-1), lengths)
    return weights @ keys, weights


def additive_without_tanh(query, keys, W_q, W_k, v):
    return (functional.linear(query, W_q) @ v)[:, :, None] + (functional.linear(keys, W_k) @ v)[:, None]


def encoder_self_attention(inputs, W_q, W_k, W_v):
    return functional.scaled_dot_product_attention(*(inputs @ W.T for W in (W_q, W_k, W_v)))


def causal_masked_by_tril(inputs, W_q, W_k, W_v):
    scores = (inputs @ W_q.T @ W_k @ inputs.mT) / math.sqrt(len(W_k))
    return torch.softmax(torch.tril(scores), -1) @ (inputs @ W_v.T)


@pytest.mark.parametrize(
    ("each", "learners", "lesson"),
    [
        (ch07.masked_softmax, softmax_then_zeros, "mask after the softmax"),
        (ch07.masked_softmax, zeros_then_softmax, "padding the score 0"),
        (ch07.attend, attend_like_luong, "scale is missing"),
        (ch07.attend, attend_over_d, "You divide by d."),
        (ch07.additive_scores, additive_without_tanh, "tanh is missing"),
        (ch07.causal_self_attention, encoder_self_attention, "There is no mask"),
        (ch07.causal_self_attention, causal_masked_by_tril, "as `tril` does"),
    ],
    ids=lambda x: getattr(x, "__name__", None),
)
def test_a_learners_own_way_to_be_wrong_gets_the_lesson(each, learners, lesson):
    assert lesson in repr(each.check(learners))
