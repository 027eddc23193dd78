"""The lines of a solution, to be put in order: the right order passes, the lines that do not belong fail."""

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practice import EXERCISES

from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.note import Note
from course_lib.kit.practice.reorder import MOST, SHORTEST, Board, Lines, pieces, statements
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
    assert len(sheet.pieces) == len(sheet.solved()) + 2
    assert SHORTEST <= len(sheet.solved()) <= MOST
    assert len(set(sheet.pieces)) == len(sheet.pieces)
    assert OFFERED[name].lines().pieces == sheet.pieces  # the same each time


@pytest.mark.parametrize("name", [name for name in OFFERED if OFFERED[name].kind == "core"])
def test_the_lines_that_do_not_belong_in_a_core_exercise_are_its_authors(name):
    assert len(OFFERED[name].distractors) == 2  # not left to chance


@pytest.mark.parametrize("name", [name for name in OFFERED if OFFERED[name].distractors])
def test_no_line_that_does_not_belong_works_in_the_place_of_one_that_does(name):
    each = OFFERED[name]
    sheet = each.lines()
    order = sheet.solved()
    for number in {*range(1, len(sheet.pieces) + 1)} - {*order}:
        depth = re.match(" *", sheet.pieces[number - 1])[0]
        alike = [i for i, one in enumerate(order) if re.match(" *", sheet.pieces[one - 1])[0] == depth]
        assert alike
        for i in alike:
            if (
                "while" not in sheet.pieces[order[i] - 1] + sheet.pieces[number - 1]
                and "i +=" not in (sheet.pieces[order[i] - 1])
            ):  # else it may never end
                said = sheet.check([*order[:i], number, *order[i + 1 :]])
                assert not getattr(said, "passed", False), repr(said)


def test_a_statement_is_one_line():
    source = """
    def f(
        a,
    ):
        x = [
            a,  # one

        ]

        if x:
            return x[0] + 1
        return None
    """
    head, *body = statements(textwrap.dedent(source).strip())
    assert (
        head == "def f(\n    a,\n):" and body[0] == "    x = [\n        a,  # one\n    ]" and len(body) == 4
    )


@pytest.mark.parametrize("name", EXERCISES)
def test_a_short_solution_says_what_helps_instead(name, language):
    if name not in OFFERED:
        said = EXERCISES[name].lines()
        assert isinstance(said, Note) and f"{EXERCISES[name].call}.hint()" in repr(said)


def test_an_order_that_python_cannot_read_and_a_number_of_no_line_are_said(language):
    sheet = EXERCISES["encoder.rnn_states"].lines()
    inner = next(number for number, piece in enumerate(sheet.pieces, 1) if piece.startswith(" " * 8))
    said = repr(sheet.check([inner, sheet.solved()[0]]))
    assert pick("cannot read line", "读不懂第") in said and sheet.pieces[inner - 1] in said
    assert "1" in repr(sheet.check([99])) and str(len(sheet.pieces)) in repr(sheet.check([99]))


def test_buttons_do_the_same(language):
    sheet = EXERCISES["encoder.rnn_states"].lines()
    board = Board(sheet)
    board.go.click()
    assert "encoder.rnn_states" not in ledger.entries()[0]  # nothing to judge
    for number in sheet.solved():
        board.buttons[number - 1].click()
    assert board.order == sheet.solved()
    last = board.buttons[sheet.solved()[-1] - 1]
    board.back.click()
    last.click()
    last.click()  # out again
    assert board.order == sheet.solved()[:-1] and not any(one.disabled for one in board.buttons)
    last.click()
    board.go.click()
    assert ledger.entries()[0]["encoder.rnn_states"]["done"]


def test_where_no_kernel_runs_the_lines_are_listed(language):
    sheet = EXERCISES["encoder.rnn_states"].lines()
    assert sheet.html().count("<li>") == len(sheet.pieces)
    assert all(piece in repr(sheet) for piece in sheet.pieces)


@given(st.lists(st.text("ab ", min_size=1), min_size=1, max_size=30), st.integers(1, 12))
def test_joined_lines_are_the_same_text(body, most):
    found = pieces(body, most)
    assert "\n".join(found) == "\n".join(body) and len(found) <= max(most, 1)
