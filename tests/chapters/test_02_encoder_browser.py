"""The memory lab as a learner meets it: in JupyterLab, in a browser."""

from looks import at, screenshot
from playwright.sync_api import expect

WORDS = {
    "en": {
        "first": "GRU, 64 units, trained: after 8 letters and EOS.",
        "step": "after 7 of 8 letters, before EOS.",
        "start": "after 1 of 8 letters, before EOS.",
        "untrained": "untrained",
        "silent": "it is not asked",
        "rnn": "RNN, 16 units, trained: after 12 letters and EOS.",
        "long": "At most 12 letters, please",
        "strange": "letters from a to j",
    },
    "zh": {
        "first": "GRU，64 个单元，已训练：读完 8 个字母和 EOS。",
        "step": "读了 8 个字母中的 7 个，还没读 EOS。",
        "start": "读了 8 个字母中的 1 个，还没读 EOS。",
        "untrained": "未训练",
        "silent": "这里就不问它了",
        "rnn": "RNN，16 个单元，已训练：读完 12 个字母和 EOS。",
        "long": "请不要超过 12 个字母",
        "strange": "a 到 j 的字母",
    },
}


def test_the_memory_lab(lab_page, language):
    words = WORDS[language]
    with lab_page("MemoryLab()", language, height=1000) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator(".widget-play"))
        card, typed = bench.locator(".widget-html-content").last, bench.locator("input[type=text]")
        bars, diamonds = card.locator("rect.share"), card.locator("path.said")
        slider, toggles = bench.locator(".noUi-handle"), bench.locator(".widget-toggle-button")
        heat = card.locator("svg image")

        def choose(name: str) -> None:
            toggles.get_by_text(name, exact=True).click()

        expect(card).to_contain_text(words["first"])
        expect(bars).to_have_count(8)
        expect(diamonds).to_have_count(8)
        at(tab, 1300, f"memory_{language}_first")
        at(tab, 900, f"memory_{language}_first")

        before = heat.get_attribute("href")
        bench.locator("input[type=checkbox]").uncheck()
        expect(heat).not_to_have_attribute("href", before)
        screenshot(tab, f"memory_{language}_unsorted")
        bench.locator("input[type=checkbox]").check()
        expect(heat).to_have_attribute("href", before)

        slider.press("ArrowLeft")
        slider.press("ArrowLeft")
        expect(card).to_contain_text(words["step"])
        expect(bars).to_have_count(7)
        expect(diamonds).to_have_count(0)
        screenshot(tab, f"memory_{language}_step")
        slider.press("Home")
        expect(card).to_contain_text(words["start"])
        bench.locator(".widget-play button").first.click()  # it steps by itself; some steps may not be drawn
        expect(card).to_contain_text(words["first"])

        choose(words["untrained"])
        expect(card).to_contain_text(words["silent"])
        expect(diamonds).to_have_count(0)
        screenshot(tab, f"memory_{language}_untrained")
        toggles.first.click()
        expect(diamonds).to_have_count(8)

        typed.fill("facegibdacjj")
        expect(bars).to_have_count(12)
        choose("LSTM")
        expect(card).to_contain_text("LSTM")
        screenshot(tab, f"memory_{language}_long")
        choose("RNN")
        expect(card).to_contain_text("RNN")
        choose("16")
        expect(card).to_contain_text(words["rnn"])
        screenshot(tab, f"memory_{language}_rnn")

        typed.press("End")
        typed.press("a")
        expect(card).to_contain_text(words["long"])
        expect(card.locator("svg")).to_have_count(0)
        screenshot(tab, f"memory_{language}_too_long")
        typed.fill("")
        expect(card).to_contain_text(words["strange"])
        for key, letters in (("A", 1), ("B", 2), (" ", 2), ("c", 3)):
            typed.press(key)
            expect(bars).to_have_count(letters)  # the picture follows each key, and stands at the end
        expect(card.locator("svg")).to_contain_text("EOS")
        screenshot(tab, f"memory_{language}_short")
