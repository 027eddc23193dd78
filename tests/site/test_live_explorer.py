"""The BLEU explorer of the site counts what the notebook's counts, in both languages."""

import random

import pytest
from browser import page
from live import given_explorer, lab_alone, labs, run
from looks import TOO_WIDE, holds, without_font
from playwright.sync_api import expect

from course_lib.chapters.ch06_bleu.explorer_lab.compute import CUTS, ORDERS, compute, match, tokens
from course_lib.chapters.ch06_bleu.explorer_lab.presets import PRESETS
from course_lib.chapters.ch06_bleu.figures import label

LETTERS = "ab1 ,.-&“”(x)喜欢，。é\u3000…—[~/@$"
MATCHES = """(cases) => cases.map(([candidate, references, n]) => {
    const found = matchGrams(candidate, references, n);
    const plain = (grams) => grams.map(({ start, kind, number }) => [start, kind, number]);
    return [plain(found.said), found.counted.map(plain)];
})"""


def test_lines_are_cut_as_by_sacrebleu(chromium, tmp_path):
    chance = random.Random(0)
    lines = ["".join(chance.choices(LETTERS, k=chance.randint(0, 25))) for _ in range(500)]
    lines += ["&quot;a&amp;b&lt;", "3.14, 1,000. 5-6", "<skipped>x", "the doctor's 2-year-old, he said."]
    work = "(lines, cuts) => cuts.map((cut) => lines.map((line) => cutLine(line, cut)))"
    with page(chromium) as tab:
        script = labs.text_of(*labs.ENGINE)
        found = run(tab, tmp_path.as_uri(), tmp_path, script, work, lines, [*CUTS])
    assert found == [[tokens(line, cut) for line in lines] for cut in CUTS]


def test_ngrams_are_matched_as_in_the_notebook(chromium, tmp_path):
    chance = random.Random(0)
    line = lambda: chance.choices("abc", k=chance.randint(0, 9))  # noqa: E731
    cases = [
        [line(), [line() for _ in range(chance.randint(1, 3))], chance.choice(ORDERS)] for _ in range(300)
    ]
    with page(chromium) as tab:
        script = labs.text_of(*labs.ENGINE, "explorer")
        found = run(tab, tmp_path.as_uri(), tmp_path, script, MATCHES, cases)
    for (candidate, references, n), (said, counted) in zip(cases, found, strict=True):
        wanted = match(candidate, references, n)
        assert said == [[*gram] for gram in wanted[0]]
        assert counted == [[[*gram] for gram in grams] for grams in wanted[1]]


@pytest.fixture
def place(tmp_path, language):
    return lab_alone(tmp_path, "explorer", language)


def test_every_preset_has_its_scores(chromium, place, language):
    with page(chromium, 360, 900) as tab:
        tab.goto(place)
        lab = tab.locator("[data-lab=explorer]")
        expect(lab).to_have_attribute("data-ready", "true")
        for key, one in PRESETS.items():
            name = given_explorer.explorer_lab(language)["presets"][key]["name"]
            lab.get_by_role("button", name=name, exact=True).click()
            wanted = compute(one.candidate, one.references, **one.settings())
            expect(lab.locator(".live-look")).to_have_text(one.advice())
            expect(lab.locator(".live-verdict")).to_contain_text(f"= {wanted.bleu.score:.2f}")
            scores = lab.locator(".live-orders").nth(1).locator("td:nth-child(2)")
            notes = [f"{value:.3f}" for value in wanted.notes]
            expect(scores).to_have_text([f"{wanted.official.score:.2f}", *notes])
            for i, cells in enumerate(lab.locator(".live-orders").first.locator("tr").all()[1:]):
                numbers = [i + 1, wanted.bleu.matches[i], wanted.surplus[i], wanted.bleu.totals[i]]
                assert cells.locator("td").all_inner_texts()[:4] == [*map(str, numbers)]
        holds(tab, lambda: tab.locator("html").evaluate_all(TOO_WIDE))
        assert not tab.console_errors  # before Chromium complains that its own tools read a file: page
        assert not without_font(tab)


def test_it_answers_the_keyboard(chromium, place):
    with page(chromium) as tab:
        tab.goto(place)
        lab = tab.locator("[data-lab=explorer]")
        candidate = lab.get_by_label(label("candidate"), exact=True)
        candidate.focus()
        tab.keyboard.press("ControlOrMeta+a")
        tab.keyboard.type("the cat")
        expect(lab.locator(".live-look")).to_be_hidden()  # the advice was about other words
        for number in (1, 2, 3):
            lab.get_by_label(label("reference_number", number=number)).fill("")
        expect(lab.locator(".live-verdict")).to_have_text(given_explorer.refusal())
        lab.get_by_label(label("reference_number", number=1)).fill("the cat")
        lab.get_by_label(label("effective")).press("Space")
        expect(lab.locator(".live-verdict")).to_contain_text("= 100.00")
        assert not tab.console_errors


def test_it_answers_a_finger(chromium, place, language):
    preset = [*given_explorer.explorer_lab(language)["presets"].values()][-1]
    context = chromium.new_context(has_touch=True, viewport={"width": 360, "height": 800})
    try:
        tab = context.new_page()
        tab.goto(place)
        lab = tab.locator("[data-lab=explorer]")
        lab.get_by_role("button", name=preset["name"], exact=True).tap()
        expect(lab.get_by_label(label("candidate"), exact=True)).to_have_value(preset["candidate"])
        before = lab.locator(".live-verdict").inner_text()
        box = lab.get_by_label(label("candidate"), exact=True)
        box.tap()
        expect(box).to_be_focused()
        tab.keyboard.insert_text("x ")
        expect(lab.locator(".live-verdict")).not_to_have_text(before)
        box = lab.get_by_label(label("effective"))
        checked = box.is_checked()
        box.tap()
        expect(box).to_be_checked(checked=not checked)
    finally:
        context.close()
