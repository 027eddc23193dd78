"""Exercises of chapters 04 and 05: our answers against the library."""

import itertools
import random
import re

import pytest
import torch

from course_lib.chapters.ch04_teacher_forcing import exercises as ch04
from course_lib.chapters.ch05_exposure_bias import exercises as ch05
from course_lib.data.batching import collate
from course_lib.data.vocab import BOS, EOS
from course_lib.metrics import edit_distance
from course_lib.training.teacher_forcing import COINS, Exponential, InverseSigmoid, Linear, coins


def test_reading_gold_everywhere_is_what_a_batch_calls_its_inputs():
    batch = collate([([4], [5, 6, 7])])
    gold = batch.gold[0].tolist()
    assert gold[-1] == EOS
    read = ch04.fed.solve(gold, [9] * len(gold), [False] + [True] * (len(gold) - 1))
    assert [BOS, *read[1:]] == batch.inputs[0].tolist() and read[0] == "BOS"


def test_schedules_are_the_librarys():
    for step in (0, 1, 7, 100, 5_000, 1_000_000):
        for ours, theirs in (
            (("linear", 0.9, 0.01, 0.2), Linear(0.01, 0.9, 0.2)),
            (("exponential", 0.999), Exponential(0.999)),
            (("inverse sigmoid", 30.0), InverseSigmoid(30.0)),
        ):
            assert ch04.ratio_at.solve(step, *ours) == pytest.approx(theirs(step), abs=1e-12)


@pytest.mark.parametrize("coin", COINS)
def test_coins_fall_as_in_the_library(coin):
    shape = (5 if coin in ("token", "sequence") else 1, 7 if coin in ("token", "step") else 1)
    uniform = torch.rand(shape, generator=torch.Generator().manual_seed(3)).expand(5, 7).tolist()
    expected = coins(5, 7, 0.4, coin, torch.Generator().manual_seed(3)).tolist()
    assert ch04.coin_pattern.solve(uniform, 0.4, coin) == expected


def test_the_coins_that_the_statement_shows():
    text = ch04.coin_pattern.statement[0]
    uniform = eval(re.search(r"uniform = (.*\n.*\]\])", text)[1])
    shown = re.findall(r"^    ('\w+') +->  (.*)$", text, re.M)
    assert {eval(kind): eval(answer) for kind, answer in shown} == {
        kind: ch04.coin_pattern.solve(uniform, 0.5, kind) for kind in COINS
    }


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
