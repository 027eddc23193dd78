"""Guesses on the site: what fits, what is kept, and the line that `course.py group` reads."""

import random

import pytest
from browser import page
from live import given_guesses, labs, run, small_page
from looks import TOO_WIDE, holds, without_font
from playwright.sync_api import Locator, expect

from course_lib.kit.practice import chat
from course_lib.kit.practice.guess import GUESSES, Choice, Number
from course_lib.kit.practice.share_line import Shared, Told
from course_lib.language import set_language

label = given_guesses.label
given_guesses.guesses()  # imports the chapters that ask them
CURVE, CHOICE = "teacher_forcing.planted", "teacher_forcing.falling"
TYPED = [
    "7",
    " ７ ",
    "50 %",
    "−1",
    "-1",
    "1e1",
    "0.5",
    "0。5",
    "abc",
    "",
    "1 2",
    "100.0",
    "101",
    "1.",
    ".5",
    "+3",
]
TYPED += ["1_0", "inf", "nan", "0x10", "3,5", "250", "--1", "5%%"]


def test_the_line_is_what_course_py_group_reads(chromium, tmp_path):
    chance, cases, asked = random.Random(0), [], given_guesses.guesses()
    for _ in range(100):
        some = chance.sample(asked, chance.randint(0, len(asked)))
        values = [chance.choice([0, 2, 0.25, 99.5, [0, 0.5, 1], [1, 20, 3.5, 4, 5]]) for _ in some]
        found = {one.id: Told(value, None, one.edition) for one, value in zip(some, values, strict=True)}
        cases.append(Shared(f"{chance.getrandbits(64):016x}", found))
    given = [
        [one.person, {k: {"guess": v.guess, "edition": v.edition} for k, v in one.guesses.items()}]
        for one in cases
    ]
    work = "(cases) => cases.map(([who, guesses]) => shareLine(who, guesses))"
    with page(chromium) as tab:
        lines = run(tab, tmp_path.as_uri(), tmp_path, labs.text_of("elements", "share"), work, given)
    assert [one.shared for one in chat.lines_in("\n".join(f"Ada: {line}" for line in lines))] == cases


def test_what_is_typed_fits_as_in_the_notebook(chromium, tmp_path):
    forms = [Number(0, 100), Number(-2, 1, step=0.25), Number(0, 500, step=1)]
    given = [{"low": one.low, "high": one.high, "step": one.step} for one in forms]
    work = """(forms, typed) => forms.map((one) => typed.map((text) => {
        const value = typedNumber(text, one);
        return Number.isNaN(value) ? null : value;
    }))"""
    with page(chromium) as tab:
        script = labs.text_of("elements", "share", "guess")
        found = run(tab, tmp_path.as_uri(), tmp_path, script, work, given, TYPED)
    assert found == [[read(one, text) for text in TYPED] for one in forms]


def read(form: Number, text: str) -> float | None:
    try:
        return None if "_" in text else form.read(text)  # nobody types 1_0; Python takes it
    except ValueError:
        return None


@pytest.fixture
def place(tmp_path, language):
    """A page with two guesses, each with its result, as a chapter has them."""
    set_language(language)
    parts = ['<div class="header-article-items__end"></div><article><section><h2>One</h2>']
    for name in (CURVE, CHOICE):
        asked = GUESSES[name]
        parts += [
            f'<div class="cell"><pre>{asked.call}</pre><div class="cell_output">{asked.html()}</div></div>',
            *("".join(cell["source"]) for cell in labs.cells("04_teacher_forcing", asked.call)),
            f'<div class="cell"><pre>{asked.call}.result(x)</pre>'
            f'<div class="cell_output"><p>measured {name}</p></div></div>',
        ]
    end = labs.end()["source"].replace("../", "")
    labs.write_page(tmp_path / "_static", language)
    return small_page(tmp_path, "".join([*parts, "</section></article>", end]))


def guess(tab, name: str) -> tuple[Locator, Locator]:
    return tab.locator(f'[data-guess="{name}"]'), tab.get_by_text(f"measured {name}")


def test_the_first_guess_is_kept_and_opens_its_own_result(chromium, place):
    with page(chromium, 360, 900) as tab:
        tab.goto(place)
        one, result = guess(tab, CHOICE)
        expect(one).to_have_attribute("data-ready", "true")
        expect(result).to_be_hidden()
        one.get_by_role("button", name=label("go")).click()
        expect(one.locator(".live-verdict")).to_have_text(label("first"))
        expect(result).to_be_hidden()
        one.get_by_role("radio").nth(1).focus()
        tab.keyboard.press("Space")
        one.get_by_role("button", name=label("go")).press("Enter")
        expect(result).to_be_visible()
        expect(guess(tab, CURVE)[1]).to_be_hidden()
        holds(tab, lambda: tab.locator("html").evaluate_all(TOO_WIDE))
        assert not tab.console_errors
        assert not without_font(tab)
        tab.console_errors.clear()
        tab.reload()
        expect(result).to_be_visible()  # the guess stands where the browser keeps it
        expect(one.get_by_role("radio").nth(1)).to_be_checked()
        expect(one.get_by_role("radio").nth(0)).to_be_disabled()
        (line,) = chat.lines_in(one.get_by_label(label("line")).input_value())
        form = GUESSES[CHOICE].form
        assert isinstance(form, Choice) and form.fits(line.shared.guesses[CHOICE].guess)
        assert line.shared.guesses == {CHOICE: Told(1, None, GUESSES[CHOICE].edition)}
        assert not tab.console_errors


