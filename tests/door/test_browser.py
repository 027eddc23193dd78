"""Chapters and labs as a learner meets them: in JupyterLab, in a browser."""

import re
import shutil
from pathlib import Path

import pytest
from browser import open_notebook, page, run_all
from looks import at, screenshot, without_font
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
WORDS = {
    "en": {
        "go": "Translate",
        "long": "too long",
        "digit": "a wrong digit",
        "unknown": "an unknown word",
        "right": "✓ right",
        "wrong": "✗ wrong",
        "rest": "the rest is",
        "put": "9 planted at position 1",
        "strange": "unknown",
        "done": "finished",
        "40217": "forty thousand two hundred",
        "41": "forty one",
        "12345678": "twelve million three hundred",
    },
    "zh": {
        "go": "翻译",
        "long": "太长",
        "digit": "错一位",
        "unknown": "未知的词",
        "right": "✓ 正确",
        "wrong": "✗ 错误",
        "rest": "后面",
        "put": "在第 1 位植入了 9",
        "strange": "未知词元",
        "done": "完成",
        "40217": "四 万 零 二 百 一 十 七",
        "41": "四 十 一",
        "12345678": "一 千 二 百 三 十 四 万",
    },
}


@pytest.fixture
def chapter(server, language):
    """Chapter 00 in a folder laid out as the course is; no tracked file is changed."""
    learner, name = server.root / f"learner-{language}", "00_welcome.ipynb"
    mine = learner / "my" / ("zh" if language == "zh" else "")
    shutil.copytree(ROOT / "assets" / "figures", learner / "assets" / "figures")
    mine.mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / mine.relative_to(learner / "my") / name, mine)
    return (mine / name).relative_to(server.root).as_posix()


def test_the_welcome_chapter(chromium, server, chapter, language):
    words = WORDS[language]
    with page(chromium) as tab:
        open_notebook(tab, server, chapter)
        tab.wait_for_function("document.querySelector('.jp-RenderedMarkdown img').naturalWidth > 100")
        assert without_font(tab) == []
        run_all(tab)
        screenshot(tab, f"welcome_{language}_after_run_all")
        panel = tab.locator(".jp-OutputArea-output", has=tab.locator(".widget-hprogress"))
        expect(panel).to_contain_text(words["done"])

        bench = tab.locator(
            ".jp-OutputArea-output", has=tab.get_by_role("button", name=words["go"], exact=True)
        )
        typed = bench.locator("input[type=text]")
        typed.scroll_into_view_if_needed()
        said = bench.locator(".widget-html-content").last
        typed.fill("40217")
        typed.press("Enter")
        expect(said).to_contain_text(words["40217"])
        expect(said).to_contain_text(words["right"])
        screenshot(bench, f"lab_translator_{language}")  # the pictures of the READMEs

        before = bench.locator("img").get_attribute("src")
        typed.fill("41")
        bench.get_by_role("button", name=words["go"], exact=True).click()
        expect(said).to_contain_text(words["41"])
        expect(bench.locator("img")).not_to_have_attribute("src", before)

        bench.get_by_role("button", name=words["long"], exact=True).click()
        expect(said).to_contain_text(words["12345678"])
        expect(said).to_contain_text(words["wrong"])
        screenshot(tab, f"welcome_{language}_too_long")

        bench.get_by_role("button", name=words["digit"], exact=True).click()
        expect(said).to_contain_text(re.compile(r"^[^0-9]*5\s*9"))
        expect(bench.locator("select").first).to_have_js_property("selectedIndex", 2)
        expect(said).to_contain_text(words["rest"])
        screenshot(tab, f"welcome_{language}_planted")
        tab.evaluate("window.jupyterapp.shell.collapseLeft()")
        at(tab, 400, f"welcome_{language}_planted", height=900)  # a phone
        at(tab, 1300, f"welcome_{language}_planted_again")

        bench.get_by_role("button", name=words["unknown"], exact=True).click()
        expect(said).to_contain_text(words["strange"])

        bench.locator("select").first.select_option("1")
        expect(said).to_contain_text(words["put"])
        typed.fill("  ")
        typed.press("Enter")
        expect(said).to_contain_text("4217")  # the hint
        expect(bench.locator("img")).to_be_hidden()
        assert not tab.outside
        assert not tab.console_errors
