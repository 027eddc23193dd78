"""Accumulated error is what Arora et al. (2022) define, by hand and by its own properties."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.analysis.oracle import FIRST, Chain, accumulated, after_prefixes, prefixes, scheduled_optimum
from course_lib.chapters.ch05_exposure_bias.experiments.oracle import TOY, languages
from course_lib.decoding import sample
from course_lib.models import Seq2Seq

C = math.log(4 / 3) / 2  # KL((1/2, 1/2) || (3/4, 1/4))


def table(first, after_0, after_1) -> torch.Tensor:
    """Two symbols, two tokens: (2, 2, 2), along the prefixes 0 and 1."""
    return torch.tensor([[first, after_0], [first, after_1]], dtype=torch.double)


def test_by_hand():
    # The oracle says 0 and 1 equally often, the model 0 three times in four; it errs by C at first, and then
    # by C after 0 and not at all after 1.
    oracle = table((0.5, 0.5), (0.5, 0.5), (1, 0))
    model = table((0.75, 0.25), (0.75, 0.25), (1, 0))
    drawn, greedy = accumulated(oracle, model), accumulated(oracle, model, "greedy")
    assert drawn.regret.tolist() == pytest.approx([C, C + 0.75 * C])
    assert drawn.error.tolist() == pytest.approx([C, (C + 0.5 * C) / 2])
    assert drawn.acc_err.tolist() == pytest.approx([1, 7 / 3])
    assert drawn.excess.tolist() == pytest.approx([0, 50 / 3])
    assert greedy.regret.tolist() == pytest.approx([C, 2 * C])  # it says 0 always
    assert greedy.excess.tolist() == pytest.approx([0, 100 / 3])
    # The other way round, the model avoids where it errs: less than no accumulation.
    oracle, model = oracle.clone(), model.clone()
    oracle[:, 1], model[:, 1] = oracle[:, 1].flip(0), model[:, 1].flip(0)
    assert accumulated(oracle, model).excess.tolist() == pytest.approx([0, -50 / 3])


def test_sources_are_averaged_before_the_ratio_is_taken():
    oracle = table((0.5, 0.5), (0.5, 0.5), (1, 0))
    model = table((0.75, 0.25), (0.75, 0.25), (1, 0))
    both = accumulated(torch.stack([oracle, oracle]), torch.stack([model, oracle]))
    assert both.regret.tolist() == pytest.approx([C / 2, 1.75 * C / 2])
    assert both.acc_err.tolist() == pytest.approx([1, 7 / 3])


def test_an_unknown_decoder():
    with pytest.raises(ValueError, match="beam"):
        accumulated(TOY.after_prefixes(), TOY.after_prefixes(), "beam")


def random_tables(seed: int, symbols: int, length: int) -> torch.Tensor:
    """Probabilities (2, N, length, V) that depend on the prefix alone, as tables along `prefixes` must."""
    chance = torch.Generator().manual_seed(seed)
    full = torch.empty(2, symbols ** (length - 1), length, symbols, dtype=torch.double)
    for t in range(length):
        rows = torch.rand(2, symbols**t, symbols, generator=chance, dtype=torch.double).add(0.05)
        rows = (rows / rows.sum(-1, keepdim=True)).repeat_interleave(symbols ** (length - 1 - t), 1)
        full[:, :, t] = rows
    return full


cases = given(seed=st.integers(0, 999), symbols=st.integers(2, 4), length=st.integers(1, 4))


@cases
def test_a_model_that_is_the_oracle_has_no_error(seed, symbols, length):
    oracle = random_tables(seed, symbols, length)
    found = accumulated(oracle, oracle.clone())
    for values in (found.regret, found.error, found.excess):
        assert values.abs().max() < 1e-12
    assert found.acc_err.tolist() == list(range(1, length + 1))


@cases
def test_errors_that_do_not_depend_on_the_prefix_do_not_accumulate(seed, symbols, length):
    # After each prefix the symbols are renamed at random, for oracle and model alike: one error everywhere,
    # however differently the two speak.
    chance = torch.Generator().manual_seed(seed)
    order = random_tables(seed + 1, symbols, length).argsort(-1)
    one, other = torch.rand(2, symbols, generator=chance, dtype=torch.double).add(0.05)
    oracle, model = (one / one.sum())[order], (other / other.sum())[order]
    for decoder in ("sample", "greedy"):
        found = accumulated(oracle, model, decoder)
        torch.testing.assert_close(found.acc_err, torch.arange(1, length + 1).double())
        assert found.excess.abs().max() < 1e-6


@cases
def test_expectations_are_those_of_a_walk(seed, symbols, length):
    oracle, model = random_tables(seed, symbols, length), random_tables(seed + 1, symbols, length)
    regret = total = 0.0
    for x in range(2):
        for t in range(length):
            for n, prefix in enumerate(prefixes(symbols, t).tolist()):
                row = n * symbols ** (length - 1 - t)  # the first long prefix that begins so
                kl = sum(
                    p * math.log(p / q) for p, q in zip(oracle[x, row, t], model[x, row, t], strict=True)
                )
                regret += kl * math.prod(float(model[x, row, s, w]) for s, w in enumerate(prefix)) / 2
                total += kl * math.prod(float(oracle[x, row, s, w]) for s, w in enumerate(prefix)) / 2
    found = accumulated(oracle, model)
    assert float(found.regret[-1]) == pytest.approx(float(regret))
    assert float(found.error[-1]) == pytest.approx(float(total) / length)


def test_prefixes_are_all_there_in_order():
    assert prefixes(2, 2).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert prefixes(3, 0).shape == (1, 0)


def test_a_chain_draws_what_it_says():
    chain = languages(4)
    pairs = chain.draw(4000, seed=0)
    assert pairs == chain.draw(4000, seed=0) != chain.draw(4000, seed=1)
    for x in range(2):
        said = torch.tensor([target for source, target in pairs if source == [x + FIRST]]) - FIRST
        assert said.shape == (2000, 4) and (said // 3 == x).all()  # no slip into the other language
        for s in range(3 * x, 3 * x + 3):
            follow = torch.nn.functional.one_hot(said[:, 1:][said[:, :-1] == s], 6).double().mean(0)
            torch.testing.assert_close(follow, chain.follow[x, s].double(), atol=0.05, rtol=0)
    along = chain.after_prefixes()
    assert along.shape == (2, 216, 4, 6)
    torch.testing.assert_close(along.sum(-1), torch.ones(2, 216, 4).double())
    assert torch.equal(along[1, 37, 2], chain.follow[1, 0].double())  # 37 is 1 0 1 in base six


def test_a_models_table_is_what_it_says_when_it_speaks():
    model = Seq2Seq(2 + FIRST, 3 + FIRST, embedding=4, hidden=5, seed=1).eval()
    found = after_prefixes(model, 2, 3, 2)  # (2, 3, 2, 3)
    torch.testing.assert_close(found.sum(-1), torch.ones(2, 3, 2).double())
    source = torch.tensor([[1 + FIRST, 2]]).expand(6000, -1)
    said = sample(model, source, torch.full((6000,), 2), generator=torch.Generator().manual_seed(0))
    rows = [row[:2] for row in said if len(row) > 1 and min(row[:2]) >= FIRST]
    pairs = torch.tensor(rows) - FIRST
    joint = (
        torch.zeros(3, 3).double().index_put_((pairs[:, 0], pairs[:, 1]), torch.tensor(1.0).double(), True)
    )
    torch.testing.assert_close(
        joint / joint.sum(1, keepdim=True), found[1, :, 1], atol=0.1, rtol=0
    )  # reserved tokens are left out of both


def test_scheduled_sampling_forgets_what_the_first_token_was():
    joint = torch.tensor([[0.54, 0.06], [0.08, 0.32]], dtype=torch.double)
    assert torch.equal(scheduled_optimum(joint, 1), joint)
    product = torch.tensor([[0.6 * 0.62, 0.6 * 0.38], [0.4 * 0.62, 0.4 * 0.38]], dtype=torch.double)
    torch.testing.assert_close(scheduled_optimum(joint, 0), product)
    with pytest.raises(ValueError, match="gold"):
        scheduled_optimum(joint, 1.5)


@pytest.mark.parametrize("gold", [0.0, 0.3, 1.0])
def test_the_scheduled_optimum_is_where_descent_ends(gold):
    joint = torch.tensor([[0.54, 0.06], [0.08, 0.32]], dtype=torch.double)
    first, second = joint.sum(1), joint.sum(0)
    logits = torch.zeros(3, 2, dtype=torch.double, requires_grad=True)  # of w_1; of w_2 after 0; after 1
    optimizer = torch.optim.Adam([logits], lr=0.05)
    for _ in range(1500):
        q = logits.log_softmax(-1)
        drawn = q[0].exp().detach()  # no gradient through the choice
        loss = -(first * q[0]).sum() - gold * (joint * q[1:]).sum()
        loss = loss - (1 - gold) * (drawn[:, None] * second * q[1:]).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    q = logits.softmax(-1).detach()
    torch.testing.assert_close(q[0, :, None] * q[1:], scheduled_optimum(joint, gold), atol=1e-4, rtol=0)


def test_an_oracle_of_length_one():
    chain = Chain(torch.tensor([[0.5, 0.5]]), torch.full((1, 2, 2), 0.5), 1)
    assert accumulated(chain.after_prefixes(), chain.after_prefixes()).acc_err.tolist() == [1]
