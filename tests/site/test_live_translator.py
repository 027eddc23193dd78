"""The translator lab of the site: it says what the notebook's lab says, by pointer, touch and keyboard."""

import html

import pytest
from browser import page
from live import given_translator, lab_alone, labs
from looks import TOO_WIDE, holds, without_font
from pages import words
from playwright.sync_api import expect

from course_lib.chapters.ch00_welcome.translator_lab.cards import PRESETS, describe, label
from course_lib.chapters.ch00_welcome.translator_lab.compute import compute
from course_lib.kit import records
from course_lib.language import pick

NAME = "translator"


@pytest.fixture
def place(tmp_path, language):
    return lab_alone(tmp_path, NAME, language)


def expected(typed: str, language: str, plant: tuple[int, str] | None = None) -> str:
    """What the notebook's lab says, as words."""
    bundle = records.load(NAME).model(language=language)
    return html.unescape(words(describe(compute(*bundle[:3], typed, plant)))).replace("\xa0", "")


def says(lab, typed: str, language: str, plant: tuple[int, str] | None = None) -> None:
    """The lab on the page says the same: its verdict, and what it reads and writes."""
    wanted = "".join(expected(typed, language, plant).split())
    lines = lab.locator(".live-line, .live-verdict")

    def others() -> list[str]:
        return [line for line in lines.all_inner_texts() if "".join(line.split()) not in wanted]

    holds(lab.page, others)
    expect(lab.locator(".live-verdict")).not_to_be_empty()


def test_it_says_what_the_notebooks_lab_says(chromium, place, language):
    with page(chromium, 360, 900) as tab:
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        expect(lab).to_have_attribute("data-ready", "true")
        says(lab, "4217", language)
        for key, one in PRESETS.items():
            typed, at = one[language]
            lab.get_by_role("button", name=label(key), exact=True).click()
            says(lab, typed, language, None if at < 0 else (at, "9"))
            holds(tab, lambda: tab.locator("html").evaluate_all(TOO_WIDE))
        alt = label("steps_alt", said="".join(lab.locator(".live-digit").all_inner_texts()))
        expect(lab.get_by_role("img")).to_have_attribute("aria-label", alt)
        assert not tab.console_errors  # before Chromium complains that its own tools read a file: page
        assert not without_font(tab)


def test_it_answers_the_keyboard(chromium, place, language):
    with page(chromium) as tab:
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        number = lab.get_by_label(label("number"))
        number.focus()
        tab.keyboard.press("ControlOrMeta+a")
        tab.keyboard.type("538214")
        says(lab, "538214", language)
        tab.keyboard.press("Tab")
        expect(lab.get_by_label(label("plant_at"))).to_be_focused()
        for _ in range(2):
            tab.keyboard.press("ArrowDown")
        says(lab, "538214", language, (1, "9"))
        tab.keyboard.press("Tab")
        tab.keyboard.type("7")
        says(lab, "538214", language, (1, "7"))
        number.fill("3.5")
        expect(lab.locator(".live-verdict")).to_have_text(given_translator.refusals(language)["words"])
        number.fill("")
        expect(lab.locator(".live-verdict")).to_have_text(given_translator.refusals(language)["nothing"])
        assert pick("Type", "请") in given_translator.refusals(language)["nothing"] and not tab.console_errors


def test_it_answers_a_finger(chromium, place, language):
    context = chromium.new_context(has_touch=True, viewport={"width": 360, "height": 800})
    try:
        tab = context.new_page()
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        lab.get_by_role("button", name=label("wrong_digit"), exact=True).tap()
        says(lab, "538214", language, (1, "9"))
    finally:
        context.close()


def test_the_picture_stays_without_javascript(chromium, place):
    context = chromium.new_context(java_script_enabled=False)
    try:
        tab = context.new_page()
        tab.goto(place)
        expect(tab.locator(f"[data-lab={NAME}]")).to_be_hidden()  # empty: it takes no room
    finally:
        context.close()


def test_its_script_is_small_enough_for_a_page(language):
    assert len(labs.script(NAME, language).encode()) < 500_000


def test_it_stands_below_the_notebooks_lab():
    (cell,) = labs.cells("00_welcome", "TranslatorLab(model, source_vocab, target_vocab)")
    assert f'data-lab="{NAME}"' in cell["source"] and not labs.cells("00_welcome", "x = 1")
