"""What learners plausibly write: other right answers pass, and wrong ones are told what is wrong, truly."""

import pytest
from learners import RIGHT, WRONG
from practice import EXERCISES

from course_lib.language import pick


def name(value):
    return getattr(value, "__name__", None) or getattr(value, "id", "")


@pytest.mark.parametrize(("exercise", "function"), RIGHT, ids=name)
def test_another_right_answer_passes(exercise, function):
    result = exercise.check(function)
    assert result, repr(result)


@pytest.mark.parametrize(("exercise", "function", "words"), WRONG, ids=name)
def test_a_wrong_answer_of_their_own_is_told_why(exercise, function, words, language):
    result = exercise.check(function)
    assert not result and pick(*words) in repr(result), repr(result)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_each_exercise_was_tried_by_two_of_each(exercise):
    assert sum(each is exercise for each, _ in RIGHT) >= 2
    assert sum(each is exercise for each, *_ in WRONG) >= 2
