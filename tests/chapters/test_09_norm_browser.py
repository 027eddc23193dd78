"""The gradients lab as a learner meets it: in JupyterLab, in a browser, by mouse and by keyboard."""

from looks import at, dark
from playwright.sync_api import expect

WORDS = {
    "en": {
        "first": "Before training: Post-LN, layer norm, 6 layers",
        "deep": "Before training: Post-LN, layer norm, 16 layers",
        "less": "15 layers",
        "pre": "Pre-LN",
        "shrinks": "shrinks like 1/sqrt(L)",
        "batch": "batch norm",
        "beside": "only stands beside",
        "seed": "seed 1",
        "cold": "learning rate 0.003, no warm-up",
        "helps": "Warm-up helps in every run",
        "warm": "warm-up over 50 steps",
        "slow": "learning rate 0.001",
    },
    "zh": {
        "first": "训练开始之前：后置（Post-LN），层归一化，6 层",
        "deep": "训练开始之前：后置（Post-LN），层归一化，16 层",
        "less": "15 层",
        "pre": "前置（Pre-LN）",
        "shrinks": "按 1/sqrt(L) 变小",
        "batch": "批量归一化",
        "beside": "只是放在旁边",
        "seed": "种子 1",
        "cold": "学习率 0.003，无预热",
        "helps": "预热都有帮助",
        "warm": "预热 50 步",
        "slow": "学习率 0.001",
    },
}


def test_the_gradients_lab(lab_page, language):
    words = WORDS[language]
    with lab_page("GradientsLab()", language, height=1500) as tab:
        bench = tab.locator(".jp-OutputArea-output", has=tab.locator(".widget-toggle-buttons"))
        toggles, bars = bench.locator(".widget-toggle-button"), bench.locator("rect.bar")
        depth, seed = (bench.locator(".noUi-handle").nth(k) for k in (0, 1))

        expect(bench).to_contain_text(words["first"])
        expect(bars).to_have_count(6)
        expect(bench).to_contain_text(words["cold"])
        expect(bench).to_contain_text(words["helps"])
        for width in (1300, 900):
            at(tab, width, f"gradients_{language}_first")

        depth.focus()
        tab.keyboard.press("End")
        expect(bench).to_contain_text(words["deep"])
        expect(bars).to_have_count(16)
        at(tab, 900, f"gradients_{language}_deep")
        tab.keyboard.press("ArrowLeft")
        expect(bench).to_contain_text(words["less"])

        toggles.get_by_text(words["pre"], exact=True).click()
        expect(bench).to_contain_text(words["shrinks"])
        toggles.get_by_text(words["batch"], exact=True).focus()
        tab.keyboard.press("Enter")
        expect(bench).to_contain_text(words["beside"])
        seed.press("ArrowRight")
        expect(bench).to_contain_text(words["seed"])
        for width in (1300, 900):
            at(tab, width, f"gradients_{language}_batch")

        toggles.nth(-1).click()  # with warm-up
        expect(bench).to_contain_text(words["warm"])
        toggles.get_by_text("0.001", exact=True).click()
        expect(bench).to_contain_text(words["slow"])
        expect(bench.locator("polyline.chosen")).to_have_count(2)
        dark(tab)
        at(tab, 900, f"gradients_{language}_dark")
