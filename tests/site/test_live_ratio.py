"""The ratio lab of the site shows what the notebook's lab shows, by pointer, touch and keyboard."""

import pytest
from browser import page
from live import lab_alone, labs
from looks import TOO_WIDE, holds, without_font
from playwright.sync_api import Locator, expect

from course_lib.chapters.ch04_teacher_forcing.lesson_lab import compute as lesson
from course_lib.chapters.ch04_teacher_forcing.lesson_lab.words import label

# The first text of each cell: its token, without glosses and marks.
TOKENS = (
    "cells => cells.map(cell => { while (cell.firstChild) cell = cell.firstChild; return cell.textContent })"
)


@pytest.fixture
def place(tmp_path, language):
    return lab_alone(tmp_path, "ratio", language, "lesson bars")


def slide(lab: Locator, ratio: float) -> None:
    lab.get_by_label(label("ratio")).fill(str(ratio))


def rows(lab: Locator) -> list[list[str]]:
    return [lab.locator(f"td.live-{kind}").evaluate_all(TOKENS) for kind in ("fed", "asked", "says")]


def told(shown: lesson.Lesson) -> list[list[str]]:
    return [shown.fed, shown.asked, shown.says]


def test_every_sentence_is_what_the_model_makes_of_it(chromium, place, language):
    with page(chromium, 360, 900) as tab:
        tab.goto(place)
        lab = tab.locator("[data-lab=ratio]")
        expect(lab).to_have_attribute("data-ready", "true")
        for i, sentence in enumerate(lesson.sentences()):
            lab.get_by_label(label("sentence")).select_option(str(i))
            for ratio in (0, 0.35, 0.6, 1):
                slide(lab, ratio)
                shown = lesson.compute(sentence, lesson.coins(lesson.tosses(sentence), ratio))
                assert rows(lab) == told(shown)
                assert lab.locator("td.live-fed.live-off").count() == len(shown.wrong)
                assert lab.locator(".live-frame").count() == len(shown.wrong)
                marked = lab.locator(".taught .here th")
                assert (
                    marked.inner_text() == f"▶ {lesson.nearest(ratio, sentence.language or language).ratio:g}"
                )
        holds(tab, lambda: tab.locator("html").evaluate_all(TOO_WIDE))
        assert not tab.console_errors  # before Chromium complains that its own tools read a file: page
        assert not without_font(tab)


def test_coins_answer_the_keyboard_and_keep_its_focus(chromium, place):
    sentence = lesson.sentences()[0]
    with page(chromium) as tab:
        tab.goto(place)
        lab = tab.locator("[data-lab=ratio]")
        slide(lab, 1)
        lie = [True] * len(lesson.tosses(sentence)) + [True]
        assert rows(lab) == told(lesson.compute(sentence, lie))
        coins = lab.locator(".live-coins button")
        for place_ in range(1, len(lie)):
            coins.nth(place_ - 1).focus()
            tab.keyboard.press("Space")
            lie[place_] = False
            assert rows(lab) == told(lesson.compute(sentence, lie))
            expect(coins.nth(place_ - 1)).to_be_focused()
            expect(coins.nth(place_ - 1)).to_have_attribute("aria-pressed", "false")
        assert lab.locator(".live-frame").count()
        lab.get_by_role("button", name=label("undo")).click()
        assert rows(lab) == told(lesson.compute(sentence, [True] * len(lie)))
        lab.get_by_role("button", name=label("again")).click()
        slide(lab, 0.5)
        other = lesson.coins(lesson.tosses(sentence, 1), 0.5)
        assert rows(lab) == told(lesson.compute(sentence, other))


def test_coins_answer_a_finger(chromium, place):
    context = chromium.new_context(has_touch=True, viewport={"width": 360, "height": 800})
    try:
        tab = context.new_page()
        tab.goto(place)
        coin = tab.locator(".live-coins button").first
        before = coin.get_attribute("aria-pressed")
        coin.tap()
        expect(coin).to_have_attribute("aria-pressed", "false" if before == "true" else "true")
    finally:
        context.close()


def test_before_the_guess_of_the_chapter_no_bar_is_seen(chromium, tmp_path):
    with page(chromium) as tab:
        tab.goto(lab_alone(tmp_path, "ratio", "en", "lesson"))
        lab = tab.locator("[data-lab=ratio]")
        expect(lab).to_have_attribute("data-ready", "true")
        expect(lab.locator(".taught")).to_have_count(0)
        expect(lab.locator(".live-frame")).to_have_count(0)
    (first,) = labs.cells("04_teacher_forcing", "x\nLessonLab()")
    assert 'data-parts="lesson"' in first["source"]
