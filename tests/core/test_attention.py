"""Attention against its formulas, written with loops."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.models.attention import SCORES, Attention

every_score = pytest.mark.parametrize("score", SCORES)


def made(score: str, beams: int = 1, memory_size: int = 4, seed: int = 0):
    """An attention in float64, with a query (3 * beams, 2, 4), outputs (3, 5, M) and mask (3, 5)."""
    chance = torch.Generator().manual_seed(seed)
    attention = Attention(score, 4, 4 if score == "dot" else memory_size).double()
    for weights in attention.parameters():
        torch.nn.init.normal_(weights, generator=chance)
    size = 4 if score == "dot" else memory_size
    query = torch.randn(3 * beams, 2, 4, dtype=torch.float64, generator=chance)
    outputs = torch.randn(3, 5, size, dtype=torch.float64, generator=chance)
    mask = torch.arange(5) < torch.tensor([5, 1, 3])[:, None]
    return attention, query, outputs, mask


def plain_score(attention: Attention, query: torch.Tensor, output: torch.Tensor) -> float:
    """The score of one query (H,) and one output (M,), from the papers."""
    if attention.score == "dot":
        return float(sum(q * h for q, h in zip(query, output, strict=True)))
    if attention.score == "general":
        return (query @ attention.key.weight @ output).item()
    inside = (attention.query.weight @ query + attention.key.weight @ output).tolist()
    return sum(v * math.tanh(x) for v, x in zip(attention.vector.weight[0].tolist(), inside, strict=True))


@every_score
@pytest.mark.parametrize("memory_size", [4, 7])
@pytest.mark.parametrize("beams", [1, 3])
def test_equals_the_formula(score, memory_size, beams):
    attention, query, outputs, mask = made(score, beams, memory_size)
    context, weights = attention(query, outputs, mask)
    for row in range(3 * beams):
        memory_row = row // beams
        real = int(mask[memory_row].sum())
        for step in range(2):
            scores = [plain_score(attention, query[row, step], outputs[memory_row, s]) for s in range(real)]
            total = sum(map(math.exp, scores))
            expected = [math.exp(score) / total for score in scores] + [0.0] * (5 - real)
            assert weights[row, step].tolist() == pytest.approx(expected, abs=1e-12)
            mean = sum(w * h for w, h in zip(expected, outputs[memory_row], strict=True))
            assert context[row, step].tolist() == pytest.approx(mean.tolist(), abs=1e-12)


@every_score
@given(seed=st.integers(0, 1000), beams=st.integers(1, 4))
def test_weights_are_a_distribution_over_real_positions(score, seed, beams):
    attention, query, outputs, mask = made(score, beams, seed=seed)
    _, weights = attention(query, outputs, mask)
    hidden = ~mask.repeat_interleave(beams, 0)[:, None].expand_as(weights)
    assert (weights[hidden] == 0).all()
    assert (weights >= 0).all()
    torch.testing.assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]), rtol=0, atol=1e-12)


@every_score
def test_what_stands_at_pad_never_matters(score):
    attention, query, outputs, mask = made(score)
    expected, _ = attention(query, outputs, mask)
    poisoned = outputs.masked_fill(~mask[:, :, None], 1e6)
    assert torch.equal(attention(query, poisoned, mask)[0], expected)


@every_score
def test_keys_may_be_worked_out_once(score):
    attention, query, outputs, mask = made(score)
    kept = attention.keys(outputs)
    for a, b in zip(attention(query, outputs, mask), attention(query, outputs, mask, kept), strict=True):
        assert torch.equal(a, b)


@every_score
def test_gradients_are_right(score):
    attention, query, outputs, mask = made(score)
    query.requires_grad_()
    outputs.requires_grad_()
    assert torch.autograd.gradcheck(lambda q, o: attention(q, o, mask), (query, outputs))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="attention must be one of"):
        Attention("concat", 4, 4)
    with pytest.raises(ValueError, match="dot attention needs"):
        Attention("dot", 4, 8)
    attention, query, outputs, mask = made("dot")
    with pytest.raises(ValueError, match="2 rows of queries do not share 3 rows"):
        attention(query[:2], outputs, mask)
