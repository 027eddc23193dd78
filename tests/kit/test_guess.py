"""Guesses: what a learner sees of them, in this process, and what a page without a kernel shows."""

import json
import re
from types import SimpleNamespace

import ipywidgets as widgets
import pytest
import torch

from course_lib.kit.practice import guess, guesses
from course_lib.kit.practice.guess import Choice, Curve, Guess, Number
from course_lib.language import pick

MODULE = "course_lib.chapters.ch77_try.exercises"
FORMS = {
    "choice": (Choice(("up", "上升"), ("down", "下降"), ("`flat`", "不变")), 1, 2),
    "number": (Number(0, 100, unit=("of 100", "个（共 100 个）"), step=1), 40, 12),
    "curve": (Curve(0, 1, at=["4", "6", "8"], axis=("length", "长度")), [0.9, 0.5, 0.1], [0.8, 0.7, 0.25]),
}


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    """Guesses of a test are its own; so is what waits in memory."""
    none = {}
    for place in (guesses, guess):
        monkeypatch.setattr(place, "GUESSES", none)
    monkeypatch.setattr(guesses, "_unsaved", [])
    monkeypatch.setattr(guesses, "_told", False)


def made(form, name="planted", ask="How many?"):
    return Guess(MODULE, name, ("A planted digit", "植入的数字"), (ask, "有多少？"), form)


def panel_of(guess):
    guess.view()
    return guess._panels[-1]


def put(panel, value):
    panel.fields.put(value)
    panel.go.click()


@pytest.fixture(params=FORMS)
def asked(request):
    """(a guess, an answer to it, what is measured)"""
    form, answer, measured = FORMS[request.param]
    return made(form), answer, measured


def test_a_guess_is_kept_and_stands_beside_what_was_measured(asked, language):
    guess, answer, measured = asked
    panel = panel_of(guess)
    put(panel, answer)
    words = guess.form.words(answer)
    assert words in re.sub("<.*?>", "", panel.said.value).replace("&#x27;", "'")
    assert pick("Run the next cell", "运行下一个单元格") in panel.said.value
    assert all(one.disabled for one in [panel.skip, *panel.fields.ones])
    assert panel.go.icon == "check" and not panel.go.disabled, "it keeps the focus"
    told = repr(guess.result(measured))
    assert words in told and guess.form.words(measured) in told
    assert guess.entry() == {
        "state": "made",
        "guess": answer,
        "measured": measured,
        "edition": guess.edition,
    }
    assert pick("Run the next cell", "运行下一个单元格") not in panel.said.value, "the result has been seen"


def test_the_first_guess_counts(asked):
    guess, answer, measured = asked
    first, second = panel_of(guess), panel_of(guess)
    put(first, answer)
    put(second, measured)
    second._guess.keep("made", measured)
    assert guess.entry()["guess"] == answer
    assert all(panel.fields.read() == answer for panel in guess._panels), "every showing has it"


def test_after_the_result_unmade_stays_unmade(asked, language):
    guess, answer, measured = asked
    panel = panel_of(guess)
    assert pick("Your guess", "你猜的") not in repr(guess.result(measured))
    assert panel.go.disabled and pick("too late", "不能再补") in panel.said.value
    put(panel_of(guess), answer)
    guess.keep("made", answer)
    assert (guess.entry()["state"], guess.entry()["guess"]) == ("unmade", None)
    assert repr(guess.result(measured)) == repr(made(guess.form, "other").result(measured))


def test_skip_is_kept_and_is_no_guess(asked, language):
    guess, answer, measured = asked
    panel = panel_of(guess)
    panel.skip.click()
    assert pick("Skipped", "已跳过") in panel.said.value and panel.go.disabled
    put(panel, answer)
    assert guess.entry()["state"] == "skipped"
    assert pick("Your guess", "你猜的") not in repr(guess.result(measured))


def test_a_later_kernel_knows_the_guess_and_a_result_again_measures_again(asked):
    guess, answer, measured = asked
    put(panel_of(guess), answer)
    guess.result(measured)
    again = made(guess.form)
    assert panel_of(again).fields.read() == answer
    again.result(answer)
    assert (again.entry()["guess"], again.entry()["measured"]) == (answer, answer)


def test_another_question_is_another_guess_and_the_old_one_is_kept():
    form = FORMS["number"][0]
    guess = made(form)
    put(panel_of(guess), 40)
    other = made(form, ask="How few?")
    assert other.entry() is None
    put(panel_of(other), 3)
    kept = guesses.read()
    assert kept["try.planted"]["guess"] == 3 and kept[f"try.planted@{guess.edition}"]["guess"] == 40
    assert made(form).entry()["guess"] == 40, "who goes back to the older course finds it"
    assert made(Number(0, 50)).entry() is None, "another form is another question"


def test_the_chinese_text_makes_no_other_edition():
    form = Choice(("up", "涨"), ("down", "跌"))
    assert made(form).edition == made(Choice(("up", "上升"), ("down", "下降"))).edition


@pytest.mark.parametrize("typed", ["", "x", "-1", "101", "1.5", "nan", "inf", "1" * 400, "1e400", "\ud800"])
def test_what_is_no_answer_is_said_and_counts_nothing(typed, language):
    guess = made(FORMS["number"][0])
    panel = panel_of(guess)
    panel.fields.ones[0].value = typed
    panel.go.click()
    assert pick("whole number from 0 to 100", "0 到 100 之间的整数") in panel.said.value
    assert guess.entry() is None and not panel.go.disabled


@pytest.mark.parametrize(("typed", "value"), [(" 40 ", 40), ("４０", 40), ("40%", 40), ("40.0", 40)])
def test_numbers_are_read_as_people_type_them(typed, value):
    panel = panel_of(guess := made(FORMS["number"][0]))
    panel.fields.ones[0].value = typed
    panel.go.click()
    assert guess.entry()["guess"] == value


