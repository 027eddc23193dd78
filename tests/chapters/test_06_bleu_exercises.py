"""Exercises of chapter 06: our answers against sacrebleu, and the numbers of the quiz."""

import math
import random
import re

import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from course_lib.chapters.ch06_bleu import exercises as ch06
from course_lib.language import pick

WORDS = st.lists(st.sampled_from("abc"), min_size=1, max_size=9)


def unsmoothed(orders=4):
    return sacrebleu.BLEU(tokenize="none", smooth_method="none", max_ngram_order=orders)


def statistics(candidate, references, orders=4):
    """What `corpus_bleu` takes, made by the other exercises' answers and a search of its own."""
    pairs = [ch06.clipped.solve(candidate, references, n) for n in range(1, orders + 1)]
    lengths = sorted(map(len, references))
    closest = min(lengths, key=lambda r: abs(r - len(candidate)))
    return [m for m, _ in pairs], [t for _, t in pairs], len(candidate), closest


@given(WORDS, st.lists(WORDS, min_size=1, max_size=3))
def test_one_sentence_is_sacrebleus(candidate, references):
    theirs = unsmoothed().corpus_score([" ".join(candidate)], [[" ".join(r)] for r in references])
    pairs = [ch06.clipped.solve(candidate, references, n) for n in (1, 2, 3, 4)]
    assert pairs == list(zip(theirs.counts, theirs.totals, strict=True))


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5), st.integers(1, 4))
def test_a_corpus_is_sacrebleus(rows, orders):
    lines = [[" ".join(row[i]) for row in rows] for i in range(3)]
    theirs = unsmoothed(orders).corpus_score(lines[0], lines[1:])
    stats = [statistics(candidate, references, orders) for candidate, *references in rows]
    assert ch06.corpus_bleu.solve(stats) == pytest.approx(theirs.score, abs=1e-9)


def test_a_system_neither_beats_itself_nor_loses():
    draw = random.Random(0)
    for a, b, draws in ch06.paired_bootstrap.cases:
        assert ch06.paired_bootstrap.solve(a, a, draws) == 0.5
        both = ch06.paired_bootstrap.solve(a, b, draws) + ch06.paired_bootstrap.solve(b, a, draws)
        assert both == pytest.approx(1)
        assert ch06.paired_bootstrap.solve(a, b, draw.sample(draws, len(draws))) == pytest.approx(
            ch06.paired_bootstrap.solve(a, b, draws)
        )


def test_no_case_hangs_on_how_a_score_is_rounded():
    """Two good ways to compute a score differ in the last digit: a tie must be one in both."""
    for a, b, draws in ch06.paired_bootstrap.cases:
        for row in draws:
            one, other = (ch06.corpus_bleu.solve([stats[i] for i in row]) for stats in (a, b))
            other_way = [product_and_root([stats[i] for i in row]) for stats in (a, b)]
            assert (one == other) == (other_way[0] == other_way[1])
            assert one == other or abs(one - other) > 1e-3


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4))
def test_a_repaired_report_is_sacrebleus(rows):
    candidates, references = map(list, zip(*rows, strict=True))
    theirs = unsmoothed().corpus_score([" ".join(c) for c in candidates], [[" ".join(r) for r in references]])
    score = ch06.report.solve(candidates, references, lambda c, r: statistics(c, [r]), ch06.corpus_bleu.solve)
    assert score == pytest.approx(theirs.score, abs=1e-9)


def test_the_guesses_know_every_outcome():
    before = [0.9, 0.7]
    for lead, option in (([1.0, 1.2], 0), ([0.1, 0.3], 1), ([-1.3, -1.7], 2), ([0.4, -0.2], 3)):
        assert ch06.ahead(lead, before) == option


def told(number, text):
    """The number as a text tells it, without the leading 0 where it is less than 1."""
    shown = f"{number:.1f}" if number > 1 else f"{number:.3f}"[1:]
    return shown in pick(*text)


def test_the_numbers_of_the_quiz_are_true(language):
    share, tokens, _, meaning = (item.options for item in ch06.quiz.items)
    assert told(100 * math.prod([0.60, 0.36, 0.24, 0.16]) ** 0.25, share[2].why)
    assert "62" in pick(*share[2].why) and round(100 * 0.3 ** (1 / 2.5)) == 62

    notes = ("我喜欢自动化处理", ["我喜欢自然语言处理"])
    for tokenize in ("13a", "zh"):
        score = sacrebleu.sentence_bleu(*notes, tokenize=tokenize).score
        assert f"{score:.1f}" in pick(*tokens[0].why)

    ask = pick(*ch06.quiz.items[3].ask)
    reference, paraphrase = re.findall(r"“(\w+ .*?\.)”", ask)
    for output in (reference.replace("not ", ""), paraphrase):
        score = sacrebleu.sentence_bleu(output, [reference]).score
        assert all(told(score, option.why) for option in meaning)


def product_and_root(stats):
    matches, totals = ([sum(row[k][n] for row in stats) for n in range(len(stats[0][k]))] for k in (0, 1))
    c, r = (sum(row[k] for row in stats) for k in (2, 3))
    product = 1
    for m, t in zip(matches, totals, strict=True):
        product *= m / t if t else 0
    return 100 * (1 if c > r else math.e ** (1 - r / c)) * product ** (1 / len(matches))
