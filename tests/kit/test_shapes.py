"""Shapes: a difference is told by the axis, and torch's complaints are told in words."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy, embedding

from course_lib.chapters.ch02_encoder import exercises as ch02
from course_lib.kit.practice.compare import difference
from course_lib.kit.practice.explain import explained
from course_lib.kit.practice.shapes import differing
from course_lib.language import pick


def ids(*shape):
    return torch.zeros(shape, dtype=torch.long)


def unpacked(values):
    B, T, V = values
    return B, T, V


COMPLAINTS = {
    "matrix product": (lambda: torch.zeros(2, 3) @ torch.zeros(4, 5), "first has 3", "最后一维是 3"),
    "broadcasting": (lambda: torch.zeros(2, 5) + torch.zeros(2, 4), "in axis 1 one has 5", "在第 1 维"),
    "vocabulary last": (lambda: cross_entropy(torch.zeros(2, 3, 5), ids(2, 3)), "(B, V, T)", "(B, V, T)"),
    "not flattened alike": (lambda: cross_entropy(torch.zeros(6, 5), ids(4)), "6 rows", "6 行"),
    "no place for an id": (lambda: cross_entropy(torch.zeros(1, 3), ids(1) + 7), "the id 7", "编号 7"),
    "id beyond the table": (lambda: embedding(ids(1) + 5, torch.zeros(5, 2)), "V - 1", "V - 1"),
    "ids with a fraction": (lambda: embedding(torch.zeros(1), torch.zeros(5, 2)), ".long()", ".long()"),
    "beyond an axis": (lambda: torch.zeros(3, 4)[0, 5], "Axis 1 has 4", "第 1 维（从 0 数起）只有 4"),
    "too many places": (lambda: torch.zeros(3)[0, 0], "fewer axes (1)", "只有 1 维"),
    "an axis too many": (lambda: torch.nn.GRU(2, 2)(torch.zeros(1, 1, 1, 2)), "2 or 3 axes", "2 维或 3 维"),
    "an axis missing": (lambda: torch.nn.Conv2d(1, 1, 1)(torch.zeros(2, 2)), "3 or 4 axes", "3 维或 4 维"),
    "other width": (lambda: torch.nn.GRU(2, 2)(torch.zeros(1, 3)), "has 3, expected 2", "是 3，应为 2"),
    "whole numbers": (lambda: torch.nn.Linear(3, 2)(ids(4, 3)), ".float()", ".float()"),
    "whole numbers in a product": (lambda: torch.zeros(2, 2) @ ids(2, 2), ".float()", ".float()"),
    "too few to unpack": (lambda: unpacked((1, 2)), "stand 3 names, and 2", "有 3 个名字，给出的却是 2"),
    "too many to unpack": (lambda: unpacked((1, 2, 3, 4)), "stand 3 names", "只有 3 个名字"),
    "a list has no shape": (lambda: [1].shape, "This is a list", "这是列表"),  # type: ignore[attr-defined]
    "a list less a list": (lambda: [1] - [2], "This is a list", "这是列表"),  # type: ignore[operator]
    "lists in a stack": (lambda: torch.stack([[1]]), "of type list", "第 0 个却是 list"),  # type: ignore
    "two sizes for a letter": (
        lambda: torch.einsum("ij,jk->ik", torch.zeros(2, 3), torch.zeros(4, 5)),
        "axis called j",
        "名为 j 的维",
    ),
    "no mask": (lambda: torch.zeros(2).masked_fill(ids(2), 0.0), "True and False", "True 和 False"),
}


@pytest.mark.parametrize("name", COMPLAINTS)
def test_a_complaint_is_told_in_words(name, language):
    call, *words = COMPLAINTS[name]
    with pytest.raises(Exception) as raised:
        call()
    assert pick(*words) in pick(*explained(str(raised.value))), raised.value


SHAPES = {
    "one axis": ((4, 5), (4, 7), "Axis 1 has 7, expected 5", "第 1 维（从 0 数起）是 7，应为 5"),
    "transposed": ((2, 3, 4), (3, 2, 4), "Axes 0 and 1 are exchanged", "第 0 维和第 1 维（从 0 数起）对调了"),
    "turned round": ((2, 3, 4), (3, 4, 2), "another order", "次序不对"),
    "one missing": ((2, 3, 4), (2, 4), "Axis 1, of length 3, is missing", "少了第 1 维（从 0 数起，长度 3）"),
    "one of length 1 missing": ((2, 1), (2,), "`unsqueeze(1)`", "`unsqueeze(1)`"),
    "one of length 1 too many": ((2, 3), (2, 1, 3), "`squeeze(1)`", "`squeeze(1)`"),
    "one too many": ((2, 3), (5, 2, 3), "Axis 0, of length 5, is too many", "多出了第 0 维"),
    "two": (
        (2, 3),
        (4, 5),
        "0 (4, expected 2), 1 (5, expected 3)",
        "第 0 维是 4，应为 2；第 1 维是 5，应为 3",
    ),
    "quite another": ((2, 3, 4), (7,), "3 axes are expected, yours has 1", "应有 3 维，你的是 1 维"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_axis_is_named(name, language):
    expected, got, *words = SHAPES[name]
    found = difference(torch.zeros(expected), torch.zeros(got))
    assert found and pick(*words) in pick(*found)


SIZES = st.lists(st.integers(1, 4), max_size=4)


@given(SIZES, SIZES)
def test_any_two_shapes_are_told_apart(expected, got):
    if expected != got:
        en, zh = differing(expected, got)
        assert en.endswith((".", "?")) and zh.endswith(("。", "？"))


def test_the_line_of_the_learner_is_shown_with_the_words(language):
    def rnn_states(inputs, W, U, b):
        step = inputs[:, 0] @ W[:1]
        return step

    said = repr(ch02.rnn_states.check(rnn_states))
    assert "step = inputs[:, 0] @ W[:1]" in said and pick("first has 2", "最后一维是 2") in said
