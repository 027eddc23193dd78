"""Guesses and folded explanations as a learner meets them: in JupyterLab, by keyboard, after a restart."""

import json

import nbformat
import pytest
from browser import KERNEL_READY, open_notebook, page, run_all
from looks import at, dark, screenshot
from nbformat import v4
from playwright.sync_api import expect

from notebooks import copies

WORDS = {
    "en": {"guess": "Guess", "skip": "Skip", "made": "Your guess: 40 of 100.", "off": "too high by 28"}
    | {"next": "Run the next cell", "late": "too late for one", "skipped": "Skipped."},
    "zh": {"guess": "就猜这个", "skip": "跳过", "made": "你猜的是：40 个（共 100 个）。", "off": "猜高了 28"}
    | {"next": "运行下一个单元格", "late": "不能再补了", "skipped": "已跳过。"},
}
BEGIN = """import os
os.environ["COURSE_PROGRESS"] = {folder!r}
from course_lib.language import set_language
set_language({language!r})
from course_lib.kit.practice.guess import Choice, Curve, Guess, Number
here = "course_lib.chapters.ch77_try.exercises"
planted = Guess(here, "planted", ("A planted digit", "植入的数字"),
    ("How many of 100 go on right after a wrong first digit?", "第一位错了，100 个里有多少个后面仍然写对？"),
    Number(0, 100, unit=("of 100", "个（共 100 个）")))
way = Guess(here, "way", ("Longer numbers", "更长的数"), ("Beyond seven digits?", "超过七位会怎样？"),
    Choice(("It goes on as well as before, since the rule does not depend on how long a number is, and that "
            "was learnt", "和以前一样好：规则和数的长度无关，模型学到的就是规则，所以多长都不怕"),
           ("Nothing is right", "一个也不对")))
curve = Guess(here, "curve", ("By length", "按长度看"), ("How many are right?", "有多少写对？"),
    Curve(0, 1, at=["4", "6", "8"], axis=("numbers in the list", "列表里数的个数")))
"""
ACTIVE = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
HIDDEN = """window.jupyterapp.shell.currentWidget.content.widgets
    .map((cell, number) => cell.isHidden ? number : -1).filter(number => number >= 0)"""
COUNTS = """window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === "code").map(cell => cell.model.executionCount)"""
RESTART = "window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"
SAVE = "window.jupyterapp.commands.execute('docmanager:save')"


@pytest.fixture
def book(server, tmp_path, language):
    """A learner's copy of a small chapter, as seen from the server's root."""
    md, code = v4.new_markdown_cell, v4.new_code_cell
    cells = [
        code(BEGIN.format(folder=str(tmp_path / "progress"), language=language)),
        md("## Guess"),
        code("planted"),
        code("print(12)\nplanted.result(12)"),
        md("### Why", metadata={"tags": ["explain"]}),
        md("Because."),
        md("### Next"),
        code("way"),
        code("way.result(1)"),
        code("curve"),
        code("curve.result([0.98, 0.6, 0.3], live=True, form='.2f')"),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = nbformat.writes(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}))
    path = server.root / f"guess-{language}-{tmp_path.name}.ipynb"
    path.write_bytes(copies.unread(whole.encode()))
    return path


def guesses(tmp_path):
    kept = json.loads((tmp_path / "progress" / "guesses.json").read_text())["guesses"]
    return {name.removeprefix("try."): (one["state"], one["guess"]) for name, one in kept.items()}


def run_by_key(tab, cells):
    """Shift+Enter, from the active cell on."""
    for _ in range(cells):
        before = tab.evaluate(ACTIVE)
        tab.keyboard.press("Shift+Enter")
        tab.wait_for_function(f"{ACTIVE} !== {before}")


def focus_on(tab, wanted):
    """Tab until the focus is on what the selector names."""
    for _ in range(15):
        tab.keyboard.press("Tab")
        if tab.evaluate(f"document.activeElement.matches('{wanted}')"):
            return
    pytest.fail(f"{wanted} is not reached by Tab")


