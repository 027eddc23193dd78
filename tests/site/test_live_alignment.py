"""The alignment lab of the site: it says what the notebook's lab finds, by pointer, touch and keyboard."""

import random
from datetime import date, timedelta

import pytest
from browser import page
from live import given_alignment, lab_alone, labs, run
from looks import TOO_WIDE, holds, without_font
from playwright.sync_api import expect

from course_lib.chapters.ch07_attention_preview.alignment_lab.compute import compute
from course_lib.chapters.ch07_attention_preview.figures import label as chapter
from course_lib.kit.typed_input import EXAMPLES, iso

NAME = "alignment"
label = given_alignment.label


@pytest.fixture
def place(tmp_path, language):
    return lab_alone(tmp_path, NAME, language)


def says(lab, typed: str, score: str, at: int = 0) -> None:
    """The lab shows the answer of the notebook's model, if it is right, and where it looks at step `at`."""
    found = compute("dates", score, typed)
    tokens = lab.locator(".live-token")
    expect(tokens).to_have_text([*found.output[:-1], label("end")])
    verdict = label("said", said=found.text)
    verdict += label("right") if found.correct else label("wrong", answer=found.expected)
    expect(lab.locator(".live-verdict").first).to_have_text(verdict)
    expect(tokens.nth(at)).to_have_attribute("aria-pressed", "true")
    if found.weights is None:
        expect(lab.locator(".live-verdict").nth(1)).to_have_text(label("no_look"))
        expect(lab.get_by_role("img")).to_have_count(0)
        return
    row = found.weights[at].tolist()
    chips = lab.locator(".live-looked")
    expect(chips).to_have_count(len(row))
    shown = [float(text) for text in chips.locator("small").all_inner_texts()]
    assert shown == pytest.approx(row, abs=0.0051)
    most = max(range(len(row)), key=row.__getitem__)
    names = [*found.source[:-1], label("end")]
    expect(lab.locator(".live-verdict").nth(1)).to_contain_text(names[most])
    best = [names[int(one.argmax())] for one in found.weights]
    told = "; ".join(f"{token} < {name}" for token, name in zip(tokens.all_inner_texts(), best, strict=True))
    expect(lab.get_by_role("img")).to_have_attribute("aria-label", label("alt", best=told))


def test_it_says_what_the_notebooks_lab_says(chromium, place, language):
    with page(chromium, 360, 900) as tab:
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        expect(lab).to_have_attribute("data-ready", "true")
        for typed in EXAMPLES["dates"]:
            says(lab, typed, "general")
            holds(tab, lambda: tab.locator("html").evaluate_all(TOO_WIDE))
            lab.get_by_role("button", name=label("another"), exact=True).click()
        for score in given_alignment.SCORES[1:]:
            lab.get_by_role("combobox").select_option(chapter(score))
            says(lab, EXAMPLES["dates"][0], score)
        assert not tab.console_errors
        assert not without_font(tab)


def test_it_answers_the_keyboard(chromium, place, language):
    with page(chromium) as tab:
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        lab.get_by_label(label("date")).focus()
        tab.keyboard.press("ControlOrMeta+a")
        tab.keyboard.type("9 May '75")
        says(lab, "9 May '75", "general")
        lab.locator(".live-token").first.focus()
        for _ in range(3):
            tab.keyboard.press("ArrowRight")
        says(lab, "9 May '75", "general", 3)
        expect(lab.locator(".live-token").nth(3)).to_be_focused()
        tab.keyboard.press("ArrowLeft")
        says(lab, "9 May '75", "general", 2)
        for typed, told in (("", given_alignment.refusals()["nothing"]), ("☃", label("strange", shown="☃"))):
            lab.get_by_label(label("date")).fill(typed)
            expect(lab.locator(".live-verdict").first).to_have_text(told)
            expect(lab.locator(".live-token")).to_have_count(0)
        assert not tab.console_errors


def test_it_answers_a_finger(chromium, place, language):
    context = chromium.new_context(has_touch=True, viewport={"width": 360, "height": 800})
    try:
        tab = context.new_page()
        tab.goto(place)
        lab = tab.locator(f"[data-lab={NAME}]")
        lab.locator(".live-token").nth(5).tap()
        says(lab, EXAMPLES["dates"][0], "general", 5)
    finally:
        context.close()


def test_a_date_is_read_as_the_notebook_reads_it(chromium, tmp_path):
    chance, first = random.Random(0), date(1950, 1, 1)
    days = [first + timedelta(days=chance.randrange(27_000)) for _ in range(100)]
    forms = ("%A, %B %d, %Y", "%d %b '%y", "%b %d, %Y", "%a %d %B %y", "%d.%m.%Y", "%B %Y")
    texts = [day.strftime(forms[n % len(forms)]) for n, day in enumerate(days)]
    texts += [
        "",
        "31 feb 2000",
        "29 feb 1900",
        "29 feb 2000",
        "may",
        "5 5 may",
        "0 may 1999",
        "1 may 0",
        "mon 1 may 99999",
    ]
    work = "(texts) => texts.map(isoDate)"
    with page(chromium) as tab:
        engine = labs.text_of("dates")
        assert run(tab, tmp_path.as_uri(), tmp_path, engine, work, texts) == [iso(text) for text in texts]


def test_its_script_is_small_enough_for_a_page(language):
    assert len(labs.script(NAME, language).encode()) < 500_000


def test_it_stands_below_the_notebooks_lab_and_not_below_a_learners_own():
    (cell,) = labs.cells("07_attention_preview", "AlignmentLab()")
    assert f'data-lab="{NAME}"' in cell["source"]
    assert not labs.cells("07_attention_preview", 'AlignmentLab(own("2_attention"), typed="305, 305, 305")')
