"""The risk is what Shen et al. (2016) define, by hand and by enumeration, and so is its gradient."""

import math
from itertools import product

import pytest
import tiny
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.chapters.ch05_exposure_bias.experiments import risk as experiment
from course_lib.data.batching import Batch, collate, pad_sources
from course_lib.data.vocab import EOS
from course_lib.decoding import sample, trace
from course_lib.kit import records
from course_lib.metrics import edit_distance
from course_lib.training import forced_loss
from course_lib.training.loop import Diverged
from course_lib.training.minimum_risk import (
    batch_risk,
    candidates,
    edits_per_token,
    log_probabilities,
    references,
    risk,
    train_risk,
)

NONE = float("-inf")
BATCH = tiny.batch(rows=5)
PAIRS = [
    (source[: n - 1], gold)
    for source, n, gold in zip(
        BATCH.source.tolist(), BATCH.source_lengths.tolist(), references(BATCH), strict=True
    )
]
CHOICES = [{}, {"attention": "general", "input_feeding": True}, {"cell": "lstm", "layers": 2}]


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_by_hand():
    # p = 0.9 and 0.1 at costs 0 and 1; a second source with one candidate, of cost 0.5
    log_p = torch.tensor([[0.9, 0.1], [0.01, 0]]).log()
    costs = torch.tensor([[0.0, 1.0], [0.5, 99.0]])  # 99 stands where there is no candidate
    assert risk(log_p, costs, 1.0).item() == pytest.approx((0.1 + 0.5) / 2)
    assert risk(log_p, costs, 0.5).item() == pytest.approx((0.25 + 0.5) / 2)  # sqrt(9) to 1
    assert risk(log_p, costs, 0.0).item() == pytest.approx((0.5 + 0.5) / 2)


def test_alpha_zero_is_the_plain_mean_and_teaches_nothing():
    log_p = torch.tensor([[-1.0, -2.0, -7.0], [-3.0, -4.0, NONE]], requires_grad=True)
    value = risk(log_p, torch.tensor([[0.0, 1.0, 0.5], [0.2, 0.4, 9.0]]), 0.0)
    value.backward()
    assert value.item() == pytest.approx((0.5 + 0.3) / 2) and log_p.grad.abs().sum() == 0


numbers = st.floats(-8, 0, width=32)


@given(st.lists(st.tuples(numbers, st.floats(0, 2, width=32)), min_size=1, max_size=6), st.floats(0, 2))
def test_the_gradient_rewards_what_costs_less_than_expected(row, alpha):
    log_p = torch.tensor([[p for p, _ in row] + [NONE]], dtype=torch.double, requires_grad=True)
    costs = torch.tensor([[c for _, c in row] + [5.0]], dtype=torch.double)
    value = risk(log_p, costs, alpha)
    value.backward()
    powers = [math.exp(alpha * p) for p, _ in row]
    q = [power / sum(powers) for power in powers]
    expected = sum(a * c for a, (_, c) in zip(q, row, strict=True))
    assert value.item() == pytest.approx(expected)
    by_hand = [alpha * a * (c - expected) for a, (_, c) in zip(q, row, strict=True)]
    assert log_p.grad[0].tolist() == pytest.approx([*by_hand, 0.0], abs=1e-12)


@pytest.mark.parametrize("changes", CHOICES)
def test_log_p_of_the_references_is_the_forced_loss(changes):
    model = tiny.model(sharpen=2.0, **changes)
    log_p = log_probabilities(model, BATCH, [[target] for _, target in PAIRS])
    tokens = sum(len(target) + 1 for _, target in PAIRS)
    assert -log_p.sum().item() == pytest.approx(forced_loss(model, PAIRS) * tokens, rel=1e-9)


def chain_rule(model, source: list[int], output: list[int]) -> float:
    """log p(output | source), one token after the other."""
    said = [*output, EOS]
    steps = trace(model, source, plant=dict(enumerate(said)), max_length=99)
    return sum(step.probabilities[token].log().item() for step, token in zip(steps, said, strict=True))


