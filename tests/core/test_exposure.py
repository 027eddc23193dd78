"""Errors are found where they are, counted by distance, and not blamed for what recovers after them."""

import random

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

from course_lib.analysis.exposure import (
    accuracy,
    align,
    by_distance,
    first_errors,
    outcomes,
    right_by_alignment,
    swaps,
)
from course_lib.analysis.exposure import right_by_column as by_column
from course_lib.analysis.prefixes import forced
from course_lib.data.vocab import Vocab
from course_lib.decoding import decode_pairs
from course_lib.metrics import edit_distance

words = st.lists(st.integers(4, 7), max_size=7)


def marks(output: str, target: str, mark=right_by_alignment) -> str:
    vocab = Vocab.build([output, target], "char")
    (row,) = mark([vocab.encode(output)], [vocab.encode(target)])
    return "".join(".x"[not right] for right in row)


@pytest.mark.parametrize(
    ("output", "target", "column", "aligned"),
    [
        ("我喜欢自动化处理", "我喜欢自然语言处理", "....xxxxxx", "....xxx..."),
        ("我喜欢自动语言处理", "我喜欢自然语言处理", "....x.....", "....x....."),
        ("abcd", "abcd", ".....", "....."),
        ("acd", "abcd", ".xxxx", ".x..."),  # one left out
        ("abbcd", "abcd", "..xxx", "..x.."),  # one doubled: c is what the extra b stands before
        ("abcdd", "abcd", "....x", "....x"),  # one too many at the end
        ("bacd", "abcd", "xx...", "xx..."),  # a swap
        ("", "ab", "xxx", "xx."),
        ("ab", "", "x", "x"),
    ],
)
def test_marks_by_column_and_by_alignment(output, target, column, aligned):
    assert marks(output, target, by_column) == column
    assert marks(output, target) == aligned


def test_the_sentence_of_the_notes_is_aligned_as_one_reads_it():
    output, target = "我喜欢自动化处理", "我喜欢自然语言处理"
    beside = [(output[i] if i is not None else "", target[j]) for i, j in align(output, target)]
    assert beside[4:] == [("动", "然"), ("化", "语"), ("", "言"), ("处", "处"), ("理", "理")]


@given(words, words)
def test_an_alignment_has_every_token_once_in_order_and_the_fewest_edits(output, target):
    found = align(output, target)
    assert [i for i, _ in found if i is not None] == list(range(len(output)))
    assert [j for _, j in found if j is not None] == list(range(len(target)))
    edits = sum(i is None or j is None or output[i] != target[j] for i, j in found)
    assert edits == edit_distance(output, target)


@given(words, words)
def test_both_marks_agree_on_the_first_error_and_on_perfection(output, target):
    column, aligned = by_column([output], [target]), right_by_alignment([output], [target])
    assert first_errors(column) == first_errors(aligned)
    assert len(column[0]) == len(aligned[0]) == len(target) + 1
    assert all(column[0]) == all(aligned[0]) == (output == target)
    assert sum(aligned[0]) >= len(target) + 1 - edit_distance(output, target)


def test_accuracy_counts_the_rows_that_reach_a_place():
    assert accuracy([[True, False, True], [True, True]]) == [1, 0.5, 1]


def test_what_follows_an_error_by_distance():
    rows = [[True, False, False, True, True], [False, True, True], [True, True, True], [True, False]]
    errors = first_errors(rows)
    assert errors == [1, 0, None, 1]  # in the last row it is EOS that is wrong: nothing can follow
    assert by_distance(rows, errors) == ([2, 2, 1], [1, 0.5, 0])
    assert by_distance(rows, [None] * 4) == ([], [])
    assert outcomes(rows, errors) == (2, 1, 2)


def test_a_swap_is_two_neighbours_in_each_others_place():
    targets = ["abcd"] * 6
    outputs = ["bacd", "abdc", "acbb", "bbcd", "abcd", "abc"]
    errors = [0, 2, 1, 0, None, 3]
    assert swaps(outputs, targets, errors) == [True, True, True, False, False, False]
    assert swaps([["b"]], [["a", "b"]], [0]) == [False]


@pytest.mark.parametrize(
    ("output", "outcome"),
    [
        ("我喜欢自动化处理", (1, 1, 1)),  # it goes on wrong, and recovers
        ("我喜欢自动语言处理", (1, 0, 1)),
        ("我喜欢自动化学习", (1, 1, 0)),
        ("我喜欢自动语言处理理", (1, 0, 0)),
        ("我喜欢自然语言处", (0, 0, 0)),  # nothing comes after the last token
        ("我喜欢自然语言处理", (0, 0, 0)),
    ],
)
def test_outcomes_of_the_sentence(output, outcome):
    target = "我喜欢自然语言处理"
    vocab = Vocab.build([target, output], "char")
    rows = right_by_alignment([vocab.encode(output)], [vocab.encode(target)])
    assert outcomes(rows, first_errors(rows)) == outcome


@pytest.mark.parametrize("attention", [None, "general"])
def test_after_the_same_prefix_the_same_error(attention):
    model = tiny.model(sharpen=4.0, attention=attention)
    chance = random.Random(0)
    ids = [[chance.randrange(4, 8) for _ in range(chance.randint(1, 6))] for _ in range(80)]
    pairs = list(zip(ids[:40], ids[40:], strict=True))
    targets = [target for _, target in pairs]
    own = by_column(decode_pairs(model, [source for source, _ in pairs]), targets)
    gold = by_column(forced(model, pairs), targets)
    errors = first_errors(own)
    assert first_errors(gold) == errors  # until the first error, the own prefix is the gold prefix
    own_after, gold_after = by_distance(own, errors), by_distance(gold, errors)
    assert own_after.rows == gold_after.rows and own_after.wrong[0] == gold_after.wrong[0] == 1
    assert own_after.rows[1] > 10