def test_a_curve_is_guessed_and_one_is_skipped(chromium, place):
    with page(chromium) as tab:
        tab.goto(place)
        one, result = guess(tab, CURVE)
        boxes = one.get_by_role("textbox")
        for i, value in enumerate(["0", ".1", "０.5", "2", "1"]):
            boxes.nth(i).fill(value)
        one.get_by_role("button", name=label("go")).click()
        expect(one.locator(".live-verdict")).to_have_text(GUESSES[CURVE].form.number.asked())
        boxes.nth(3).fill("0.75")
        one.get_by_role("button", name=label("go")).click()
        expect(result).to_be_visible()
        expect(one.locator(".live-verdict")).to_contain_text(
            GUESSES[CURVE].form.words([0, 0.1, 0.5, 0.75, 1])
        )
        other, skipped = guess(tab, CHOICE)
        other.get_by_role("button", name=label("skip")).click()
        expect(skipped).to_be_visible()
        (line,) = chat.lines_in(one.get_by_label(label("line")).input_value())
        assert [*line.shared.guesses] == [CURVE]  # what was skipped is no guess
        assert not tab.console_errors


def test_the_line_is_copied_or_selected(chromium, place):
    with page(chromium) as tab:
        tab.add_init_script("navigator.clipboard.writeText = async (text) => { window.pasted = text; }")
        tab.goto(place)
        one, _ = guess(tab, CHOICE)
        one.get_by_role("radio").first.check()
        one.get_by_role("button", name=label("go")).click()
        one.get_by_role("button", name=label("copy")).click()
        expect(one.get_by_role("status")).to_have_text(label("copied"))
        assert tab.evaluate("window.pasted") == one.get_by_label(label("line")).input_value()
        tab.evaluate(
            "navigator.clipboard.writeText = async () => { throw 0 }; document.execCommand = () => false"
        )
        one.get_by_role("button", name=label("copy")).click()
        expect(one.get_by_role("status")).to_have_text(label("by_hand"))
        assert tab.evaluate("getSelection().toString() || document.activeElement.value").startswith(
            "course-share"
        )


def test_without_storage_a_guess_opens_its_result(chromium, place):
    with page(chromium) as tab:
        tab.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('none') }})"
        )
        tab.goto(place)
        one, result = guess(tab, CHOICE)
        one.get_by_role("button", name=label("skip")).click()
        expect(result).to_be_visible()
        assert not tab.console_errors


def test_a_guess_of_an_older_question_does_not_count(chromium, place):
    with page(chromium) as tab:
        tab.goto(place)
        tab.evaluate(
            "([key, kept]) => localStorage.setItem(key, JSON.stringify(kept))",
            ["seq2seq-course-guesses", {CHOICE: {"guess": 0, "edition": "old"}}],
        )
        tab.reload()
        expect(guess(tab, CHOICE)[1]).to_be_hidden()
        expect(tab.get_by_label(label("line"))).to_have_count(0)


# ---- the view for the projector ----


def test_one_thing_a_screen_and_results_are_hidden_until_asked(chromium, place):
    with page(chromium) as tab:
        tab.goto(place)
        opener = tab.get_by_role("button", name=label("projector"))
        opener.click()
        view, show = tab.get_by_role("dialog"), tab.get_by_role("button", name=label("show"))
        expect(view.get_by_role("heading")).to_have_text("One")
        for at, name in enumerate((CURVE, CHOICE)):
            one, result = guess(tab, name)
            expect(view.get_by_text(label("place", at=2 * at + 1, all=4), exact=True)).to_be_visible()
            expect(one).to_be_visible()
            expect(view.locator("[data-guess]")).to_have_count(1)
            expect(show).to_be_hidden()
            tab.keyboard.press("ArrowRight")
            expect(result).to_be_hidden()
            expect(show).to_be_focused()
            tab.keyboard.press("Enter")
            expect(result).to_be_visible()
            tab.keyboard.press("ArrowRight")
        expect(view.get_by_role("button", name=label("next"))).to_be_disabled()
        tab.keyboard.press("ArrowLeft")
        one, result = guess(tab, CHOICE)
        one.get_by_role("radio").nth(2).check()
        one.get_by_role("button", name=label("go")).click()  # the page's own guess, made on the screen
        tab.keyboard.press("Escape")
        expect(view).to_have_count(0)
        expect(opener).to_be_focused()
        expect(result).to_be_visible()
        expect(guess(tab, CURVE)[1]).to_be_hidden()  # shown to the class, and yet to be guessed on the page
        assert tab.locator("article [data-guess]").count() == 2
        assert not tab.console_errors


def test_a_finger_turns_the_screens(chromium, place):
    context = chromium.new_context(has_touch=True, viewport={"width": 360, "height": 700})
    try:
        tab = context.new_page()
        tab.goto(f"{place}#projector")
        view = tab.get_by_role("dialog")
        view.get_by_role("button", name=label("next")).tap()
        expect(view.get_by_text(label("place", at=2, all=4), exact=True)).to_be_visible()
        view.get_by_role("button", name=label("show")).tap()
        expect(guess(tab, CURVE)[1]).to_be_visible()
        swipe = """(heading, by) => {
            const touch = (x) => [new Touch({identifier: 1, target: heading, clientX: x, clientY: 5})];
            heading.dispatchEvent(new TouchEvent("touchstart", {touches: touch(150)}));
            heading.dispatchEvent(new TouchEvent("touchend", {changedTouches: touch(150 + by)}));
        }"""
        view.get_by_role("heading").evaluate(swipe, -90)
        expect(view.get_by_text(label("place", at=3, all=4), exact=True)).to_be_visible()
        view.get_by_role("heading").evaluate(swipe, 90)
        expect(view.get_by_text(label("place", at=2, all=4), exact=True)).to_be_visible()
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        view.get_by_role("button", name=label("close")).tap()
        expect(view).to_have_count(0)
    finally:
        context.close()