def test_a_choice_is_asked_for_and_a_curve_needs_all_its_numbers(language):
    guess = made(FORMS["choice"][0])
    panel = panel_of(guess)
    panel.go.click()
    assert pick("Choose an answer first", "请先选一个答案") in panel.said.value
    guess = made(FORMS["curve"][0], "curve")
    panel = panel_of(guess)
    panel.fields.ones[0].value = "0.5"
    panel.go.click()
    assert pick("from 0 to 1", "0 到 1 之间") in panel.said.value and guess.entry() is None


def test_how_far_off_is_said(language):
    number, choice, curve = (FORMS[name][0] for name in ("number", "choice", "curve"))
    assert "28" in number.apart(40, 12, "g", False)
    assert number.apart(40, 12, "g", False) != number.apart(12, 40, "g", False)
    assert number.apart(40, 40.0001, ".1f", False) == pick("Your guess is exactly right.", "一点不差。")
    assert "✓" in choice.apart(1, 1, "", False) and "✗" in choice.apart(0, 1, "", False)
    assert "0.2" in curve.apart([0, 0, 0.6], [0, 0, 0], ".1f", False)


def test_live_numbers_are_marked_and_only_these(language):
    guess = made(FORMS["number"][0])
    put(panel_of(guess), 40)
    told = repr(guess.result(torch.tensor(12.345), live=True, form=".2f"))
    assert "⟦12.35⟧" in told and "⟦27.65⟧" in told and "⟦40" not in told
    nobody = made(FORMS["curve"][0], "curve").result([0.123, 0.456, 0.789], live=True, form=".1f")
    for page in (repr(nobody), nobody._repr_html_()):
        assert re.sub("⟦.*?⟧", "", page).count("0.") == 0, "a page without a guess is the same everywhere"


def test_the_drawing_of_a_curve_says_its_numbers_in_words(language):
    guess, answer, measured = made(FORMS["curve"][0]), *FORMS["curve"][1:]
    assert "<svg" not in guess.form.html()
    put(panel_of(guess), answer)
    page = guess.result([*measured[:2], float("nan")])._repr_html_()
    assert page.count("<polyline") == 2 and "nan" not in page[page.index("<svg") :]
    assert "0.9" in page and "0.7" in page
    assert guess.entry()["measured"] is None, "what is no number is not kept"
    outside = guess.result([3, -2, 0.5])._repr_html_()
    heights = [float(y) for y in re.findall(r'cy="([\d.-]+)"', outside)]
    assert all(0 <= y <= 260 for y in heights)


@pytest.mark.parametrize("wrong", ["x", None, 3, -1, 1.5])
def test_an_authors_slip_is_an_error(wrong):
    with pytest.raises((ValueError, TypeError)):
        made(FORMS["choice"][0]).result(wrong)
    with pytest.raises((ValueError, TypeError)):
        made(FORMS["curve"][0]).result([1, 2])
    for call in (lambda: Choice(("a", "a")), lambda: Number(3, 3), lambda: Curve(0, 1, at=["1", "2"])):
        with pytest.raises(ValueError):
            call()


def test_without_a_kernel_the_question_stands_there_and_no_answer(asked, language):
    guess, answer, measured = asked
    before = guess._repr_mimebundle_()
    assert set(before) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    put(guess._panels[-1], answer)
    guess.result(measured)
    after = guess._repr_mimebundle_()
    for kind in ("text/plain", "text/html"):
        assert before[kind] == after[kind], "it is stored in a notebook: it says nothing of what is known"
        assert pick(*guess.ask) in before[kind]
    if isinstance(guess.form, Choice):
        assert all(pick(*option).strip("`") in before["text/html"] for option in guess.form.options)


def test_names_and_marks_are_escaped():
    guess = Guess(MODULE, "odd", ("<b>", "<b>"), ("a < b?", "a < b?"), Choice(("<i>", "<i>"), ("x", "x")))
    put(panel := panel_of(guess), 0)
    for page in (guess.html(), guess.result(0)._repr_html_(), panel.said.value):
        assert "<i>" not in page and "a < b" not in page


def test_a_cell_that_runs_again_frees_what_it_showed(monkeypatch):
    from course_lib.kit import lab

    def running(execution):
        header = {"metadata": {"cellId": "a"}, "header": {"msg_id": execution}}
        monkeypatch.setattr(lab, "get_ipython", lambda: SimpleNamespace(parent_header=header))

    running("1")
    guess = made(FORMS["choice"][0])
    guess._repr_mimebundle_()
    (first,) = guess._panels
    running("2")
    guess._repr_mimebundle_()
    assert first not in guess._panels and len(guess._panels) == 1
    assert first.view.comm is None and guess._panels[0].view.comm is not None


def test_the_registry_has_what_a_group_page_needs():
    guess = made(FORMS["number"][0])
    assert list(guesses.GUESSES) == ["try.planted"] and guesses.GUESSES["try.planted"] is guess
    assert (guess.call, guess.chapter.number, guess.title[0]) == ("ch77.planted", "77", "A planted digit")
    assert isinstance(guess.view(), widgets.Widget)
    json.dumps(guess.form.key)


def test_a_result_that_is_not_as_claimed_is_an_error_but_for_a_run_of_which_nothing_is_claimed():
    known = Guess(MODULE, "known", ("a", "甲"), ("b", "乙"), Number(0, 100), claim=lambda value: value < 30)
    known.result(12)
    with pytest.raises(AssertionError, match="claimed"):
        known.result(40)
    known.result(40, claimed=False)
