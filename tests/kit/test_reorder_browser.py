"""Lines in order and opening questions in JupyterLab: by keyboard alone, in the dark, on a narrow window."""

from browser import page, widget_page
from looks import TOO_WIDE, dark, holds, screenshot, without_font
from playwright.sync_api import expect

from course_lib.chapters.ch02_encoder import exercises as ch02
from course_lib.language import pick

OPEN = """
import os
os.environ['COURSE_PROGRESS'] = {folder!r}
from course_lib.language import set_language
set_language(LANGUAGE)
from course_lib.chapters.opening import opening
from course_lib.chapters.ch02_encoder import exercises as ch02
from IPython.display import display
"""


def seen(tab, name, language, parts):
    """The same in a narrow window and in the dark: nothing is cut, each character has the course's font."""
    holds(tab, lambda: tab.locator(parts).evaluate_all(TOO_WIDE))
    assert without_font(tab, ".jp-OutputArea-output") == []
    screenshot(tab, f"{name}_{language}")
    dark(tab)
    tab.set_viewport_size({"width": 480, "height": 1400})
    holds(tab, lambda: tab.locator(parts).evaluate_all(TOO_WIDE))
    screenshot(tab, f"{name}_{language}_dark_480")
    assert not tab.outside
    assert not tab.console_errors


def test_lines_are_put_in_order_by_keyboard(chromium, server, tmp_path, language):
    with page(chromium) as tab:
        code = OPEN.format(folder=str(tmp_path))
        widget_page(tab, server, code + "display(ch02.rnn_states.lines())", language)
        buttons = tab.locator(".course-lines > .widget-button")
        sheet = ch02.rnn_states.lines()
        expect(buttons).to_have_count(len(sheet.pieces))
        buttons.first.focus()
        at, order, chosen = 1, sheet.solved(), []
        made = tab.locator(".course-lines > .widget-html pre").last
        for number in [order[0], order[0], *order]:  # in, out, and all of them
            for _ in range(abs(number - at)):
                tab.keyboard.press("Tab" if number > at else "Shift+Tab")
            at = number
            tab.keyboard.press("Space")
            chosen = [one for one in chosen if one != number] if number in chosen else [*chosen, number]
            expect(made).to_have_text(sheet.text(chosen))  # a busy kernel answers late
        for _ in range(len(sheet.pieces) - at + 2):  # the buttons below: take back, check
            tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.textContent") == pick("Check", "检查")
        tab.keyboard.press("Space")
        expect(tab.locator(".course-lines .widget-output")).to_contain_text(pick("✓ Right.", "✓ 正确。"))
        seen(tab, "lines", language, ".course-lines > .widget-button")


def test_opening_questions_are_answered_by_keyboard(chromium, server, tmp_path, language):
    with page(chromium) as tab:
        widget_page(tab, server, OPEN.format(folder=str(tmp_path)) + "display(opening(ch02))", language)
        boxes = tab.locator(".course-quiz .widget-radio-box")
        expect(boxes).to_have_count(2)
        said = tab.locator(".course-quiz [role=status]")
        for number in range(2):
            boxes.nth(number).locator("input").first.focus()
            tab.keyboard.press("Space")
            for _ in range(boxes.nth(number).locator("input").count()):
                tab.keyboard.press("Tab")
            tab.keyboard.press("Space")
            expect(said).to_have_count(number + 1)
        seen(tab, "opening", language, ".course-quiz .widget-radio-box label")
