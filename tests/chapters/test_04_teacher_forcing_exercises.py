"""Exercises of chapters 04 and 05: our answers against the library."""

import itertools
import random

import pytest
import torch

from course_lib.chapters.ch04_teacher_forcing import exercises as ch04
from course_lib.chapters.ch04_teacher_forcing import results
from course_lib.chapters.ch05_exposure_bias import exercises as ch05
from course_lib.data.batching import Batch, collate
from course_lib.data.vocab import BOS, EOS, PAD
from course_lib.kit import records
from course_lib.kit.from_scratch import page
from course_lib.metrics import edit_distance
from course_lib.training.teacher_forcing import coins, unroll


def test_reading_gold_everywhere_is_what_a_batch_calls_its_inputs():
    batch = collate([([4], [5, 6, 7])])
    gold = batch.gold[0].tolist()
    assert gold[-1] == EOS
    read = ch04.fed.solve(gold, [9] * len(gold), [False] + [True] * (len(gold) - 1))
    assert [BOS, *read[1:]] == batch.inputs[0].tolist() and read[0] == "BOS"


@pytest.mark.parametrize("ratio", [0.0, 0.5, 1.0])
def test_a_coin_for_each_token_is_the_librarys(ratio):
    ours = page("1_seq2seq")
    torch.manual_seed(0)
    model = ours.Seq2Seq(len(ours.SOURCE), len(ours.TARGET))
    for _ in ours.train(model, 20):  # after that it says neither PAD nor BOS
        pass
    batch = Batch(*ours.batch(ours.HELD_OUT[:20]))
    tossed = coins(*batch.inputs.shape, ratio, "token", torch.Generator().manual_seed(1))
    hidden = unroll(model, batch, ratio, "token", generator=torch.Generator().manual_seed(1))
    real = batch.gold != PAD
    expected = torch.nn.functional.cross_entropy(model.project(hidden[real]), batch.gold[real])
    torch.testing.assert_close(ch04.mixed_loss.solve(model, *batch, tossed), expected)


def test_the_repaired_score_is_lower_than_the_forced_one():
    for step, contexts, answers in ch04.tokens_right.cases[:2]:
        forced, _ = ch04.tokens_right.wrong_answers[0]
        alone = ch04.tokens_right.solve(step, contexts, answers)
        assert forced(step, contexts, answers) > alone + 0.1


@pytest.mark.parametrize(
    ("one", "zero", "option"),
    [([0.9, 0.8], [0.95, 0.99], 0), ([0.95, 0.99], [0.9, 0.8], 1), ([0.9, 0.96], [0.95, 0.99], 2)],
)
def test_who_leads_asks_for_ranges_apart(one, zero, option):
    assert ch04.who_leads(one, zero) == option


def test_the_race_is_told_with_the_rates_that_were_tuned_for_it():
    tuned, tried = {}, records.load("learning_rates")
    for run in tried.where(task="copy"):
        key = run["cooldown"], run["teacher_forcing"]
        tuned.setdefault(key, {}).setdefault(run["learning_rate"], []).append(run["exact_match"])
    best = {key: max(rates, key=lambda rate: sum(rates[rate])) for key, rates in tuned.items()}
    assert best == results.TUNED


def test_two_passes_are_one_where_all_coins_say_gold_and_fed_otherwise():
    draw = random.Random(0)
    for _ in range(50):
        names = [*"abcde", "EOS"]
        table = {token: draw.choice(names) for token in [*names, "BOS"]}
        gold = [*draw.choices("abcde", k=draw.randrange(6)), "EOS"]
        forced = ["BOS", *gold[:-1]]
        first = [table[token] for token in forced]
        assert ch04.two_pass.solve(gold, table, [True] * len(gold)) == (forced, first)
        tossed = [draw.random() < 0.5 for _ in gold]
        assert ch04.two_pass.solve(gold, table, tossed)[0] == ch04.fed.solve(gold, first, tossed)


def alignments(output, gold):
    """(edits, matches) of every alignment there is."""
    if not output or not gold:
        yield len(output) + len(gold), 0
        return
    same = output[0] == gold[0]
    for edits, matches in alignments(output[1:], gold[1:]):
        yield edits + (not same), matches + same
    for rest in (alignments(output[1:], gold), alignments(output, gold[1:])):
        for edits, matches in rest:
            yield edits + 1, matches


def test_alignment_is_the_best_of_all():
    words = ["".join(w) for n in range(5) for w in itertools.product("ab", repeat=n)]
    for output, gold in itertools.product(words, repeat=2):
        best = min(alignments(output, gold), key=lambda way: (way[0], -way[1]))
        assert ch05.aligned.solve(output, gold) == best and best[0] == edit_distance(output, gold)


def test_the_notes_sentence_keeps_six_characters():
    assert ch05.aligned.solve("我喜欢自动化处理", "我喜欢自然语言处理") == (3, 6)
    assert sum(a == b for a, b in zip("我喜欢自动化处理", "我喜欢自然语言处理", strict=False)) == 4
