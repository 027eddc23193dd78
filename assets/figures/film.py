"""Films the ratio lab for both READMEs: `python assets/figures/film.py` writes lab_ratio.gif, and in Chinese
lab_ratio_zh.gif.

It needs the packages of the extra `dev` and a Chromium-like browser.
The lab is the real one, in JupyterLab; a mouse drags its sliders. What chance decides there is seeded and
what is raced is recorded, so a second run on the same machine gives the same film.
"""

import io
import sys
import tempfile
from base64 import b64decode
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[1] / "tests"))
import browser  # noqa: E402

from course_lib.chapters.ch04_teacher_forcing.lesson_lab.compute import coins, sentences, tosses  # noqa: E402
from course_lib.language import pick, set_language  # noqa: E402

FILMS = {"en": HERE / "lab_ratio.gif", "zh": HERE / "lab_ratio_zh.gif"}
CODE = """from course_lib.chapters.labs import RatioLab
from course_lib.language import set_language
set_language(LANGUAGE)
RatioLab()"""
WIDTH, LAB, MARGIN = 820, 860, 6  # of a frame, and of the lab on its page: px
EDGE = 1  # px above and below a part, where its neighbours are near
SHORT, MIDDLE, LONG = 500, 800, 1200  # ms
RATIOS = {1.0: LONG, 0.8: MIDDLE, 0.6: MIDDLE, 0.4: MIDDLE, 0.2: LONG, 0.0: LONG}  # another coin flips
EARLY = "who leads after a quarter?", "训练到四分之一时，谁领先？"
END = "who leads at the end?", "结束时，谁领先？"
COMMIT = "Commit to this guess", "就这样猜"
GUESS = "ratio 1", "比率 1"
GUESSING = (MIDDLE, SHORT, SHORT, LONG)  # asked, two answers, what was measured
FIRST, LAST = 50, 1600  # steps: the ends of the slider "moment"
FALLING, DOTS = ("falling: dots", "下降：散点"), 2500  # a button, and how long its picture is shown: ms
TITLE, BARS = (
    ("What did the ratio teach?", "比率教会了模型什么？"),
    ("Trained at each ratio", "用各个比率训练"),
)
RACE, OWN = ("The race", "赛跑"), ("own", "自己")
STEPS = {50: SHORT, 200: SHORT, 400: LONG, 700: MIDDLE, 1100: MIDDLE, 1600: LONG}


