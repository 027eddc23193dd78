"""The scene lab as a learner meets it: in JupyterLab, in a browser, by mouse and by keyboard."""

from looks import at, dark
from playwright.sync_api import expect

WORDS = {
    "en": {
        "caption": "a green circle left of a blue square",
        "word": "blue",
        "sure": "To write blue",
        "paint": "thing 2",
        "after": "Now it writes:",
        "another": "Another scene",
        "next": "1, a purple triangle, and 2, a white circle",
    },
    "zh": {
        "caption": "绿色圆形在蓝色方形左边",
        "word": "蓝色",
        "sure": "写蓝色时",
        "paint": "第 2 样",
        "after": "现在它写：",
        "another": "换一个场景",
        "next": "1 是紫色三角形，2 是白色圆形",
    },
}


def test_the_scene_lab(lab_page, language):
    words = WORDS[language]
    with lab_page("SceneLab()", language, height=1500) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator(".widget-toggle-buttons"))
        button = bench.get_by_role("button")
        expect(bench).to_contain_text(words["caption"])
        expect(bench.locator("rect.share")).to_have_count(36)
        for width in (1300, 900):
            at(tab, width, f"scene_{language}_first")
        button.get_by_text(words["word"], exact=True).click()
        expect(bench).to_contain_text(words["sure"])
        paint = button.get_by_text(words["paint"], exact=True)
        paint.focus()
        tab.keyboard.press("Enter")
        expect(bench).to_contain_text(words["after"])
        at(tab, 900, f"scene_{language}_painted")
        slider = bench.get_by_role("slider").first
        slider.focus()
        before = bench.locator("image").first.get_attribute("href")
        tab.keyboard.press("ArrowRight")
        expect(bench.locator("image").first).not_to_have_attribute("href", before)
        button.get_by_text(words["another"], exact=True).click()
        expect(bench.get_by_role("img", name=words["next"]).first).to_be_visible()
        dark(tab)
        at(tab, 900, f"scene_{language}_dark")
        tab.evaluate("window.jupyterapp.shell.collapseLeft()")
        for width in (800, 600, 360):  # the narrowest is a phone
            at(tab, width, f"scene_{language}_dark", height=2200)
