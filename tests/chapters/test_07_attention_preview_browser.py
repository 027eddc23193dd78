"""The alignment lab as a learner meets it: in JupyterLab, in a browser, by mouse and by keyboard."""

from looks import at, dark, screenshot
from playwright.sync_api import expect

WORDS = {
    "en": {
        "first": "To write quarante (token 1 of 12)",
        "third": "To write deux (token 3 of 12)",
        "fourth": "To write , (token 4 of 12)",
        "matters": "nats of log p",
        "none": "no attention",
        "blind": "looks at no source token",
        "twelve": "Held-out lists of 12",
        "eleven": "Held-out lists of 11",
        "date": "date",
        "dot": "dot attention",
        "strange": "numbers from 0 to 99",
    },
    "zh": {
        "first": "写 quarante（第 1 个，共 12 个）",
        "third": "写 deux（第 3 个，共 12 个）",
        "fourth": "写 ,（第 4 个，共 12 个）",
        "matters": "下降多少 nat",
        "none": "无注意力",
        "blind": "不看任何源词元",
        "twelve": "12 个数的留出列表",
        "eleven": "11 个数的留出列表",
        "date": "日期",
        "dot": "点积注意力",
        "strange": "0 到 99 的数",
    },
}


def test_the_alignment_lab(lab_page, language):
    words = WORDS[language]
    with lab_page("AlignmentLab()", language, height=1500) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator(".widget-toggle-buttons"))
        looks, frame = bench.locator(".course-looks"), bench.locator("rect.now")
        toggles, buttons = bench.locator(".widget-toggle-button"), bench.locator("button.jupyter-button")

        def token(name: str):
            return buttons.filter(has_text=name).first

        expect(bench).to_contain_text(words["first"])
        expect(looks.locator("span.top")).to_contain_text("forty")
        at(tab, 1300, f"alignment_{language}_first")
        at(tab, 900, f"alignment_{language}_first")

        token("deux").click()
        expect(bench).to_contain_text(words["third"])
        expect(looks.locator("span.top")).to_contain_text("two")
        high = float(frame.get_attribute("y"))
        bench.locator(".noUi-handle").nth(1).press("ArrowRight")  # the slider of tokens
        expect(bench).to_contain_text(words["fourth"])
        expect(frame).not_to_have_attribute("y", str(high))
        token("deux").focus()
        tab.keyboard.press("Enter")
        expect(bench).to_contain_text(words["third"])

        bench.locator("input[type=checkbox]").check()
        expect(bench).to_contain_text(words["matters"])
        at(tab, 1300, f"alignment_{language}_matters")
        toggles.get_by_text(words["none"], exact=True).click()
        expect(bench).to_contain_text(words["blind"])
        expect(frame).to_have_count(0)
        screenshot(tab, f"alignment_{language}_none")
        toggles.get_by_text(words["dot"], exact=True).click()
        expect(frame).to_have_count(1)

        bench.locator(".noUi-handle").first.press("End")
        expect(bench).to_contain_text(words["twelve"])
        expect(token("neuf")).to_be_visible()  # the buttons come last
        at(tab, 1300, f"alignment_{language}_twelve")
        at(tab, 900, f"alignment_{language}_twelve")
        bench.locator(".noUi-handle").first.press("ArrowLeft")
        expect(bench).to_contain_text(words["eleven"])

        toggles.get_by_text(words["date"], exact=True).click()
        expect(bench).to_contain_text("2013-08-02")
        expect(bench.locator("polyline:visible")).to_have_count(0)
        at(tab, 1300, f"alignment_{language}_date")
        at(tab, 900, f"alignment_{language}_date")

        dark(tab)
        at(tab, 900, f"alignment_{language}_dark")

        toggles.first.click()
        typed = bench.locator("input[type=text]").first
        expect(typed).to_have_value("42, 7, 81")  # the kernel's example is there, and comes no later
        typed.fill("seven, hello")
        typed.press("Enter")
        expect(bench).to_contain_text(words["strange"])
        expect(bench.locator("svg[role=img]:visible")).to_have_count(0)
        screenshot(tab, f"alignment_{language}_strange")
        typed.fill("seven, 80")
        typed.press("Enter")
        expect(bench).to_contain_text("quatre-vingts")
