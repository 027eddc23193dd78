"""The cascade lab as a learner meets it: in JupyterLab, in a browser, by mouse and by keyboard."""

import re

from looks import at, dark, holds, screenshot
from playwright.sync_api import expect

WORDS = {
    "en": {
        "error": "first error",
        "story": "says 动 for 然",
        "back": "it ends right",
        "column": "by column",
        "aligned": "aligned",
        "balanced": "balanced",
        "control": "only its own",
        "forced": "forced",
        "alone": "Alone, the model writes 我喜欢自然语言处理",
        "planted": "With 动 planted at place 5, it writes 我喜欢自动化处理",
        "yours": "is your plant",
        "remove": "Remove the plant",
        "own": "my own",
        "strange": "never seen 猫",
        "n": "n = 50",
        "fixed": "With 然 planted at place 5, it writes 我喜欢自然语言处理 ✓",
    },
    "zh": {
        "error": "第一个错",
        "story": "该写“然”，却写了“动”",
        "back": "结尾对：“处理”",
        "column": "逐列",
        "aligned": "对齐",
        "balanced": "语料均衡",
        "control": "全读自己的",
        "forced": "教师强制",
        "alone": "模型独自写出：我喜欢自然语言处理",
        "planted": "第 5 个位置植入“动”，模型写出：我喜欢自动化处理",
        "yours": "是你植入的",
        "remove": "去掉植入",
        "own": "自己写",
        "strange": "没见过“猫”",
        "n": "n = 50",
        "fixed": "第 5 个位置植入“然”，模型写出：我喜欢自然语言处理 ✓",
    },
}
MIDDLES = """parts => parts.map(part => part.getBoundingClientRect()).map(box => box.x + box.width / 2)"""


class Bench:
    """The lab on a page."""

    def __init__(self, tab):
        self.tab = tab
        self.box = tab.locator(".course-cascade")
        self.places = self.box.locator(".course-places button")
        self.own = self.box.locator("table.places tr").nth(2).locator("td")
        self.model, self.sentence, self.count = (self.box.locator("select").nth(i) for i in range(3))

    def button(self, text: str):
        return self.box.locator("button", has_text=re.compile(f"^{re.escape(text)}"))

    def at(self, width: int, name: str) -> None:
        """The lab at that width: nothing sticks out, and every button stands under its token."""
        at(self.tab, width, name, height=1900)
        holds(self.tab, self.apart)

    def apart(self) -> list[float]:
        """How far each button is from the middle of its token, unless that is near."""
        cells = self.own.evaluate_all(MIDDLES)
        buttons = self.box.locator(".course-places > *").evaluate_all(MIDDLES)
        return [a - b for a, b in zip(buttons, cells, strict=True) if abs(a - b) > 2]


def test_a_learner_plants_and_watches_what_follows(lab_page, language):
    words = WORDS[language]
    with lab_page("CascadeLab()", language, height=1500) as tab:
        bench = Bench(tab)
        expect(bench.box).to_contain_text(words["story"])
        expect(bench.box).to_contain_text(words["back"])
        expect(bench.box).to_contain_text(words["n"])
        expect(bench.own.locator("small").first).to_have_text(words["error"])
        for width in (1300, 900):
            bench.at(width, f"cascade_{language}_first")

        bench.button(words["column"]).click()
        expect(bench.box.locator("table.places td.wrong")).to_have_count(6)
        bench.at(900, f"cascade_{language}_column")
        tab.set_viewport_size({"width": 1300, "height": 1500})
        bench.button(words["aligned"]).click()
        expect(bench.box.locator("table.places td.wrong")).to_have_count(3)

        bench.model.select_option(label=words["balanced"])
        expect(bench.box).to_contain_text(words["alone"])
        expect(bench.places).to_have_count(10)  # laid anew: the focus would go with the old ones
        bench.places.nth(4).focus()
        tab.keyboard.press("Space")
        expect(bench.places.nth(4)).to_have_class(re.compile("mod-active"))
        expect(bench.button("动")).to_be_visible()
        expect(bench.places.nth(4)).to_be_focused()
        bench.button("动").focus()
        tab.keyboard.press("Enter")
        expect(bench.box).to_contain_text(words["planted"])
        expect(bench.box).to_contain_text(words["yours"])
        for width in (1300, 900):
            bench.at(width, f"cascade_{language}_planted")
        bench.model.select_option(label=words["control"])
        expect(bench.box).to_contain_text("自动驾驶")
        bench.at(1300, f"cascade_{language}_control")

        bench.model.select_option(label=words["forced"])
        bench.button("然 ✓").click()
        expect(bench.box).to_contain_text(words["fixed"])
        bench.button(words["remove"]).click()
        expect(bench.box).to_contain_text(words["story"])
        expect(bench.button(words["remove"])).to_be_disabled()
        other = bench.box.locator("input[type=text]").last
        other.fill("猫")
        other.press("Enter")
        expect(bench.box).to_contain_text(words["strange"])
        other.fill("电")
        other.press("Enter")
        expect(bench.own.nth(4)).to_contain_text("电")

        bench.sentence.select_option(index=2)
        expect(bench.box.locator("table.places td").first).to_contain_text("你")
        typed = bench.box.locator("input[type=text]").first
        typed.fill("我喜欢猫")
        expect(bench.box).to_contain_text(words["strange"])
        expect(bench.box.locator("table.places")).to_be_hidden()
        screenshot(tab, f"cascade_{language}_strange")
        typed.fill("老师学生研究自然语言处理")
        expect(bench.places.first).to_be_visible()
        for width in (1300, 900):
            bench.at(width, f"cascade_{language}_long")
        before = bench.box.locator("table.counts").inner_text()
        bench.count.select_option("4")
        expect(bench.box.locator("table.counts")).not_to_have_text(before, use_inner_text=True)

        tab.set_viewport_size({"width": 1300, "height": 1500})
        dark(tab)
        bench.sentence.select_option(index=0)
        expect(bench.box).to_contain_text(words["story"])
        screenshot(tab, f"cascade_{language}_dark")
