"""The explorer as a learner meets it: in JupyterLab, in a browser."""

from looks import at, screenshot
from playwright.sync_api import expect

from course_lib.chapters.ch06_bleu.explorer_lab.presets import PRESETS

WORDS = {
    "en": {
        "notes": "One wrong turn in the middle",
        "the": "the the the",
        "short": "perfect but short",
        "two": "perfect, two tokens",
        "two look": "A perfect output that scores 0",
        "smooth": "four smoothings",
        "tie": "a tie of lengths",
        "not": "a “not” is missing",
        "paraphrase": "a good paraphrase",
        "empty": "nothing said",
        "clipped": "clipped",
        "same": "✓ the same",
        "need": "Please type a reference",
        "long": "At most 400 characters",
    },
    "zh": {
        "notes": "中间错一处",
        "the": "the the the",
        "short": "全对但太短",
        "two": "全对，只有两个词元",
        "two look": "输出完全正确，却得 0 分",
        "smooth": "四种平滑",
        "tie": "长度一样近",
        "not": "漏了 not",
        "paraphrase": "换个说法",
        "empty": "什么都没说",
        "clipped": "截断",
        "same": "✓ 一致",
        "need": "请输入一份参考译文",
        "long": "请不要超过 400 个字符",
    },
}


def test_the_explorer(lab_page, language):
    words = WORDS[language]
    with lab_page("ExplorerLab()", language, height=1200) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator("input[type=checkbox]"))
        lines = bench.locator("input[type=text]")
        card = bench.locator(".widget-html-content").last
        toggles, buttons = (
            bench.locator(".widget-toggle-button"),
            bench.locator(".jupyter-button:not(.widget-toggle-button)"),
        )
        formula, dot = card.locator("p", has=tab.locator("sup")), card.locator("circle.dot")

        def choose(name: str) -> None:
            toggles.get_by_text(name, exact=True).click()

        def press(preset: str) -> None:
            buttons.get_by_text(words[preset], exact=True).click()

        expect(card).to_contain_text(words["notes"])
        expect(card).to_contain_text("= 36.28")
        expect(card).to_contain_text(words["same"])
        expect(card.locator("i.matched.s")).to_have_count(2 * 4)
        at(tab, 1300, f"explorer_{language}_notes")
        at(tab, 900, f"explorer_{language}_notes")
        choose("3")
        expect(card.locator("i.matched.s")).to_have_count(2 * 2)
        screenshot(tab, f"explorer_{language}_trigrams")
        toggles.get_by_text("13a").click()  # one token, which nothing matches
        expect(card.locator(".line > .at")).to_have_count(2)
        expect(card).to_contain_text("= 0.00")
        screenshot(tab, f"explorer_{language}_13a")

        press("the")
        expect(lines.nth(2)).to_have_value("there is a cat on the mat")
        expect(card.locator("i.clipped")).to_have_text([words["clipped"]] * 5)
        at(tab, 1300, f"explorer_{language}_the")
        at(tab, 900, f"explorer_{language}_the")

        press("short")
        expect(lines.first).to_have_value(PRESETS["short"].candidate)
        expect(formula.first).to_contain_text("= 28.65")
        at_four = float(dot.get_attribute("cx")), float(dot.get_attribute("cy"))
        lines.first.press("End")
        lines.first.press_sequentially(" the mat by", delay=20)  # the dot climbs with each word
        expect(card.locator(".line").first.locator(".at")).to_have_count(7)
        at_seven = float(dot.get_attribute("cx")), float(dot.get_attribute("cy"))
        assert at_seven[0] > at_four[0] + 20 and at_seven[1] < at_four[1] - 20  # SVG counts downwards
        at(tab, 900, f"explorer_{language}_short")

        press("two")
        expect(card).to_contain_text(words["two look"])
        expect(card).to_contain_text("= 0.00")
        at(tab, 1300, f"explorer_{language}_two")
        bench.locator("input[type=checkbox]").check()
        expect(card).to_contain_text("= 100.00")
        press("smooth")
        expect(bench.locator("input[type=checkbox]")).not_to_be_checked()
        for method, score in (("floor", "27.49"), ("add-k", "49.74"), ("exp", "41.11")):
            choose(method)
            expect(card).to_contain_text(f"= {score}")
            expect(card).to_contain_text(words["same"])
        at(tab, 1300, f"explorer_{language}_smooth")
        for preset in ("tie", "not", "paraphrase", "empty"):
            press(preset)
            expect(lines.nth(1)).to_have_value(PRESETS[preset].references[0])  # before it is overwritten
            expect(card.locator(".line").nth(1)).to_contain_text(PRESETS[preset].references[0].split()[-1])
            at(tab, 1300, f"explorer_{language}_{preset}")

        lines.nth(1).fill("")
        expect(card).to_contain_text(words["need"])
        expect(card.locator("svg")).to_have_count(0)
        screenshot(tab, f"explorer_{language}_none")
        lines.nth(1).fill("<b>bold</b> " * 30)
        expect(card.locator(".at").first).to_have_text("<b>bold</b>")
        at(tab, 900, f"explorer_{language}_long")
        lines.nth(1).fill("a" * 401)
        expect(card).to_contain_text(words["long"])
