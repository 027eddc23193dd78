"""A repair shows its broken code; handed in as it is, that code gets its diagnosis."""

import pytest
from practice import EXERCISES

from course_lib.kit.practice.exercise import HEADS, LONGEST_REPAIR, exercise
from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.reorder import function_of
from course_lib.language import pick

BROKEN = """
def last(row):
    return row[len(row)]
"""
TEXT = ("The last of a row. It stops with an error.", "取一行的最后一个，却出错停下。")
WHY = ("Places begin at 0.", "位置从 0 数起。")


@pytest.fixture(autouse=True)
def no_more_exercises(monkeypatch):
    monkeypatch.setattr(ledger, "items", {})


def solved(row):
    return row[-1]


def made(kind="repair", code=BROKEN, broken=True, name="last", **more):
    def solution(row):
        return row[-1]

    solution.__name__ = name
    solution.__module__ = "course_lib.chapters.ch01_sequences.exercises"
    given = {"broken": (code, *WHY)} if broken else {}
    make = exercise(
        kind, minutes=5, title=TEXT, statement=TEXT, hints=[TEXT], cases=[([1, 2],), ([3],)], **given, **more
    )
    return make(solution)


def test_the_code_is_shown_below_the_symptom_with_kind_and_minutes(language):
    said = repr(made())
    assert pick("repair", "修理") in said and pick("about 5 minutes", "约 5 分钟") in said
    assert said.index(pick(*TEXT)) < said.index("    return row[len(row)]")


def test_it_is_told_what_is_wrong_until_it_is_mended(language):
    each = made()

    def last(row):
        return row[len(row)]

    assert pick(*WHY) in repr(each.check(last)) and not each.check(last)
    assert each.check(solved)


@pytest.mark.parametrize("kind", [kind for kind in HEADS if kind not in ("repair", "question")])
def test_no_other_kind_has_broken_code(kind):
    assert made(kind, broken=False).kind == kind
    with pytest.raises(ValueError, match="only a repair has broken code"):
        made(kind)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "puzzle", "broken": False}, "no kind of exercise"),
        ({"code": "def first(row):\n    return 1"}, "must define it"),
        ({"code": BROKEN + "    pass\n" * (LONGEST_REPAIR - 1)}, f"at most {LONGEST_REPAIR} lines"),
        ({"distractors": ("    return row[0]",)}, "two distractors"),
    ],
)
def test_an_author_is_told_what_is_missing(given, words):
    with pytest.raises(ValueError, match=words):
        made(**given)


def test_fifteen_lines_are_allowed():
    assert made(code=BROKEN + "    pass\n" * (LONGEST_REPAIR - 2))


def test_the_code_as_it_came_is_no_attempt():
    made = EXERCISES["sequences.by_length"]
    made.check(function_of(made._broken, made.solve))
    assert "sequences.by_length" not in ledger.entries()[0]
    made.check(made.solve)
    assert ledger.entries()[0]["sequences.by_length"] == {"attempts": 1, "done": True}
