"""Training: learns, is repeatable, can be stopped, and keeps its hands off everything else."""

import itertools

import pytest
import torch

from course_lib.data.batching import collate
from course_lib.decoding import decode_pairs
from course_lib.models import Seq2Seq
from course_lib.training import adam, evaluate, loss_of, train
from course_lib.training.loop import Diverged
from course_lib.training.teacher_forcing import unroll

PAIRS = [([a, b], [b, a]) for a, b in itertools.product(range(4, 9), repeat=2)]  # turn two letters round


def model(seed: int = 0) -> Seq2Seq:
    return Seq2Seq(9, 9, embedding=16, hidden=32, seed=seed)


def weights(trained: Seq2Seq) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in trained.parameters()])


def test_a_small_task_is_learnt():
    learner = model()
    *_, last = train(learner, PAIRS, PAIRS, steps=150, batch_size=8, learning_rate=1e-2)
    assert last.metrics["exact_match"] > 0.9
    assert last.metrics["forced_loss"] < 0.3
    assert decode_pairs(learner, [source for source, _ in PAIRS[:3]]) == [target for _, target in PAIRS[:3]]


def test_same_seed_same_weights_whatever_else_uses_random_numbers():
    def run(seed: int) -> torch.Tensor:
        learner = model()
        for _ in train(learner, PAIRS, steps=6, batch_size=8, seed=seed):
            torch.rand(1)  # another lab in the same process
        return weights(learner)

    assert torch.equal(run(1), run(1))
    assert not torch.equal(run(1), run(2))


def test_building_and_training_leave_the_process_random_numbers_alone():
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    list(train(model(), PAIRS, PAIRS, steps=3))
    assert torch.equal(torch.rand(3), expected)


def test_metrics_come_when_they_are_due():
    reports = list(train(model(), PAIRS, PAIRS[:4], steps=7, batch_size=8, evaluate_every=3))
    assert [r.step for r in reports] == list(range(1, 8))
    assert [r.step for r in reports if r.metrics] == [3, 6, 7]
    assert not any(r.metrics for r in train(model(), PAIRS, steps=4, evaluate_every=2))


def test_stopping_leaves_the_model_usable():
    learner = model()
    for report in train(learner, PAIRS, steps=10**6, batch_size=8):
        if report.step == 5:
            break
    assert not learner.training
    assert len(decode_pairs(learner, [[4, 5]])) == 1


def test_clipping_and_cooldown_hold_a_wild_learning_rate():
    calm, wild = model(), model()
    list(train(calm, PAIRS, steps=1, clip=1e-12, learning_rate=1e-3))
    before = weights(model())
    # Adam divides by the gradient's size: clipping shows once the gradient is far below Adam's epsilon.
    assert (weights(calm) - before).abs().max() < 1e-6
    list(train(wild, PAIRS, steps=1, learning_rate=1e-3))
    assert (weights(wild) - before).abs().max() > 1e-5


def test_the_learning_rate_falls_at_the_end():
    def moved(cooldown: float) -> list[float]:
        learner, path = model(), []
        for _ in train(learner, PAIRS, steps=20, batch_size=8, cooldown=cooldown):
            path.append(weights(learner))
        return [float((b - a).norm()) for a, b in itertools.pairwise(path)]

    steady, cooled = moved(0.0), moved(0.5)
    assert cooled[:8] == pytest.approx(steady[:8])
    assert cooled[-1] < 0.5 * steady[-1]


def test_the_learning_rate_rises_at_the_beginning():
    learner = model()
    optimizer, rates = adam(learner), []
    for _ in train(learner, PAIRS, steps=8, learning_rate=1.0, warmup=3, cooldown=0.0, optimizer=optimizer):
        rates.append(optimizer.param_groups[0]["lr"])
    assert rates == pytest.approx([0.25, 0.5, 0.75, 1, 1, 1, 1, 1])


def test_smoothed_labels_are_the_mean_over_the_vocabulary_mixed_in():
    """Szegedy et al. 2016: (1 - e) of the label's own -log p, and e of the mean -log p."""
    learner, batch = model(), collate(PAIRS[:3])
    hidden = unroll(learner, batch, 1.0)
    costs = -learner.project(hidden).log_softmax(-1)  # (B, T, V); these targets have one length
    own, all_of_them = costs.gather(-1, batch.gold[..., None]).mean(), costs.mean()
    torch.testing.assert_close(loss_of(learner, batch, hidden, 0.1), 0.9 * own + 0.1 * all_of_them)
    first = next(train(learner, PAIRS[:3], steps=1, label_smoothing=0.1))
    assert first.loss == pytest.approx((0.9 * own + 0.1 * all_of_them).item(), rel=1e-5)


def test_evaluate_weighs_tokens_not_batches():
    learner = model()
    pairs = [*PAIRS * 10, *[(source, target * 3) for source, target in PAIRS]]  # 275: two groups, unequal
    batch = collate(pairs)
    at_once = loss_of(learner, batch, unroll(learner, batch, ratio=1.0)).item()
    assert evaluate(learner, pairs)["forced_loss"] == pytest.approx(at_once, rel=1e-5)


@pytest.mark.parametrize("stopped_after", [1, 4, 5, 9])
def test_going_on_ends_with_the_same_weights(stopped_after):
    """Through the end of an epoch (4 batches), with dropout, coins and cooldown."""
    settings = {"steps": 12, "batch_size": 8, "seed": 3, "teacher_forcing": 0.5, "choose": "sample"}

    def fresh() -> Seq2Seq:
        return Seq2Seq(9, 9, embedding=16, hidden=16, layers=2, dropout=0.3)

    whole, parts = fresh(), fresh()
    list(train(whole, PAIRS, **settings))
    optimizer = adam(parts)
    for report in train(parts, PAIRS, **settings, optimizer=optimizer):
        if report.step == stopped_after:
            break
    torch.rand(5)
    list(train(parts, PAIRS, **settings, optimizer=optimizer, done=stopped_after))
    assert torch.equal(weights(whole), weights(parts))


def test_the_ratio_matters_and_may_be_a_schedule():
    def trained(ratio) -> torch.Tensor:
        learner = model()
        list(train(learner, PAIRS, steps=6, batch_size=8, teacher_forcing=ratio))
        return weights(learner)

    assert not torch.equal(trained(1.0), trained(0.0))
    assert torch.equal(trained(lambda step: 1.0), trained(1.0))


def test_nothing_to_train_on_is_said():
    with pytest.raises(ValueError, match="no pairs"):
        next(train(model(), [], steps=1))


@pytest.mark.parametrize(("what", "says"), [("loss", "loss is nan"), ("gradient", "gradient's norm inf")])
def test_a_training_that_diverges_stops_before_its_weights_take_the_step(what, says):
    learner = model()
    reports = train(learner, PAIRS, steps=9, batch_size=8)
    next(reports)
    if what == "loss":
        with torch.no_grad():
            learner.output.bias[5] = float("nan")
    else:  # of one weight, while the loss is fine
        learner.output.bias.register_hook(lambda gradient: gradient + float("inf"))
    before = weights(learner).clone()
    with pytest.raises(Diverged, match=f"step 2: .*{says}.*lower learning rate"):
        next(reports)
    assert torch.equal(weights(learner).nan_to_num(7.0), before.nan_to_num(7.0))
    assert not learner.training


def test_a_learning_rate_beyond_all_measure_diverges():
    with pytest.raises(Diverged):
        list(train(model(), PAIRS, steps=30, batch_size=8, learning_rate=1e36, cooldown=0.0))