def test_a_guess_by_keyboard_a_skip_a_fold_and_a_restart(chromium, server, book, tmp_path, language):
    words = WORDS[language]
    with page(chromium, height=2200) as tab:
        open_notebook(tab, server, book.name)
        tab.wait_for_function(f"({HIDDEN}).join() === '5'")
        tab.locator(".jp-Cell").first.click()
        tab.keyboard.press("Escape")
        run_by_key(tab, 3)
        panels = tab.locator(".course-options")
        expect(panels).to_have_count(1)

        tab.keyboard.press("ArrowUp")
        focus_on(tab, "input")
        tab.locator(".jp-mod-readWrite").wait_for()  # from now on JupyterLab takes no digit for a command
        tab.keyboard.type("40")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Space")
        expect(panels).to_contain_text(words["next"])
        assert guesses(tmp_path) == {"planted": ("made", 40)}
        run_by_key(tab, 2)  # the guess once more, its result
        shown = tab.locator(".jp-Cell").nth(3).locator(".jp-OutputArea-output")
        expect(shown.last).to_contain_text(words["made"])
        expect(shown.last).to_contain_text(words["off"])
        assert tab.evaluate(HIDDEN) == [5], "what explains it waits"
        run_by_key(tab, 4)  # the heading, what it folds, the next heading, the next guess
        expect(panels).to_have_count(2)
        tab.keyboard.press("ArrowUp")
        focus_on(tab, "button.widget-button:not(.mod-primary)")
        tab.keyboard.press("Space")
        expect(panels.last).to_contain_text(words["skipped"])
        run_by_key(tab, 4)  # 7 to 10; below the last one a new cell is made
        tab.wait_for_function(f"({COUNTS}).slice(0, 7).every(count => count > 0)")
        expect(panels.last).to_contain_text(words["late"])
        assert guesses(tmp_path) == {"planted": ("made", 40), "way": ("skipped", None)} | {
            "curve": ("unmade", None)
        }

        tab.evaluate(RESTART)
        tab.evaluate(KERNEL_READY)
        run_all(tab)
        expect(panels.first).to_contain_text(words["made"].rstrip("。."))
        expect(panels.first.locator("input")).to_be_disabled()
        expect(panels.last).to_contain_text(words["late"])
        screenshot(tab, f"guess_{language}")
        dark(tab)
        screenshot(tab, f"guess_{language}_dark")
        assert not tab.outside and not tab.console_errors


def test_a_fold_opens_by_a_click_and_stays_open(chromium, server, book):
    with page(chromium) as tab:
        open_notebook(tab, server, book.name)
        tab.wait_for_function(f"({HIDDEN}).join() === '5'")
        run_all(tab)
        assert all(tab.evaluate(COUNTS)) and tab.evaluate(HIDDEN) == [5], "Run All passes by"
        tab.locator(".jp-showHiddenCellsButton").click()
        tab.wait_for_function(f"({HIDDEN}).length === 0")
        tab.evaluate(SAVE)
        open_notebook(tab, server, book.name)
        expect(tab.locator("p", has_text="Because.")).to_be_visible()
        assert tab.evaluate(HIDDEN) == []


def test_curves_and_long_options_fit_a_narrow_page(chromium, server, book, language):
    words = WORDS[language]
    with page(chromium, height=2600) as tab:
        open_notebook(tab, server, book.name)
        cells = tab.evaluate("window.jupyterapp.shell.currentWidget.content.widgets.length")
        assert cells == 11
        for number in (0, 7, 9):
            tab.evaluate(f"window.jupyterapp.shell.currentWidget.content.activeCellIndex = {number}")
            tab.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")
        panels = tab.locator(".course-options")
        expect(panels).to_have_count(2)
        panels.first.locator("input").first.check()
        panels.first.get_by_role("button", name=words["guess"]).click()
        for box, value in zip(panels.last.locator("input").all(), ("0.9", "0.8", "0.7"), strict=True):
            box.fill(value)
        panels.last.get_by_role("button", name=words["guess"]).click()
        expect(panels.last).to_contain_text(words["next"])
        for number in (8, 10):
            tab.evaluate(f"window.jupyterapp.shell.currentWidget.content.activeCellIndex = {number}")
            tab.evaluate("window.jupyterapp.commands.execute('notebook:run-cell')")
        expect(tab.locator("svg[role=img]").filter(has_text="4")).to_have_count(1)
        tab.evaluate("window.jupyterapp.shell.collapseLeft()")
        at(tab, 1100, f"guess_{language}", height=2600)
        at(tab, 480, f"guess_{language}", height=2600)
