"""Exercises and quizzes as a learner meets them: in JupyterLab, by keyboard, and after a restart."""

from browser import page, widget_page
from looks import TOO_WIDE, holds, screenshot, without_font
from playwright.sync_api import expect

from course_lib.chapters.ch01_sequences import exercises as ch01

WORDS = {
    "en": {"check": "Check", "right": "✓ Right.", "first": "Choose an answer first."}
    | {
        "wrong": "✗ Not so.",
        "done": "✓ done",
        "missing": "EOS (2) is missing",
        "line": "line 2 (encode_line)",
    },
    "zh": {"check": "检查", "right": "✓ 正确。", "first": "请先选一个答案。"}
    | {"wrong": "✗ 不对。", "done": "✓ 完成", "missing": "末尾缺少 EOS", "line": "第 2 行 (encode_line)"},
}
OPEN = """
from course_lib.language import set_language
set_language(LANGUAGE)
from course_lib.chapters.ch01_sequences import exercises as ch01
from course_lib.chapters.progress import progress
"""
SOLVE = """
def encode_line(text, table):
    return [table[word] for word in text.split()] + [2]

ch01.encode_line.check(encode_line)

def encode_line(text, table):
    return [table.get(word, 3) for word in text.split()]

ch01.encode_line.check(encode_line)

def encode_line(text, table):
    return [*(table.get(word, 3) for word in text.split()), 2]

ch01.encode_line.check(encode_line)
ch01.quiz
"""


def answer(tab, choice: int, words: dict, options: int = 3) -> None:
    """Choose an option and press the button, without a mouse; the focus is on the first radio button."""
    for _ in range(choice):
        tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    for _ in range(options - choice):
        tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == words["check"]
    tab.keyboard.press("Space")


def test_a_chapters_practice_by_keyboard_and_after_a_restart(chromium, server, tmp_path, language):
    begin = f"import os\nos.environ['COURSE_PROGRESS'] = {str(tmp_path)!r}" + OPEN
    words = WORDS[language]
    rights = [next(i for i, o in enumerate(item.options) if o.right) for item in ch01.quiz.items]
    with page(chromium) as tab:
        widget_page(tab, server, begin + SOLVE, language)
        notes = tab.locator(".jp-OutputArea-output.jp-RenderedHTMLCommon")
        expect(notes).to_have_count(3)  # each check is shown, and once
        expect(notes.nth(0)).to_contain_text("KeyError: 'zebra'")
        expect(notes.nth(1)).to_contain_text(words["missing"])
        expect(notes.nth(2)).to_contain_text(words["right"])
        radios = tab.locator(".course-quiz .widget-radio-box")
        expect(radios).to_have_count(4)
        expect(tab.locator(".course-quiz input:checked")).to_have_count(0)
        said = tab.locator(".course-quiz .widget-html-content")

        first = radios.first.locator("input").first
        first.focus()
        for key in ("Tab", "Tab", "Tab", "Space"):
            tab.keyboard.press(key)
        expect(said.filter(has_text=words["first"])).to_have_count(1)
        first.focus()
        answer(tab, 0, words)  # a wrong one
        expect(said.filter(has_text=words["wrong"])).to_have_count(1)
        first.focus()
        for number, right in enumerate(rights, 1):
            answer(tab, right, words)
            expect(said.filter(has_text=words["right"])).to_have_count(number)
            tab.keyboard.press("Tab")
        expect(said.filter(has_text=words["wrong"])).to_have_count(0)
        options = tab.locator(".course-quiz .widget-radio-box label")
        holds(tab, lambda: options.evaluate_all(TOO_WIDE))
        assert without_font(tab, ".jp-OutputArea-output") == []
        screenshot(tab, f"practice_{language}")

        widget_page(tab, server, begin + "progress()", language)  # another kernel
        table = tab.locator(".jp-OutputArea-output table")
        expect(table.locator("tr").nth(1)).to_contain_text(words["done"])
        expect(table.locator("tr").nth(1).locator("td").last).to_have_text("3")
        expect(table.locator("tr").last).to_contain_text(words["done"])
        screenshot(tab, f"progress_{language}")
        assert not tab.outside
        assert not tab.console_errors
