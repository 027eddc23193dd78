"""The tasks lab as a learner meets it: in JupyterLab, in a browser, by mouse and by keyboard."""

from looks import at, dark
from playwright.sync_api import expect

WORDS = {
    "en": {
        "writes": "The model writes: 407",
        "noise": "louder",
        "pictures": "pictures",
        "number": "2",
        "looks": "it looks most at the patch in row",
        "dates": "dates",
        "date": "It reads:",
        "wrong": "Please type a date",
    },
    "zh": {
        "writes": "模型写的是：407",
        "noise": "很响",
        "pictures": "图片",
        "number": "2",
        "looks": "它看得最多的是第",
        "dates": "日期",
        "date": "模型读到的是：",
        "wrong": "请输入一个英文日期",
    },
}


def test_the_tasks_lab(lab_page, language):
    words = WORDS[language]
    with lab_page("TasksLab()", language, height=1500) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator(".widget-toggle-buttons"))
        button = bench.get_by_role("button")
        expect(bench).to_contain_text(words["writes"])
        expect(bench.locator("audio")).to_be_visible()
        for width in (1300, 900):
            at(tab, width, f"tasks_{language}_speech")
        drawn = bench.locator("img").first
        before = drawn.get_attribute("src")
        button.get_by_text(words["noise"], exact=True).click()
        expect(drawn).not_to_have_attribute("src", before)
        pictures = button.get_by_text(words["pictures"], exact=True)
        pictures.focus()
        tab.keyboard.press("Enter")
        expect(bench.locator("rect.share")).to_have_count(36)
        expect(bench.locator("audio")).to_be_hidden()
        first = bench.locator("image").get_attribute("href")
        field = bench.get_by_role("textbox").first
        field.fill(words["number"])
        field.press("Enter")
        expect(bench.locator("image")).not_to_have_attribute("href", first)
        slider = bench.get_by_role("slider").first
        slider.focus()
        said = bench.get_by_role("img").first.get_attribute("aria-label")
        tab.keyboard.press("ArrowRight")
        expect(bench.get_by_role("img").first).not_to_have_attribute("aria-label", said)
        expect(bench).to_contain_text(words["looks"])
        at(tab, 900, f"tasks_{language}_pictures")
        button.get_by_text(words["dates"], exact=True).click()
        expect(bench).to_contain_text(words["date"])
        at(tab, 900, f"tasks_{language}_dates")
        dark(tab)
        at(tab, 900, f"tasks_{language}_dark")
        tab.evaluate("window.jupyterapp.shell.collapseLeft()")
        for width in (800, 600, 360):  # the narrowest is a phone
            at(tab, width, f"tasks_{language}_dark", height=2200)
        pictures.click()
        at(tab, 360, f"tasks_{language}_dark_pictures", height=2200)
        button.get_by_text(words["dates"], exact=True).click()
        expect(bench).to_contain_text(words["date"])  # an example takes the place of what stood there
        field.fill(" ")
        field.press("Enter")
        expect(bench).to_contain_text(words["wrong"])
        expect(bench.locator("rect").first).to_be_hidden()
