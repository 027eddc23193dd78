"""Quizzes, clicked through in this process, and as they look where no kernel runs."""

import pytest
from practice import QUIZZES

from course_lib.kit.card import card
from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.note import inline
from course_lib.language import pick


@pytest.fixture(params=QUIZZES.values(), ids=QUIZZES)
def quiz(request):
    return request.param


def test_every_item_has_one_right_answer_and_a_reason_for_each(quiz):
    places = set()
    for item in quiz.items:
        assert item.misconception and len(item.options) >= 3
        assert len({option.why for option in item.options}) == len(item.options)
        places |= {i for i, option in enumerate(item.options) if option.right}
        assert sum(option.right for option in item.options) == 1
    assert len(places) > 1, "the right answer is not always at the same place"


def test_every_option_gets_its_own_explanation(quiz, language):
    quiz.view()
    for item, panel in zip(quiz.items, quiz.panels, strict=True):
        assert panel.choice.value is None and not panel.said.value
        for i, option in enumerate(item.options):
            panel.choice.value = i
            assert not panel.said.value, "what was said of another option is gone"
            panel.go.click()
            sign = ("✓ Right.", "✓ 正确。") if option.right else ("✗ Not so.", "✗ 不对。")
            assert pick(*sign) in panel.said.value
            assert inline(pick(*option.why)) in panel.said.value


def test_check_without_a_choice_asks_for_one_and_counts_nothing(quiz, language):
    quiz.view()
    quiz.panels[0].go.click()
    assert quiz.panels[0].said.value == card(pick("Choose an answer first.", "请先选一个答案。"))
    assert ledger.entries()[0] == {}


def test_once_right_stays_right_and_attempts_are_counted(quiz):
    right = next(i for i, option in enumerate(quiz.items[1].options) if option.right)
    done = []
    for choice in ((right + 1) % 3, right, (right + 2) % 3):
        quiz.view()
        quiz.panels[1].choice.value = choice
        quiz.panels[1].go.click()
        done.append(ledger.entries()[0][quiz.parts[1]]["done"])
    assert done == [False, True, True]
    first = quiz.items[1].options[(right + 1) % 3].key
    assert ledger.entries()[0] == {quiz.parts[1]: {"attempts": 3, "done": True, "first": first}}


def test_without_a_kernel_the_answers_are_folded(quiz, language):
    data = quiz._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert data["text/html"].count("<details>") == data["text/html"].count("</details>") == len(quiz.items)
    visible = data["text/html"].split("<details>")[0]
    assert "✓" not in visible and "✓" not in data["text/plain"]
    for item in quiz.items:
        assert pick(*item.ask)[:20] in data["text/plain"]
        assert data["text/html"].count("✓") == len(quiz.items)
    again = quiz._repr_mimebundle_()
    assert (again["text/html"], again["text/plain"]) == (data["text/html"], data["text/plain"])
