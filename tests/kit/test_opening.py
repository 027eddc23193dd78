"""The two questions with which a chapter begins: from chapters before it, those missed before first."""

from importlib import import_module

import pytest

from course_lib import chapters
from course_lib.chapters.opening import ASKED, opening
from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.note import plain
from course_lib.kit.practice.quiz import Quiz
from course_lib.language import pick

MODULES = chapters.exercise_modules()
LATER = [name for name in MODULES if name != "welcome"]


def exercises(name):
    return import_module(MODULES[name])


def asked_before(module) -> dict:
    """Of every question that the chapter may ask, its item by its part."""
    presupposed = import_module(module.__name__.rpartition(".")[0]).PRESUPPOSES
    for name in MODULES:
        exercises(name)
    quizzes = [item for item in ledger.items.values() if isinstance(item, Quiz)]
    return {
        part: item
        for quiz in quizzes
        if quiz.chapter.number in presupposed
        for item, part in zip(quiz.items, quiz.parts, strict=True)
    }


@pytest.mark.parametrize("name", LATER)
def test_asks_two_of_the_chapters_that_come_before_and_always_the_same(name, language):
    module = exercises(name)
    first, again = opening(module), opening(module)
    assert first.parts == again.parts and len(set(first.parts)) == ASKED
    assert set(first.parts) <= set(asked_before(module))
    for item in first.items:
        assert plain(pick(*item.ask)) in repr(first)
    assert first.html().count("<details>") == ASKED


def test_what_was_missed_comes_first_then_what_was_wrong_once_then_what_is_new():
    module = exercises("encoder")
    parts = sorted(asked_before(module).items())
    (missed, item), (late, other), *rest = parts
    for part, one in rest:
        ledger.record(part, done=True, first=key(one, right=True))
    ledger.record(late, done=False, first=key(other, right=False))
    ledger.record(late, done=True)
    assert set(opening(module).parts) == {missed, late}  # never tried, and wrong at first
    ledger.record(missed, done=False, first=key(item, right=False))
    assert opening(module).parts == [missed, late]


def key(item, right):
    return next(option.key for option in item.options if option.right is right)


def test_an_answer_counts_for_the_quiz_that_it_comes_from():
    asked = opening(exercises("sequences"))
    asked.view()
    panel, item = asked.panels[0], asked.items[0]
    panel.choice.value = [option.right for option in item.options].index(True)
    panel.check()
    entries, _ = ledger.entries()
    assert entries[asked.parts[0]]["done"]
    assert asked.parts[0] not in opening(exercises("sequences")).parts


def test_the_first_chapter_has_none_before_it():
    with pytest.raises(ValueError, match="no chapter with a quiz"):
        opening(exercises("welcome"))