class Film:
    """Collects frames of the lab on a page, from one of its parts down to another."""

    def __init__(self, tab: Page):
        self.tab, self.lab = tab, tab.locator(".course-ratio")
        self.chrome = tab.context.new_cdp_session(tab)
        self.frames: list[Image.Image] = []
        self.durations: list[int] = []

    def fit(self) -> None:
        """Make the page as wide as the lab needs for its widest table."""
        size = self.tab.viewport_size
        size["width"] += round(LAB - self.lab.bounding_box()["width"])
        self.tab.set_viewport_size(size)
        self.tab.wait_for_function("w => document.querySelector('.course-ratio').offsetWidth === w", arg=LAB)

    def part(self, words: str) -> Locator:
        """The card that has these words in its heading."""
        return self.lab.locator(".widget-html", has=self.tab.locator("h4", has_text=words))

    def take(self, top: Locator, bottom: Locator, duration: int) -> None:
        """Add a frame once the page has come to rest."""
        last, seen = None, self.shot(top, bottom)
        while seen != last:
            self.tab.wait_for_timeout(500)
            last, seen = seen, self.shot(top, bottom)
        self.frames.append(Image.open(io.BytesIO(seen)).convert("RGB"))
        self.durations.append(duration)

    def shot(self, top: Locator, bottom: Locator) -> bytes:
        """A picture as wide as a frame: drawn smaller, not shrunk afterwards, so text stays sharp."""
        first, last = top.bounding_box(), bottom.bounding_box()
        x, y, width = self.lab.bounding_box()["x"] - MARGIN, first["y"] - EDGE, LAB + 2 * MARGIN
        clip = {"x": x, "y": y, "width": width, "height": last["y"] + last["height"] + EDGE - y}
        taken = self.chrome.send("Page.captureScreenshot", {"clip": clip | {"scale": WIDTH / width}})
        return b64decode(taken["data"])

    def drag(self, nth: int, share: float) -> None:
        """Move the handle of a slider with the mouse to a share of its track, in one jump."""
        track = self.lab.locator(".noUi-base:visible").nth(nth).bounding_box()
        handle = self.lab.locator(".noUi-handle:visible").nth(nth).bounding_box()
        y = handle["y"] + handle["height"] / 2
        self.tab.mouse.move(handle["x"] + handle["width"] / 2, y)
        self.tab.mouse.down()
        self.tab.mouse.move(track["x"] + share * track["width"], y)
        self.tab.mouse.up()

    def lesson(self) -> None:
        """The ratio falls from 1 to 0, and the coins flip one by one."""
        title, bars = self.part(pick(*TITLE)), self.part(pick(*BARS))
        for ratio, duration in RATIOS.items():
            self.drag(0, ratio)
            own = coins(tosses(sentences()[0]), ratio).count(False)
            expect(self.lab.locator(".course-coins button", has_text=pick(*OWN))).to_have_count(own)
            self.take(title, bars, duration)

    def race(self) -> None:
        """Guess, commit, and move through the training."""
        bars, title = self.part(pick(*BARS)), self.part(pick(*RACE))
        commit, image = self.lab.get_by_role("button", name=pick(*COMMIT)), self.lab.locator("img").first
        asked, *answered, judged = GUESSING
        self.take(bars, commit, asked)
        for question, duration in zip((EARLY, END), answered, strict=True):
            self.lab.get_by_label(pick(*question)).select_option(label=pick(*GUESS))
            self.take(bars, commit, duration)
        commit.click()
        expect(image).to_be_visible()
        self.take(title, image, judged)
        for step, duration in STEPS.items():
            before = image.get_attribute("src")
            self.drag(2, (step - FIRST) / (LAST - FIRST))
            expect(self.lab.get_by_text(pick(f"step {step:,}", f"第 {step} 步"), exact=True)).to_be_visible()
            expect(image).not_to_have_attribute("src", before)
            self.take(title, image, duration)
        self.lab.get_by_role("button", name=pick(*FALLING)).click()
        dots, chosen = self.lab.locator("img").last, self.lab.get_by_role("checkbox")
        expect(dots).to_be_visible()
        before = dots.get_attribute("src")
        chosen.nth(2).check()
        expect(dots).not_to_have_attribute("src", before)
        self.take(title, dots, DOTS)

    def save(self, path: Path) -> None:
        """One palette for all frames, no dithering: text stays clean, and what rests costs nothing."""
        height = max(frame.height for frame in self.frames)
        strip = Image.new("RGB", (WIDTH, height * len(self.frames)), "white")
        for i, frame in enumerate(self.frames):
            strip.paste(frame, (0, height * i))
        rare_too = Image.Quantize.MAXCOVERAGE  # thin curves and frames keep their colours
        strip = strip.quantize(256, rare_too, kmeans=1, dither=Image.Dither.NONE)
        first, *rest = [strip.crop((0, y, WIDTH, y + height)) for y in range(0, strip.height, height)]
        first.save(path, save_all=True, append_images=rest, duration=self.durations, loop=0, optimize=True)


def main() -> None:
    chromium = browser.find()
    if chromium is None:
        sys.exit("No Chromium, Chrome or Edge found; COURSE_BROWSER can name one.")
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.lab(folder) as server,
        browser.window(chromium) as window,
    ):
        for language, path in FILMS.items():
            set_language(language)
            with browser.page(window, height=3000) as tab:
                browser.widget_page(tab, server, CODE, language)
                film = Film(tab)
                film.fit()
                film.lesson()
                film.race()
            film.save(path)
            print(f"{path.name}: {len(film.frames)} frames, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
