"""The cascade lab of the site: it says what the notebook's lab finds, by pointer, touch and keyboard."""

import random
import string

import pytest
from browser import page
from live import given_cascade, lab_alone, labs, run
from looks import TOO_WIDE, holds, without_font
from playwright.sync_api import expect

from course_lib.analysis.exposure import align
from course_lib.chapters.ch05_exposure_bias.cascade_lab.compute import Twice, compute
from course_lib.chapters.ch05_exposure_bias.cascade_lab.models import MODELS, SENTENCES, bundle

NAME = "cascade"
KNOWN = {one.choice: one for one in MODELS if one.choice in given_cascade.SHOWN}
label = given_cascade.label


@pytest.fixture
def place(tmp_path, language):
    return lab_alone(tmp_path, NAME, language)


def twice(choice: str, text: str, plants: dict[int, str] | None = None) -> Twice:
    return compute(bundle(KNOWN[choice]), text, plants)


def says(lab, found: Twice) -> None:
    """The lab shows the same three rows, and marks the same places."""
    columns = found.columns()
    marks = {"right": "✓", "wrong": "✗", "extra": "✗", "missing": "✗"}
    own = [("–" if i is None else found.said[i]) + marks[found.kind((i, j))] for i, j in columns]
    forced = [
        "" if j is None else found.forced[j] + ("✓" if found.forced[j] == found.asked[j] else "✗")
        for _, j in columns
    ]
    asked = ["" if j is None else found.asked[j] for _, j in columns]
    for row, wanted in zip((0, 1, 2), (asked, forced, own), strict=True):
        expect(lab.locator("tr").nth(row).locator("td")).to_have_text(wanted)
    expect(lab.locator("td.live-planted")).to_have_count(len(found.planted))


def test_it_says_what_the_notebooks_lab_says(chromium, place, language):
    with page(chromium, 360, 900) as tab:
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        expect(lab).to_have_attribute("data-ready", "true")
        for choice, known in KNOWN.items():
            lab.locator("select").first.select_option(known.name)
            for text in SENTENCES[:3]:
                lab.locator("select").nth(1).select_option(text)
                says(lab, twice(choice, text))
            holds(tab, lambda: tab.locator("html").evaluate_all(TOO_WIDE))
        assert not tab.console_errors
        assert not without_font(tab)


def test_a_plant_changes_what_follows_and_can_be_taken_away(chromium, place, language):
    with page(chromium) as tab:
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        before = twice("base", SENTENCES[0])
        for at in (1, 3):
            lab.locator("table button").nth(at).click()
            offered = before.choices(at)
            buttons = lab.get_by_role("group", name=label("choices")).get_by_role("button")
            expect(buttons).to_have_count(len(offered))
            token, _, right = offered[-1]
            assert not right
            buttons.last.click()
            says(lab, twice("base", SENTENCES[0], {at: token}))
            told = label("first_planted", place=at + 1).strip()
            expect(lab.locator(".live-verdict")).to_contain_text(told)
            lab.get_by_role("button", name=label("remove"), exact=True).click()
            says(lab, before)
        assert not tab.console_errors


def test_it_answers_the_keyboard_and_refuses_in_words(chromium, place, language):
    with page(chromium) as tab:
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        lab.locator("table button").nth(2).focus()
        tab.keyboard.press("Enter")
        expect(lab.locator("table button").nth(2)).to_be_focused()
        token = twice("base", SENTENCES[0]).choices(2)[0][0]
        lab.get_by_role("group", name=label("choices")).get_by_role("button").first.focus()
        tab.keyboard.press("Enter")
        says(lab, twice("base", SENTENCES[0], {2: token}))
        box = lab.get_by_label(label("to_copy"), exact=True)
        for typed, told in (
            ("", label("nothing", story=SENTENCES[0])),
            ("我a", label("strange", strange="a")),
            ("我" * 13, label("long", longest=12)),
        ):
            box.fill(typed)
            expect(lab.locator(".live-verdict")).to_have_text(told)
        box.fill(SENTENCES[2])
        says(lab, twice("base", SENTENCES[2]))
        assert not tab.console_errors


def test_it_answers_a_finger(chromium, place, language):
    context = chromium.new_context(has_touch=True, viewport={"width": 360, "height": 800})
    try:
        tab = context.new_page()
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        lab.locator("table button").nth(0).tap()
        lab.get_by_role("group", name=label("choices")).get_by_role("button").first.tap()
        token = twice("base", SENTENCES[0]).choices(0)[0][0]
        says(lab, twice("base", SENTENCES[0], {0: token}))
    finally:
        context.close()


def test_sequences_are_aligned_as_the_course_aligns_them(chromium, tmp_path):
    chance = random.Random(0)
    pairs = [
        ["".join(chance.choices(string.ascii_lowercase[:3], k=chance.randrange(7))) for _ in "ab"]
        for _ in range(200)
    ]
    work = "(pairs) => pairs.map(([a, b]) => align([...a], [...b]))"
    with page(chromium) as tab:
        found = run(tab, tmp_path.as_uri(), tmp_path, labs.text_of("align"), work, pairs)
    assert found == [[list(one) for one in align(*pair)] for pair in pairs]


def test_its_script_is_small_enough_for_a_page(language):
    assert len(labs.script(NAME, language).encode()) < 500_000


def test_it_stands_below_the_notebooks_lab():
    (cell,) = labs.cells("05_exposure_bias", "CascadeLab()")
    assert f'data-lab="{NAME}"' in cell["source"]
