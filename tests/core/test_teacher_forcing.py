"""Teacher forcing: schedules, coins, and fused reading against the naive loop."""

import math
from itertools import accumulate

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny import batch as tiny_batch
from tiny import model as tiny_model

from course_lib.data.batching import Batch
from course_lib.data.vocab import BOS, EOS, PAD
from course_lib.decoding import greedy
from course_lib.models import EncoderDecoder
from course_lib.training.teacher_forcing import (
    CHOICES,
    COINS,
    Constant,
    Exponential,
    InverseSigmoid,
    Linear,
    coins,
    unroll,
)

STEPS = st.integers(0, 10**18)
SHARE = st.floats(0, 1)
SCHEDULES = st.one_of(
    SHARE.map(Constant),
    st.builds(lambda c, a, b: Linear(c, k=max(a, b), floor=min(a, b)), st.floats(0, 10), SHARE, SHARE),
    st.floats(0, 1, exclude_min=True, exclude_max=True).map(Exponential),
    st.floats(1, 1e12).map(InverseSigmoid),
)


@given(SCHEDULES, STEPS, STEPS)
def test_schedules_stay_between_0_and_1_and_never_rise(schedule, a, b):
    early, late = schedule(min(a, b)), schedule(max(a, b))
    assert 0 <= late <= early <= 1


def test_schedules_equal_the_formulas_of_bengio_2015():
    assert [Linear(0.1, k=0.9, floor=0.3)(i) for i in (0, 1, 5, 6, 7, 10**9)] == pytest.approx(
        [0.9, 0.8, 0.4, 0.3, 0.3, 0.3]
    )
    assert [Exponential(0.5)(i) for i in (0, 1, 2, 10**9)] == [1, 0.5, 0.25, 0]
    for i in (0, 1, 10, 100, 1000):
        assert InverseSigmoid(50)(i) == pytest.approx(50 / (50 + math.exp(i / 50)), rel=1e-12)
    assert InverseSigmoid(50)(50 * math.log(50)) == pytest.approx(0.5)
    assert InverseSigmoid(1)(10**18) == 0
    assert Constant(0.25)(7) == 0.25


@pytest.mark.parametrize(
    "make",
    [
        lambda: Constant(1.1),
        lambda: Constant(-0.1),
        lambda: Constant(math.nan),
        lambda: Linear(-0.1),
        lambda: Linear(0.1, k=1.5),
        lambda: Linear(0.1, k=0.2, floor=0.3),
        lambda: Linear(0.1, floor=-0.1),
        lambda: Exponential(1.0),
        lambda: Exponential(0.0),
        lambda: InverseSigmoid(0.9),
        lambda: InverseSigmoid(math.inf),
    ],
)
def test_schedules_refuse_what_makes_no_sense(make):
    with pytest.raises(
        ValueError, match=r"unlike in (Linear|Exponential|InverseSigmoid)|ratio must be from 0 to 1"
    ):
        make()


@pytest.mark.parametrize("coin", COINS)
def test_coins_have_their_granularity_and_their_ratio(coin):
    generator = torch.Generator().manual_seed(0)
    share, tables = 0.0, 400
    for _ in range(tables):
        gold = coins(6, 9, 0.7, coin, generator)
        assert gold.shape == (6, 9) and gold.dtype == torch.bool and gold[:, 0].all()
        rest = gold[:, 1:]
        if coin in ("step", "batch"):
            assert (rest == rest[:1]).all()
        if coin in ("sequence", "batch"):
            assert (rest == rest[:, :1]).all()
        share += rest.double().mean().item() / tables
    tosses = tables * {"token": 48, "step": 8, "sequence": 6, "batch": 1}[coin]
    assert abs(share - 0.7) < 4 * math.sqrt(0.7 * 0.3 / tosses)


def test_coins_differ_between_rows_or_columns_where_they_should():
    generator = torch.Generator().manual_seed(0)
    step, sequence = (coins(50, 50, 0.5, coin, generator)[:, 1:] for coin in ("step", "sequence"))
    assert len(set(step[0].tolist())) == len(set(sequence[:, 0].tolist())) == 2
    assert coins(50, 50, 0.5, "token", generator)[:, 1:].unique(dim=0).size(0) == 50


