"""Exercises of chapter 06: our answers against sacrebleu, examples in texts, learners' own ways."""

import math
import random
import re

import pytest
import sacrebleu
from hypothesis import given
from hypothesis import strategies as st

from course_lib.chapters.ch06_bleu import exercises as ch06
from course_lib.kit.practice.compare import difference
from course_lib.kit.practice.exercise import Exercise
from course_lib.language import pick

EXERCISES = [x for x in (getattr(ch06, name) for name in ch06.__all__) if isinstance(x, Exercise)]
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
    lengths = [len(reference) for reference in references]
    assert ch06.brevity.solve(len(candidate), lengths) == pytest.approx(theirs.bp, abs=1e-12)


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


@pytest.mark.parametrize("each", EXERCISES, ids=lambda each: each.id)
def test_the_examples_in_the_texts_are_true(each, language):
    text = pick(*each.statement)
    names = {name: eval(value) for name, value in re.findall(r"^    (\w) = (.*)$", text, re.M)}
    examples = re.findall(rf"^    ({each.name}\(.*\))  +->  (.*?)(?:    .*)?$", text, re.M)
    assert len(examples) == text.count(f"    {each.name}(")
    for call, answer in examples:
        assert difference(eval(answer), eval(call, {each.name: each.solve, **names})) is None, call


def told(number, text):
    """The number as a text tells it, without the leading 0 where it is less than 1."""
    shown = f"{number:.1f}" if number > 1 else f"{number:.3f}"[1:]
    return shown in pick(*text)


def test_the_numbers_of_the_quiz_are_true(language):
    share, tokens, weights, meaning = (item.options for item in ch06.quiz.items)
    assert told(100 * math.prod([0.60, 0.36, 0.24, 0.16]) ** 0.25, share[2].why)
    assert told(0.5 ** (1 / 16), weights[0].why) and told(0.5 ** (1 / 16), weights[1].why)
    assert told(0.5 ** (1 / 2), weights[1].why) and told(0.5 ** (1 / 4), weights[1].why)

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


def clipped_by_counting(candidate, references, n):
    found = [" ".join(candidate[i : i + n]) for i in range(max(0, len(candidate) - n + 1))]
    known = [[" ".join(r[i : i + n]) for i in range(max(0, len(r) - n + 1))] for r in references]
    return [sum(min(found.count(p), max(k.count(p) for k in known)) for p in set(found)), len(found)]


def brevity_sorted(length, reference_lengths):
    r = sorted(sorted(reference_lengths), key=lambda r: abs(length - r))[0]
    if length > r:
        return 1
    return math.exp(1 - r / length) if length else 0


def bootstrap_by_signs(stats_a, stats_b, draws):
    wins = []
    for row in draws:
        a, b = (product_and_root([stats[i] for i in row]) for stats in (stats_a, stats_b))
        wins.append(1.0 if a > b else 0.5 if a == b else 0.0)
    return sum(wins) / len(wins)


@pytest.mark.parametrize(
    ("each", "function"),
    [
        (ch06.clipped, clipped_by_counting),
        (ch06.brevity, brevity_sorted),
        (ch06.corpus_bleu, product_and_root),
        (ch06.paired_bootstrap, bootstrap_by_signs),
    ],
    ids=lambda x: getattr(x, "__name__", None),
)
def test_another_good_answer_passes(each, function):
    assert each.check(function), repr(each.check(function))


def matched_in_a_loop(candidate, references, n):
    pieces = [candidate[i : i + n] for i in range(len(candidate) - n + 1)]
    known = [[r[i : i + n] for i in range(len(r) - n + 1)] for r in references]
    return sum(any(piece in row for row in known) for piece in pieces), len(pieces)


def clipped_joined(candidate, references, n):
    joined = [token for reference in references for token in reference]
    return clipped_by_counting(candidate, [joined], n)


def brevity_to_the_longer(length, reference_lengths):
    r = sorted(reference_lengths, key=lambda r: (abs(length - r), -r))[0]
    return 0 if length == 0 else min(1, math.exp(1 - r / length))


def brevity_with_numbers_swapped(length, reference_lengths):
    r = min(reference_lengths, key=lambda r: (abs(length - r), r))
    return 1.0 if length > r else math.exp(1 - length / r)


def corpus_from_sentences(stats):
    return sum(map(product_and_root, ([row] for row in stats))) / len(stats)


def corpus_by_logarithms(stats):
    sums = [[sum(column) for column in zip(*(row[k] for row in stats), strict=True)] for k in (0, 1)]
    c, r = (sum(row[k] for row in stats) for k in (2, 3))
    logs = [math.log(m) - math.log(t) for m, t in zip(*sums, strict=True)]
    return 100 * min(1, math.exp(1 - r / c)) * math.exp(sum(logs) / len(logs))


def wins_or_ties(stats_a, stats_b, draws):
    scores = [[product_and_root([stats[i] for i in row]) for stats in (stats_a, stats_b)] for row in draws]
    return len([1 for a, b in scores if not a < b]) / len(draws)


@pytest.mark.parametrize(
    ("each", "learners", "lesson"),
    [
        (ch06.clipped, matched_in_a_loop, "gets full marks"),
        (ch06.clipped, clipped_joined, "add up the counts of all references"),
        (ch06.brevity, brevity_to_the_longer, "take the longer"),
        (ch06.brevity, brevity_with_numbers_swapped, "being short is rewarded"),
        (ch06.corpus_bleu, corpus_from_sentences, "mean of the sentences"),
        (ch06.corpus_bleu, corpus_by_logarithms, "logarithm of 0"),
        (ch06.paired_bootstrap, wins_or_ties, "win against itself"),
    ],
    ids=lambda x: getattr(x, "__name__", None),
)
def test_a_learners_own_way_to_be_wrong_gets_the_lesson(each, learners, lesson):
    assert lesson in repr(each.check(learners))