@pytest.mark.parametrize("changes", CHOICES)
def test_unequally_many_outputs_share_one_call(changes):
    model = tiny.model(sharpen=2.0, **changes)
    with torch.no_grad():
        model.output.bias[:2] = -1e6  # `trace` never says PAD and BOS
    outputs = [[[4, 5, 6], []], [[7]], [[5], [5, 5], [4, 4, 4, 4]], [[]], [[6, 4]]]
    log_p = log_probabilities(model, BATCH, outputs)
    assert log_p.shape == (5, 3)
    for row, (source, _), found in zip(log_p.tolist(), PAIRS, outputs, strict=True):
        by_steps = [chain_rule(model, source, output) for output in found]
        assert row == pytest.approx([*by_steps, *[NONE] * (3 - len(found))], rel=1e-9)


def test_the_gradient_over_all_outputs_is_that_of_finite_differences():
    """Two words, at most two of them: S can be every output there is."""
    model, gold = tiny.model(target_size=6, sharpen=2.0, attention="general"), [5, 4]
    batch = collate([([4, 7, 5], gold)])
    every = [list(words) for length in range(3) for words in product((4, 5), repeat=length)]
    costs = torch.tensor([[edits_per_token(output, gold) for output in every]])

    def enumerated() -> float:
        with torch.no_grad():
            model_p = [math.exp(0.7 * log_probabilities(model, batch, [[output]]).item()) for output in every]
        return sum(p * c for p, c in zip(model_p, costs[0].tolist(), strict=True)) / sum(model_p)

    value = risk(log_probabilities(model, batch, [every]), costs, 0.7)
    assert value.item() == pytest.approx(enumerated())
    value.backward()
    for weights in (model.output.weight, model.encoder.rnn.weight_hh_l0, model.decoder.embedding.weight):
        place = int(weights.grad.abs().argmax())
        entry = weights.detach().view(-1)
        found = []
        for step in (1e-5, -2e-5):
            entry[place] += step
            found.append(enumerated())
        entry[place] += 1e-5
        slope = (found[0] - found[1]) / 2e-5
        assert weights.grad.view(-1)[place].item() == pytest.approx(slope, rel=1e-5) and abs(slope) > 1e-4


@pytest.mark.parametrize("reference", [True, False])
def test_candidates_are_each_there_once_and_the_reference_first(reference):
    model = tiny.model(sharpen=6.0).train()
    found = candidates(model, BATCH, 40, chance(), reference)
    assert model.training and len(found) == 5
    for outputs, gold in zip(found, references(BATCH), strict=True):
        assert len({tuple(ids) for ids in outputs}) == len(outputs)
        assert not reference or outputs[0] == gold
    assert min(map(len, found)) < 40  # some were drawn twice
    assert found == candidates(model, BATCH, 40, chance(), reference)
    assert found != candidates(model, BATCH, 40, chance(1), reference)


def test_a_candidate_belongs_to_its_own_source():
    model = tiny.model(sharpen=6.0, attention="general")
    source, lengths = pad_sources([source for source, _ in PAIRS for _ in range(6)])
    drawn = sample(model, source, lengths, generator=chance())
    for b, found in enumerate(candidates(model, BATCH, 6, chance(), reference=False)):
        assert {tuple(ids) for ids in found} == {tuple(ids) for ids in drawn[6 * b : 6 * b + 6]}
    with pytest.raises(ValueError, match="size"):
        candidates(model, BATCH, 0, chance())


