"""The tokens lab as a learner meets it: in JupyterLab, in a browser."""

import re

from looks import TOO_WIDE, at, holds, screenshot
from playwright.sync_api import expect

WORDS = {
    "en": {
        "chinese": "Chinese",
        "long": "long and short",
        "char": "characters",
        "word": "words",
        "subword": "subwords",
        "unknown": "unknown",
        "without": "without length buckets: 52% wasted",
        "with": "with length buckets: 8% wasted",
        "four": "with length buckets: 3% wasted",
        "many": "At most 12 lines, please.",
        "empty": "Type a sentence, or several lines.",
    },
    "zh": {
        "chinese": "中文",
        "long": "有长有短",
        "char": "字符",
        "word": "词（按空格）",
        "subword": "子词",
        "unknown": "未知",
        "without": "不按长度分桶：浪费 52%",
        "with": "按长度分桶：浪费 8%",
        "four": "按长度分桶：浪费 3%",
        "many": "请不要超过 12 行。",
        "empty": "请输入一个句子，或者几行文字。",
    },
}


def test_the_tokens_lab(lab_page, language):
    words = WORDS[language]
    with lab_page("TokensLab()", language, height=1000) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator("textarea"))
        typed, card = bench.locator("textarea"), bench.locator(".course-chips")
        unknown, chips = card.locator(".line .u"), card.locator(".line > span")
        expect(card).to_contain_text(words["without"])
        expect(card).to_contain_text(words["with"])
        at(tab, 1300, f"tokens_{language}_first")
        at(tab, 900, f"tokens_{language}_first")

        def choose(unit: str) -> None:
            bench.locator(".widget-toggle-button").get_by_text(words[unit], exact=True).click()

        def press(preset: str) -> None:
            bench.locator(".jupyter-button:not(.widget-toggle-button)").get_by_text(
                words[preset], exact=True
            ).click()

        typed.fill("")
        expect(bench).to_contain_text(words["empty"])
        typed.press_sequentially("the <b>bus", delay=5)  # the card follows each key
        expect(chips).to_have_text([re.compile("^the"), re.compile("^<b>bus"), re.compile("^EOS")])
        expect(unknown).to_have_count(1)
        expect(unknown).to_contain_text(words["unknown"])

        press("chinese")
        expect(typed).to_have_value("我喜欢自然语言处理")
        expect(unknown).to_have_count(1)
        expect(chips).to_have_count(2)
        screenshot(tab, f"tokens_{language}_chinese_words")
        choose("char")
        expect(chips).to_have_count(10)
        expect(unknown).to_have_count(0)

        slider = bench.locator(".noUi-handle")
        expect(bench.locator("[disabled].noUi-target, .noUi-target [disabled]").first).to_be_attached()
        choose("subword")
        expect(chips.first).to_have_text(re.compile("^▁我喜欢"))
        slider.press("Home")
        expect(unknown).not_to_have_count(0)
        screenshot(tab, f"tokens_{language}_few_subwords")
        slider.press("End")
        expect(unknown).to_have_count(0)

        choose("word")
        expect(chips.first).not_to_have_text(re.compile("^▁"))
        bench.locator("select").select_option("4")
        expect(card).to_contain_text(words["four"])
        press("long")
        hatched = card.locator("td.p")
        expect(hatched).to_have_count(2 * 24)
        choose("char")
        grid = card.locator(".scroll")
        expect(grid.locator("td")).to_have_count(2 * 4 * 49)
        holds(tab, lambda: [] if grid.evaluate_all(TOO_WIDE) else ["all of it is in sight"])
        at(tab, 1300, f"tokens_{language}_long")
        at(tab, 900, f"tokens_{language}_long")
        tab.evaluate("window.jupyterapp.shell.collapseLeft()")
        at(tab, 400, f"tokens_{language}_long")  # a phone
        typed.fill("a\n" * 13)
        expect(bench).to_contain_text(words["many"])
