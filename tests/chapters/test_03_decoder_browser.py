"""The stepper lab as a learner meets it: in JupyterLab, in a browser, by mouse and by keyboard."""

import re

from looks import screenshot, without_font
from playwright.sync_api import expect

WORDS = {
    "en": {
        "next": "Say the likeliest",
        "finish": "Finish greedily",
        "undo": "Undo",
        "again": "Start again",
        "draw": "Draw to the end",
        "tree": "a beam of 3 as a tree",
        "forced": "forced",
        "drawn": "drawn",
        "right": "✓ right",
        "wrong": "it should be",
    },
    "zh": {
        "next": "说最可能的",
        "finish": "贪心写完",
        "undo": "撤销",
        "again": "重来",
        "draw": "一直抽到底",
        "tree": "束宽 3 的搜索树",
        "forced": "强制",
        "drawn": "抽取",
        "right": "✓ 正确",
        "wrong": "应为",
    },
}


def test_a_learner_steps_forces_undoes_and_draws(lab_page, language):
    words = WORDS[language]
    with lab_page('StepperLab(records.load("french").model(seed=0))', language) as tab:
        card = tab.locator(".jp-OutputArea-output")
        press = lambda name: tab.get_by_role("button", name=name).click()  # noqa: E731
        press(words["next"])
        expect(card).to_contain_text("soixante")
        tab.get_by_role("button", name="dix", exact=True).focus()
        tab.keyboard.press("Enter")
        expect(card).to_contain_text(words["forced"])
        screenshot(tab, f"stepper_forced_{language}")
        press(words["finish"])
        expect(card).to_contain_text(words["wrong"])
        expect(tab.get_by_role("button", name=words["next"])).to_be_disabled()
        press(words["undo"])
        expect(tab.get_by_role("button", name=words["next"])).to_be_enabled()
        press(words["again"])
        press(words["finish"])
        expect(card).to_contain_text(words["right"])
        press(words["again"])
        press(words["draw"])
        expect(card).to_contain_text(words["drawn"])
        tab.get_by_role("button", name=re.compile(words["tree"])).click()
        expect(tab.locator(".jp-OutputArea-output img")).to_be_visible()
        assert without_font(tab, ".jp-OutputArea-output") == []
        screenshot(tab, f"stepper_tree_{language}")
