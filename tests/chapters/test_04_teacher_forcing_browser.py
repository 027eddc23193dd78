"""The ratio lab as a learner meets it: in JupyterLab, and alone as a Voila page, in a browser."""

import re

import pytest
from browser import door, page
from looks import dark, holds, screenshot, without_font
from playwright.sync_api import expect

WORDS = {
    "en": {
        "own": "own",
        "gold": "gold",
        "places": 6,
        "slip": 4,
        "lesson": "after natural history, say processing",
        "question": "Is this a lesson you want to teach?",
        "right": "Every token fed is the right one",
        "commit": "Commit to this guess",
        "both": "Choose both guesses first.",
        "guess": "your guess: ratio 1",
        "ends": "stays ahead of ratio 1 from step",
        "step": "step ",
        "seconds": "equal seconds",
        "relation": "only their relation counts",
        "pin": "Pin this run",
        "recorded": "recorded, seeds: 5",
        "missing": "Not recorded",
        "train": "Train",
        "stop": "Stop",
        "left": "s left",
        "far": r"step \d{3,} of 1600",  # past the first evaluations
        "token": "a coin a token",
        "stopped": "stopped",
        "csv": "Table as CSV",
        "large": "Projector: large type",
        "reveal": "Reveal",
        "undo": "Undo flips by hand",
        "falling": "falling: dots",
        "constant": "constant: curves",
        "after": "After 400 steps, ratio 1 leads",
    },
    "zh": {
        "own": "自己",
        "gold": "标准",
        "places": 10,
        "slip": 5,
        "lesson": "在“自动”后面，说“语”",
        "question": "这是你想教给模型的吗？",
        "right": "读入的词元全都正确",
        "commit": "就这样猜",
        "both": "请先把两个猜测都选好。",
        "guess": "你的猜测：比率 1",
        "ends": "一直领先的是比率 0，不再是比率 1",
        "step": "第 ",
        "seconds": "相同时间",
        "relation": "只有相互之间的比例才有意义",
        "pin": "固定这条曲线",
        "recorded": "有存档，种子数：5",
        "missing": "没有存档",
        "train": "训练",
        "stop": "停止",
        "left": "大约还需",
        "far": r"第 \d{3,} / 1600 步",
        "token": "每个词元抛一次",
        "stopped": "已停止",
        "csv": "CSV 表格",
        "large": "投影模式：大字",
        "reveal": "揭晓",
        "undo": "撤销手动翻转",
        "falling": "下降：散点",
        "constant": "不变：曲线",
        "after": "训练 400 步之后，领先的是比率 1",
    },
}
SIZES = {"laptop": (1366, 768), "projector": (1920, 1080)}


class Bench:
    """The lab on a page, by the words of its language."""

    def __init__(self, tab, language: str):
        self.tab, self.words = tab, WORDS[language]
        self.box = tab.locator(".course-ratio")
        self.coins = self.box.locator(".course-coins button")
        self.image, self.dots = self.box.locator("img").first, self.box.locator("img").last

    def button(self, key: str):
        exact = re.compile(rf"^\s*{re.escape(self.words[key])}\s*$")
        return self.box.locator("button", has_text=exact)

    def menu(self, nth: int):
        return self.box.locator("select:visible").nth(nth)

    def slider(self, nth: int):
        return self.box.locator(".noUi-handle:visible").nth(nth)

    def says(self, key: str, there: bool = True) -> None:
        expect(self.box.get_by_text(self.words[key]).first).to_be_visible(visible=there)


def shots(bench: Bench, name: str, sizes=("laptop",)) -> None:
    for size in sizes:
        width, height = SIZES[size]
        bench.tab.set_viewport_size({"width": width, "height": height})
        for part, element in (("lesson", bench.coins.first), ("race", bench.image.first)):
            if element.is_visible():
                element.scroll_into_view_if_needed()
                assert without_font(bench.tab, ".course-ratio") == []
                screenshot(bench.tab, f"ratio_{name}_{size}_{part}")