def test_coins_are_refused_without_a_generator_and_for_wrong_values():
    with pytest.raises(ValueError, match="a generator is needed"):
        coins(2, 3, 0.5)
    with pytest.raises(ValueError, match="coin must be one of token, step, sequence, batch, not 'row'"):
        coins(2, 3, 1.0, "row")
    for ratio in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="ratio must be from 0 to 1"):
            coins(2, 3, ratio)
    with pytest.raises(ValueError, match="choose must be one of argmax, sample, not 'best'"):
        unroll(tiny_model(), tiny_batch(), 1.0, choose="best")


def naive(
    model: EncoderDecoder, batch: Batch, gold: torch.Tensor, noise: torch.Tensor | None
) -> torch.Tensor:
    """One token at a time, all rows, all logits: what `unroll` must equal. noise None: argmax."""
    memory = model.encode(batch.source, batch.source_lengths)
    state, tokens, steps = model.start(memory), batch.inputs[:, 0], []
    for t in range(batch.inputs.size(1)):
        hidden, state = model.advance(tokens[:, None], state, memory)
        steps.append(hidden)
        if t + 1 == batch.inputs.size(1):
            break
        chosen = []
        for row, logits in enumerate(model.project(hidden[:, 0])):
            sayable = [i for i in range(len(logits)) if i not in (PAD, BOS)]
            if noise is None:
                own = max(sayable, key=lambda i: logits[i].item())
            else:
                mass = list(accumulate(math.exp(logits[i].item()) for i in sayable))
                threshold = noise[row, t + 1].item() * mass[-1]
                own = next(i for i, passed in zip(sayable, mass, strict=True) if passed > threshold)
            chosen.append(int(batch.inputs[row, t + 1]) if gold[row, t + 1] else own)
        tokens = torch.tensor(chosen)
    return torch.cat(steps, 1)


MODELS = {
    "gru": {},
    "lstm": {"cell": "lstm", "layers": 2, "attention": "general", "bidirectional": True},
    "input feeding": {"attention": "dot", "input_feeding": True, "context": "every step"},
}


@pytest.mark.parametrize("choose", CHOICES)
@pytest.mark.parametrize("coin", COINS)
@pytest.mark.parametrize("settings", MODELS.values(), ids=MODELS)
def test_fused_equals_the_naive_loop(settings, coin, choose):
    model, own_choices = tiny_model(sharpen=2.0, **settings), 0
    for seed, ratio in enumerate((0.0, 0.2, 0.5, 0.9, 1.0)):
        batch = tiny_batch(seed, rows=7)
        shape = batch.inputs.shape
        hidden = unroll(model, batch, ratio, coin, choose, torch.Generator().manual_seed(seed))
        twin = torch.Generator().manual_seed(seed)  # the same coins, then the same noise
        gold = coins(*shape, ratio, coin, twin)
        noise = torch.rand(shape, generator=twin) if choose == "sample" and ratio < 1 else None
        expected = naive(model, batch, gold, noise)
        real = batch.gold != PAD
        torch.testing.assert_close(hidden[real], expected[real], rtol=0, atol=1e-12)
        forced, _ = model.advance(batch.inputs, model.start(memory := model.encode(*batch[:2])), memory)
        own_choices += not torch.equal(hidden[real], forced[real])
    assert own_choices >= 2, "the model's own tokens changed nothing: the test would not see an error"


class Calls:
    """Counts what a model is asked: (rows, tokens) of each advance, rows of each projection."""

    def __init__(self, model: EncoderDecoder, monkeypatch):
        self.advanced, self.projected = [], []
        advance, project = model.advance, model.project

        def counted_advance(tokens, state, memory):
            self.advanced.append(tuple(tokens.shape))
            return advance(tokens, state, memory)

        def counted_project(hidden):
            self.projected.append(len(hidden))
            return project(hidden)

        monkeypatch.setattr(model, "advance", counted_advance)
        monkeypatch.setattr(model, "project", counted_project)


