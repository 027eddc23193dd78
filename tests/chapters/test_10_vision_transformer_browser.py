"""The patches lab as a learner meets it: in JupyterLab, in a browser, by mouse and by keyboard."""

from looks import at, dark, holds
from playwright.sync_api import expect

WORDS = {
    "en": {
        "right": "It says 3, with probability 1.00: ✓ right.",
        "shuffle": "shuffle the patches",
        "back": "put them back",
        "mixed": "after the class token, shuffled",
        "without": "without",
        "same": "exactly the same answer",
        "one": "That is no sequence",
        "wrong": "one that it gets wrong",
        "it_is": "it is a",
        "clear": "clear",
        "empty": "The paper is empty",
        "cell": "row 4, column 5",
        "drawn": "Your own drawing",
        "restore": "back to the picture",
    },
    "zh": {
        "right": "它说是 3，概率 1.00：✓ 对。",
        "shuffle": "打乱图像块",
        "back": "放回去",
        "mixed": "像素的图像块，已打乱",
        "without": "没有位置",
        "same": "和原来一模一样",
        "one": "不成序列",
        "wrong": "来一张它认错的",
        "it_is": "其实是",
        "clear": "清空",
        "empty": "纸上什么都没有",
        "cell": "第 4 行第 5 列",
        "drawn": "这是你画的",
        "restore": "还原图片",
    },
}


UNSEEN = """patches => patches.map(patch => [patch, patch.closest("div[role=img]")].map(part =>
    part.getBoundingClientRect())).filter(([patch, card]) =>
    patch.left < card.left || patch.right > card.right + 1 || patch.width <= 40)"""  # pixels


def on_a_phone(tab, bench, name):
    """400 pixels, without Lab's side bar: all is there, and nothing has to be pushed aside to be seen."""
    side_bar = 'window.jupyterapp.commands.execute("application:toggle-left-area")'
    tab.evaluate(side_bar)
    at(tab, 400, name, height=2200)
    holds(tab, lambda: bench.locator("rect.patch").evaluate_all(UNSEEN))
    tab.set_viewport_size({"width": 900, "height": 1500})
    tab.evaluate(side_bar)


def test_the_patches_lab(lab_page, language):
    words = WORDS[language]
    with lab_page("PatchesLab()", language, height=1500) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator(".widget-toggle-buttons"))
        button = bench.get_by_role("button")
        expect(bench).to_contain_text(words["right"])
        expect(bench.locator("rect.patch")).to_have_count(4)
        for width in (1300, 900):
            at(tab, width, f"patches_{language}_first")

        button.get_by_text("2 × 2", exact=True).click()
        expect(bench.locator("rect.share")).to_have_count(16)
        button.get_by_text(words["shuffle"], exact=True).click()
        expect(bench).to_contain_text(words["mixed"])
        for width in (1300, 900):
            at(tab, width, f"patches_{language}_shuffled")
        on_a_phone(tab, bench, f"patches_{language}_shuffled")
        button.get_by_text(words["without"], exact=True).focus()
        tab.keyboard.press("Enter")
        expect(bench).to_contain_text(words["same"])
        button.get_by_text(words["back"], exact=True).click()
        expect(bench).not_to_contain_text(words["same"])
        button.get_by_text("8 × 8", exact=True).click()
        expect(bench).to_contain_text(words["one"])
        expect(button.get_by_text(words["shuffle"], exact=True)).to_be_disabled()
        button.get_by_text("4 × 4", exact=True).click()

        button.get_by_text(words["wrong"], exact=True).click()
        expect(bench).to_contain_text(words["it_is"])
        button.get_by_text(words["clear"], exact=True).click()
        expect(bench).to_contain_text(words["empty"])
        cell = bench.get_by_title(words["cell"])
        cell.focus()
        tab.keyboard.press("Enter")
        expect(cell).to_have_css("background-color", "rgb(0, 0, 0)")
        expect(bench).to_contain_text(words["drawn"])
        at(tab, 900, f"patches_{language}_drawn")
        button.get_by_text(words["restore"], exact=True).click()
        expect(bench).not_to_contain_text(words["drawn"])
        dark(tab)
        at(tab, 900, f"patches_{language}_dark")