def drive(bench: Bench) -> None:
    """Drag, flip, guess, reveal, scrub, compare, Train, Stop, Train again: each is seen to do something."""
    places, slip = bench.words["places"], bench.words["slip"]
    expect(bench.coins).to_have_count(places)
    handle = bench.slider(0)
    handle.press("End")
    bench.says("right")
    handle.press("Home")
    expect(bench.coins.nth(3)).to_have_text(bench.words["own"])
    box, track = handle.bounding_box(), bench.box.locator(".noUi-base").first.bounding_box()
    bench.tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    bench.tab.mouse.down()
    bench.tab.mouse.move(track["x"] + track["width"] + 20, box["y"] + box["height"] / 2, steps=8)
    bench.tab.mouse.up()
    # A drag is many values, and they may still be on their way: a coin that is pressed before it shows what
    # the last of them made of it would be turned the other way round, or not at all.
    expect(bench.coins).to_have_text(["–"] + [bench.words["gold"]] * (places - 1))
    bench.says("right")
    bench.coins.nth(slip).click()
    expect(bench.coins.nth(slip)).to_have_text("✎" + bench.words["own"])
    bench.says("lesson")
    bench.says("question")
    aligned(bench)
    shots(bench, "flipped")
    bench.coins.nth(slip - 1).focus()
    bench.tab.keyboard.press("Space")
    expect(bench.coins.nth(slip - 1)).to_have_text("✎" + bench.words["own"])
    bench.button("undo").click()
    bench.says("right")

    expect(bench.image).to_be_hidden()
    bench.button("commit").click()
    bench.says("both")
    bench.menu(2).select_option(index=1)
    bench.menu(3).select_option(index=1)
    bench.button("commit").click()
    bench.says("guess")
    bench.says("ends")
    bench.button("falling").click()
    bench.says("after")
    expect(bench.dots).to_be_visible()
    expect(bench.image).to_be_hidden()
    bench.tab.locator(".course-ratio input[type=checkbox]:visible").nth(2).check()
    shots(bench, "falling")
    bench.button("constant").click()
    expect(bench.dots).to_be_hidden()
    expect(bench.image).to_be_visible()
    picture, card = bench.image.get_attribute("src"), bench.box.locator(".outputs")
    table = card.inner_text()
    scrub = bench.slider(2)
    scrub.press("Home")
    expect(bench.image).not_to_have_attribute("src", picture)
    expect(card).not_to_have_text(table, use_inner_text=True)
    expect(card.locator(".wrong sup").first).to_have_text("✗")
    for _ in range(12):
        scrub.press("ArrowRight")
    bench.says("guess")  # it stays
    bench.button("seconds").click()
    bench.says("relation")
    bench.button("csv").click()
    expect(bench.box.locator("textarea")).to_have_value(re.compile("^task,teacher_forcing"))
    bench.button("csv").click()

    bench.says("recorded")
    expect(bench.button("train")).to_be_disabled()
    bench.menu(3).select_option(index=1)  # a coin for each token
    bench.slider(1).press("Home")
    bench.slider(1).press("ArrowRight")
    bench.says("missing")
    expect(bench.button("pin")).to_be_disabled()
    for _ in range(2):  # again after Stop
        bench.button("train").dblclick()
        bench.says("left")
        expect(bench.button("train")).to_be_disabled()
        expect(bench.box.get_by_text(re.compile(bench.words["far"]))).to_be_visible(timeout=60_000)
        expect(card).to_contain_text(bench.words["token"])  # its outputs, beside its curve
        bench.button("stop").click()
        bench.says("stopped")
        expect(bench.button("train")).to_be_enabled()
    bench.button("pin").click()
    expect(bench.button("pin")).to_be_disabled()


MIDDLES = "parts => parts.map(part => part.getBoundingClientRect()).map(box => box.x + box.width / 2)"


def aligned(bench: Bench) -> None:
    """Every coin stands above its token."""

    def off() -> list[float]:
        coins, cells = (part.evaluate_all(MIDDLES) for part in (bench.coins, bench.box.locator("td.fed")))
        return [a - b for a, b in zip(coins, cells, strict=True) if abs(a - b) >= 3]

    holds(bench.tab, off)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The address that `course.py lab --app ratio` prints."""
    with door(tmp_path_factory.mktemp("app"), "--app", "ratio", "--language", "en") as address:
        yield address


def test_the_ratio_lab_alone(chromium, app):
    with page(chromium, *SIZES["laptop"]) as tab:
        tab.goto(app)
        expect(tab.locator(".course-coins button")).to_have_count(6, timeout=90_000)
        drive(Bench(tab, "en"))
        tab.locator(".course-ratio button", has_text="中文").click()
        bench = Bench(tab, "zh")
        bench.says("guess")  # what was done in English is still there
        bench.says("stopped")
        bench.button("large").click()
        aligned(bench)
        shots(bench, "zh_app_large", ("laptop", "projector"))
        bench.button("large").click()
        shots(bench, "zh_app")
        bench.menu(1).select_option(index=2)
        expect(bench.image).to_be_hidden()
        expect(bench.button("reveal")).to_be_hidden()
        bench.button("large").click()
        shots(bench, "zh_app_hidden", ("projector",))
        bench.button("reveal").click()
        expect(bench.image).to_be_visible()
        expect(bench.box.locator(".outputs")).to_contain_text("timid")
        shots(bench, "zh_app_phonemes", ("projector",))
        tab.locator(".course-ratio button", has_text="English").click()
        expect(Bench(tab, "en").button("train")).to_be_visible()
        assert not tab.outside  # Voila's own page would ask for icons


def test_the_ratio_lab_in_jupyterlab(lab_page, language):
    with lab_page("RatioLab()", language, *SIZES["laptop"]) as tab:
        bench = Bench(tab, language)
        drive(bench)
        shots(bench, f"{language}_lab_trained")
        bench.button("large").click()
        aligned(bench)
        shots(bench, f"{language}_lab_large", ("laptop", "projector"))
        dark(tab)
        shots(bench, f"{language}_lab_dark_large", ("projector",))
        bench.button("large").click()
        shots(bench, f"{language}_lab_dark")
