"""The lines of a solution, to be put in order: the right order passes, the lines that do not belong fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practice import EXERCISES

from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.note import Note
from course_lib.kit.practice.reorder import MOST, Board, Lines, pieces
from course_lib.language import pick

OFFERED = {name: one for name, one in EXERCISES.items() if Lines(one).offered}


@pytest.mark.parametrize("name", OFFERED)
def test_the_order_of_the_solution_passes_and_is_not_the_order_shown(name, language):
    sheet = OFFERED[name].lines()
    assert sheet.solved() != list(range(1, len(sheet.solved()) + 1))
    assert bool(OFFERED[name].lines(*sheet.solved()))
    assert ledger.entries()[0][name]["done"]


@pytest.mark.parametrize("name", OFFERED)
def test_two_lines_do_not_belong(name):
    sheet = OFFERED[name].lines()
    assert len(sheet.pieces) == len(sheet.solved()) + 2 <= MOST
    assert len(set(sheet.pieces)) == len(sheet.pieces)
    assert OFFERED[name].lines().pieces == sheet.pieces  # the same each time


@pytest.mark.parametrize("name", EXERCISES)
def test_a_short_solution_says_what_helps_instead(name, language):
    if name not in OFFERED:
        said = EXERCISES[name].lines()
        assert isinstance(said, Note) and f"{EXERCISES[name].call}.hint()" in repr(said)


def test_an_order_that_python_cannot_read_and_a_number_of_no_line_are_said(language):
    sheet = EXERCISES["sequences.pad_and_mask"].lines()
    inner = next(number for number, piece in enumerate(sheet.pieces, 1) if piece.startswith(" " * 8))
    said = repr(sheet.check([inner, sheet.solved()[0]]))
    assert pick("cannot read line", "读不懂第") in said and sheet.pieces[inner - 1] in said
    assert "1" in repr(sheet.check([99])) and str(len(sheet.pieces)) in repr(sheet.check([99]))


def test_buttons_do_the_same(language):
    sheet = EXERCISES["sequences.pad_and_mask"].lines()
    board = Board(sheet)
    assert board.go.disabled
    for number in sheet.solved():
        board.buttons[number - 1].click()
    assert all(board.buttons[number - 1].disabled for number in sheet.solved())
    board.back.click()
    assert not board.buttons[sheet.solved()[-1] - 1].disabled
    board.buttons[sheet.solved()[-1] - 1].click()
    board.go.click()
    assert ledger.entries()[0]["sequences.pad_and_mask"]["done"]


def test_where_no_kernel_runs_the_lines_are_listed(language):
    sheet = EXERCISES["sequences.pad_and_mask"].lines()
    assert sheet.html().count("<li>") == len(sheet.pieces)
    assert all(piece in repr(sheet) for piece in sheet.pieces)


@given(st.lists(st.text("ab ", min_size=1), min_size=1, max_size=30), st.integers(1, 12))
def test_joined_lines_are_the_same_text(body, most):
    found = pieces(body, most)
    assert "\n".join(found) == "\n".join(body) and len(found) <= max(most, 1)
