"""Metrics: edit distance and what is built on it, and sacrebleu's scores."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU

from course_lib.metrics import closest_references, edit_distance, error_rate, exact_match, scores

WORDS = st.text("abc", max_size=7)


def by_definition(a: str, b: str) -> int:
    """Levenshtein's recursion, as it is written in books."""

    @cache
    def distance(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        same = a[i - 1] == b[j - 1]
        return min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + (not same))

    return distance(len(a), len(b))


@given(WORDS, WORDS)
def test_edit_distance_equals_its_definition(a, b):
    assert edit_distance(a, b) == by_definition(a, b)


@given(WORDS, WORDS, WORDS)
def test_edit_distance_is_a_distance(a, b, c):
    assert edit_distance(a, a) == 0
    assert (edit_distance(a, b) == 0) == (a == b)
    assert edit_distance(a, b) == edit_distance(b, a)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= max(len(a), len(b))


def test_error_rate_divides_all_edits_by_all_reference_tokens():
    assert error_rate(["abc", "x"], ["abd", "x"]) == 1 / 4
    assert error_rate([[1, 2, 3, 4]], [[9]]) == 4
    assert exact_match(["abc", "x"], ["abd", "x"]) == 0.5


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=4)), min_size=1, max_size=4))
def test_the_closest_reference_is_used(pairs):
    outputs, references = [output for output, _ in pairs], [choices for _, choices in pairs]
    closest = closest_references(outputs, references)
    for output, choices, chosen in zip(outputs, references, closest, strict=True):
        assert chosen in choices
        edits = edit_distance(output, chosen)
        assert all(edits <= edit_distance(output, other) for other in choices)
        assert all(len(chosen) <= len(r) for r in choices if edit_distance(output, r) == edits)
    right = [output in choices for output, choices in pairs]
    assert exact_match(outputs, closest) == sum(right) / len(right)


def test_ties_between_references_go_to_the_shorter():
    assert closest_references(["ab", "ab"], [["abc", "a"], ["a", "abc"]]) == ["a", "a"]
    assert closest_references(["ab"], [["xb", "ax"]]) == ["xb"]


def test_what_cannot_be_scored_is_refused():
    for measure in (exact_match, error_rate, closest_references, scores):
        with pytest.raises(ValueError, match="2 outputs for 1 references"):
            measure(["a", "b"], ["a"])
        with pytest.raises(ValueError, match="0 outputs for 0 references"):
            measure([], [])
    with pytest.raises(ValueError, match="no token"):
        error_rate(["a"], [""])
    with pytest.raises(ValueError, match="output 1 has no reference"):
        closest_references(["a", "b"], [["a"], []])
    with pytest.raises(ValueError, match=r"tokenize must be one of none, .*zh.*not 'latin'"):
        scores(["a"], ["a"], tokenize="latin")


def test_scores_are_those_of_sacrebleu_with_their_signatures():
    outputs = ["the cat sat on the mat today", "va !"]
    references = ["the cat sat by the mat today", "va !"]
    found = scores(outputs, references)
    assert list(found) == ["BLEU", "chrF", "TER"]
    assert found["BLEU"]["score"] == pytest.approx(BLEU().corpus_score(outputs, [references]).score, abs=1e-9)
    assert found["BLEU"]["signature"].startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")
    assert found["TER"]["score"] == pytest.approx(100 / 9)  # one word of nine
    assert 0 < found["chrF"]["score"] < 100
    assert all("version:" in entry["signature"] for entry in found.values())
    assert scores(references, references)["chrF"]["score"] == 100


def test_chinese_needs_its_own_tokenizer():
    output, reference = ["我喜欢自动化处理"], ["我喜欢自然语言处理"]
    assert scores(output, reference)["BLEU"]["score"] == 0
    found = scores(output, reference, tokenize="zh")["BLEU"]
    assert found["score"] == pytest.approx(36.2824, abs=1e-4)
    assert "tok:zh" in found["signature"]