def full_batch(rows: int, tokens: int) -> Batch:
    """No row is padded, so that every coin counts."""
    ids = torch.randint(4, 8, (rows, tokens), generator=torch.Generator().manual_seed(0))
    bos, eos = torch.full((rows, 1), BOS), torch.full((rows, 1), EOS)
    return Batch(torch.cat([ids, eos], 1), torch.full((rows,), tokens + 1), torch.cat([bos, ids, eos], 1))


@pytest.mark.parametrize("coin", COINS)
def test_ratio_1_is_one_fused_call(coin, monkeypatch):
    model, batch = tiny_model(), full_batch(4, 9)
    calls = Calls(model, monkeypatch)
    unroll(model, batch, 1.0, coin)
    assert calls.advanced == [(4, 10)] and calls.projected == []


def test_runs_of_gold_are_fused_and_only_choices_are_projected(monkeypatch):
    model, batch, seed = tiny_model(), full_batch(6, 19), 1
    calls = Calls(model, monkeypatch)
    for coin in COINS:
        calls.advanced.clear()
        calls.projected.clear()
        gold = coins(6, 20, 0.6, coin, torch.Generator().manual_seed(seed))
        unroll(model, batch, 0.6, coin, generator=torch.Generator().manual_seed(seed))
        own = int((~gold).sum())
        assert sum(calls.projected) == own
        if coin == "sequence":
            forced = int(gold.all(1).sum())
            assert 0 < forced < 6
            assert calls.advanced == [(forced, 20)] + [(6 - forced, 1)] * 20
        else:
            steps = int((~gold).any(0).sum())
            assert len(calls.advanced) == 1 + steps
            assert sum(k for _, k in calls.advanced) == 20
            if coin == "step":
                assert 0 < steps < 19


def test_finished_rows_make_no_choices(monkeypatch):
    model, batch = tiny_model(), tiny_batch(rows=9)
    calls = Calls(model, monkeypatch)
    unroll(model, batch, 0.0)
    assert sum(calls.projected) == int((batch.gold != PAD)[:, 1:].sum())


def own_tokens(model: EncoderDecoder, hidden: torch.Tensor) -> torch.Tensor:
    """hidden (B, T, H) -> the likeliest tokens (B, T), PAD and BOS left out."""
    return model.project(hidden).index_fill(-1, torch.tensor([PAD, BOS]), -math.inf).argmax(-1)


def test_ratio_0_reads_what_greedy_says():
    model, batch = tiny_model(seed=28, sharpen=3.0), full_batch(30, 6)
    said = greedy(model, *batch[:2], max_length=7)
    assert len({tuple(ids) for ids in said}) > 3
    for ids, row in zip(said, own_tokens(model, unroll(model, batch, 0.0)).tolist(), strict=True):
        assert [*ids, EOS][:7] == row[: len(ids) + 1]


def test_no_gradient_flows_through_a_choice():
    """Gradients equal those of plain teacher forcing on the tokens that were read."""
    model, batch = tiny_model(seed=1, sharpen=2.0), full_batch(5, 8)
    hidden = unroll(model, batch, 0.0)
    hidden.square().sum().backward()
    gradients = [weights.grad.clone() for weights in model.encoder.parameters()]
    read = torch.cat([batch.target[:, :1], own_tokens(model, hidden)], 1)  # its first T were the inputs
    assert not torch.equal(read, batch.target)
    model.zero_grad()
    unroll(model, batch._replace(target=read), 1.0).square().sum().backward()
    for weights, expected in zip(model.encoder.parameters(), gradients, strict=True):
        torch.testing.assert_close(weights.grad, expected, rtol=0, atol=1e-10)


def test_chance_comes_from_the_generator_alone():
    model, batch = tiny_model(sharpen=2.0), full_batch(8, 12)
    before = torch.random.get_rng_state()
    for coin in COINS:
        chances = (torch.Generator().manual_seed(seed) for seed in (3, 3, 5))
        first, again, other = (unroll(model, batch, 0.5, coin, "sample", chance) for chance in chances)
        assert torch.equal(first, again) and not torch.equal(first, other)
    assert torch.equal(torch.random.get_rng_state(), before)
    with pytest.raises(ValueError, match="a generator is needed"):
        unroll(model, batch, 0.0, choose="sample")
    unroll(model, batch, 1.0, choose="sample")  # nothing to draw