@pytest.mark.parametrize("reference", [True, False])
def test_the_risk_of_a_batch_is_put_together_from_its_parts(reference):
    model = tiny.model(sharpen=2.0)

    def cost(output, gold):
        return abs(len(output) - len(gold)) + 0.25

    found = candidates(model, BATCH, 6, chance(), reference)
    costs = [[cost(output, target) for output in row] for row, (_, target) in zip(found, PAIRS, strict=True)]
    longest = max(map(len, costs))
    table = torch.tensor([[*row, *[7.0] * (longest - len(row))] for row in costs])
    expected = risk(log_probabilities(model, BATCH, found), table, 0.3)
    value = batch_risk(model, BATCH, 6, 0.3, chance(), reference, cost)
    assert value.item() == pytest.approx(expected.item())
    one = batch_risk(model, collate([([4], [])]), 6, 0.3, chance())  # an empty reference has a cost too
    assert 0 < one.item() < 9


def test_the_usual_cost_counts_edits_beside_the_reference():
    assert edits_per_token([4, 5], [4, 5]) == 0
    assert edits_per_token([4, 4, 5], [4, 5]) == edit_distance([4, 4, 5], [4, 5]) / 3
    assert references(Batch(BATCH.source, BATCH.source_lengths, BATCH.target)) == [t for _, t in PAIRS]


def test_training_lowers_what_it_is_told_to_lower_and_is_the_same_again():
    def shorter(seed: int) -> tuple[list[float], list[torch.Tensor]]:
        model = tiny.model(sharpen=2.0)
        words = {"size": 8, "alpha": 1.0, "reference": False, "cost": lambda output, gold: float(len(output))}
        settings = {"steps": 20, "batch_size": 5, "learning_rate": 0.03, "seed": seed}
        reports = list(train_risk(model, PAIRS, **settings, **words))
        assert [report.step for report in reports] == list(range(1, 21)) and not model.training
        return [report.loss for report in reports], list(model.parameters())

    losses, weights = shorter(0)
    assert sum(losses[-5:]) < sum(losses[:5]) / 2
    again, others = shorter(0), shorter(1)
    assert losses == again[0] and all(torch.equal(a, b) for a, b in zip(weights, again[1], strict=True))
    assert losses != others[0]


def test_a_gradient_that_is_not_finite_is_no_step():
    model = tiny.model()
    model.output.bias.register_hook(lambda gradient: gradient + float("inf"))
    before = [weight.detach().clone() for weight in model.parameters()]
    with pytest.raises(Diverged, match=r"step 1: .*gradient's norm inf"):
        next(train_risk(model, PAIRS, steps=3))
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_the_ways_begin_alike_and_take_turns(monkeypatch):
    monkeypatch.setattr(experiment, "AT", (2, 3))
    found = experiment.run(0, begin=60, steps=2, longer=3)
    assert set(found["ways"]) == {*experiment.FORCING, *experiment.RISKS}
    for name, way in found["ways"].items():
        assert way["step"] == ([2, 3] if name in experiment.FORCING else [2])
        assert all(len(values) == len(way["step"]) for values in way.values())
        assert way["forced_loss"][0] != found["begin"]["forced_loss"]
    assert len({way["forced_loss"][0] for way in found["ways"].values()}) == 5
    assert experiment.inexact([4, 5], [4, 5]) == 0 and experiment.inexact([4], [4, 5]) == 1


def test_the_record_says_what_it_is_quoted_for():
    """Minimum risk means fewer edits for the same number of steps, and the forced loss pays for it; at ratio
    0.5 own and gold prefix come to the same, and both are worse."""
    for result in records.load("risk").results:
        ways, begin = result["ways"], result["begin"]
        at = {name: way["step"].index(200) for name, way in ways.items()}

        def end(name, key, at=at, ways=ways):
            return ways[name][key][at[name]]

        assert end("risk", "error_rate") < begin["error_rate"] - 0.005
        assert end("risk", "forced_loss") > end("forced", "forced_loss")
        assert end("scheduled", "gold")[1] > 0.3 > begin["gold"][1]
        assert ways["forced"]["error_rate"][-1] < end("risk", "error_rate") + 0.01  # 800 cheaper steps
        assert ways["forced"]["seconds"][-1] < end("risk", "seconds")
