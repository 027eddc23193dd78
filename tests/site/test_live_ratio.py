"""The ratio lab of the site shows what the notebook's lab shows, by pointer, touch and keyboard."""

import re

import pytest
from browser import page
from live import given_ratio, lab_alone, labs
from looks import TOO_WIDE, holds, without_font
from playwright.sync_api import Locator, expect

from course_lib.chapters.ch04_teacher_forcing.lesson_lab import compute as lesson
from course_lib.chapters.ch04_teacher_forcing.lesson_lab.words import label
from course_lib.chapters.ch04_teacher_forcing.ratio_lab import race

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


# ---- the race ----


def guess(lab: Locator, early: str, end: str) -> None:
    words = given_ratio.race_of()["words"]
    lab.get_by_label(words["early"]).select_option(early)
    lab.get_by_label(words["end"]).select_option(end)
    lab.get_by_role("button", name=words["commit"]).click()


def test_the_race_is_seen_after_a_guess_and_the_first_guess_is_kept(chromium, tmp_path, language):
    address = lab_alone(tmp_path, "ratio", language, "lesson bars race")
    given = given_ratio.race_of()
    with page(chromium, 360, 900) as tab:
        tab.goto(address)
        lab = tab.locator("[data-lab=ratio] .live-race")
        drawing, judged = lab.get_by_role("img"), lab.locator(".live-judged")
        expect(drawing).to_be_hidden()
        lab.get_by_role("button", name=given["words"]["commit"]).click()
        expect(lab.locator(".live-verdict")).to_have_text(given["words"]["both"])
        guess(lab, "1", "1")
        measured = given["tasks"]["copy"]["measured"]
        for i, mark in enumerate("✓✗"):  # at first ratio 1 leads, at the end it does not
            expect(judged.nth(i)).to_contain_text(mark)
            expect(judged.nth(i)).to_contain_text(measured[i]["fact"])
        expect(drawing).to_be_visible()
        holds(tab, lambda: tab.locator("html").evaluate_all(TOO_WIDE))
        assert not tab.console_errors  # before Chromium complains that its own tools read a file: page
        assert not without_font(tab)
        tab.console_errors.clear()
        tab.reload()
        expect(judged).to_have_count(2)  # the guess stands where the browser keeps it
        lab.get_by_label(given["words"]["task"]).select_option("numbers")
        expect(drawing).to_be_hidden()  # another task, another guess
        assert not tab.console_errors


def test_the_scrubber_says_who_leads_when(chromium, tmp_path, language):
    copy = given_ratio.race_of()["tasks"]["copy"]
    words = given_ratio.race_of()["words"]
    with page(chromium) as tab:
        tab.goto(lab_alone(tmp_path, "ratio", language, "lesson bars race"))
        lab = tab.locator("[data-lab=ratio] .live-race")
        guess(lab, "0", "same")
        moment = lab.get_by_label(words["moment"])
        moment.focus()
        for k in (len(copy["at"]) - 1, 0):
            tab.keyboard.press("Home" if k == 0 else "End")
            expect(lab.get_by_text(copy["leaders"][k])).to_be_visible()
            ones = [one for one in copy["curves"] if one["ratio"] in (0, 1)]
            for one in ones:
                expect(lab.get_by_role("img")).to_have_attribute(
                    "aria-label", re.compile(re.escape(f"{one['name']}: {one['mean'][k]:.2f}"))
                )
        lab.get_by_label(words["rate"]).select_option("dots")
        expect(lab.locator(".live-dot")).to_have_count(30)  # two ratios, three lengths, five seeds
        expect(lab.get_by_text(copy["finished"])).to_be_visible()
        lab.get_by_label(copy["curves"][2]["name"]).check()
        expect(lab.locator(".live-dot")).to_have_count(45)
        assert not tab.console_errors


def test_without_storage_the_race_still_runs(chromium, tmp_path):
    with page(chromium) as tab:
        tab.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('none') }})"
        )
        tab.goto(lab_alone(tmp_path, "ratio", "en", "race"))
        lab = tab.locator("[data-lab=ratio] .live-race")
        guess(lab, "1", "0")
        expect(lab.locator(".live-judged")).to_have_count(2)
        assert not tab.console_errors


def test_the_races_numbers_are_those_of_the_record():
    for task, given in given_ratio.race_of()["tasks"].items():
        for one in given["curves"]:
            curve = race.curve(race.Setting(task, one["ratio"]))
            assert curve.at == given["at"] and len(one["mean"]) == len(given["leaders"]) == len(curve.at)
            for k, mean in enumerate(one["mean"]):
                seeds = curve.values("exact", k)
                assert one["low"][k] - 1e-4 <= min(seeds) <= mean + 1e-4
                assert mean == pytest.approx(sum(seeds) / len(seeds), abs=1e-4)
