"""The heads lab as a learner meets it: in JupyterLab, in a browser, by mouse and by keyboard."""

from looks import at, dark, screenshot
from playwright.sync_api import expect

WORDS = {
    "en": {
        "first": "To write quarante (token 1 of 12)",
        "third": "To write deux (token 3 of 12)",
        "fourth": "To write , (token 4 of 12)",
        "encoder": "encoder: source looks at source",
        "masked": "6 PADs, masked",
        "nothing": "nothing changes",
        "seen": "6 PADs, no mask",
        "takes": "PAD, which says nothing, takes",
        "decoder": "decoder: what was written looks at itself",
        "none": "none",
        "future": "goes to later tokens",
        "another": "Another example",
        "strange": "numbers from 0 to 99",
    },
    "zh": {
        "first": "写 quarante（第 1 个，共 12 个）",
        "third": "写 deux（第 3 个，共 12 个）",
        "fourth": "写 ,（第 4 个，共 12 个）",
        "encoder": "编码器：源看源",
        "masked": "6 个 PAD，有掩码",
        "nothing": "什么也不变",
        "seen": "6 个 PAD，没有掩码",
        "takes": "什么也没说的 PAD 拿走了",
        "decoder": "解码器：已写的看已写的",
        "none": "没有",
        "future": "给了后面的词元",
        "another": "换一个例子",
        "strange": "0 到 99 的数",
    },
}


def test_the_heads_lab(lab_page, language):
    words = WORDS[language]
    with lab_page("HeadsLab()", language, height=1500) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator(".widget-toggle-buttons"))
        toggles, buttons = bench.locator(".widget-toggle-button"), bench.locator("button.jupyter-button")
        looks, frame, chosen = (bench.locator(one) for one in (".course-looks", "rect.now", "rect.chosen"))

        def token(name: str):
            return buttons.filter(has_text=name).first

        def choose(control: int, name: str) -> None:
            """A button of one of the rows of buttons, counted from the top."""
            bench.locator(".widget-toggle-buttons").nth(control).get_by_text(name, exact=True).click()

        expect(bench).to_contain_text(words["first"])
        expect(bench.locator("rect.head, rect.chosen")).to_have_count(8)
        for width in (1300, 900):
            at(tab, width, f"heads_{language}_first")

        token("deux").click()
        expect(bench).to_contain_text(words["third"])
        high = frame.get_attribute("y")
        bench.locator(".noUi-handle").press("ArrowRight")
        expect(bench).to_contain_text(words["fourth"])
        expect(frame).not_to_have_attribute("y", high)
        token("deux").focus()
        tab.keyboard.press("Enter")
        expect(bench).to_contain_text(words["third"])
        beside = chosen.get_attribute("x")
        choose(4, "3")  # the third head
        expect(chosen).not_to_have_attribute("x", beside)

        choose(0, words["masked"])
        expect(bench).to_contain_text(words["nothing"])
        choose(0, words["seen"])
        expect(bench).to_contain_text(words["takes"])
        expect(looks.locator("span", has_text="PAD")).to_have_count(6)
        at(tab, 900, f"heads_{language}_padded")
        choose(2, words["decoder"])
        choose(1, words["none"])
        expect(bench).to_contain_text(words["future"])
        at(tab, 900, f"heads_{language}_future")
        toggles.get_by_text(words["encoder"], exact=True).click()
        expect(token("forty")).to_be_visible()
        dark(tab)
        at(tab, 900, f"heads_{language}_dark")

        typed = bench.locator("input[type=text]").first
        typed.fill("seven, hello")
        typed.press("Enter")
        expect(bench).to_contain_text(words["strange"])
        expect(bench.locator("svg[role=img]:visible")).to_have_count(0)
        screenshot(tab, f"heads_{language}_strange")
        buttons.get_by_text(words["another"], exact=True).click()
        expect(bench).to_contain_text("quatre-vingts")
        expect(frame).to_be_visible()
        assert not tab.outside
        assert not tab.console_errors
