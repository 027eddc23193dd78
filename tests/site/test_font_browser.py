"""Chinese reaches a learner whose machine has no Chinese font: in JupyterLab, in drawings, on any page."""

import json
import shutil

import pytest
from browser import ROOT, door, page
from looks import CJK, FRAME, holds, without_font
from playwright.sync_api import expect

CHAPTER = "00_welcome.ipynb"
FONT = "**/*.otf*"


@pytest.fixture(scope="module")
def chapter(tmp_path_factory):
    """A Chinese chapter in the JupyterLab of `course.py lab`, of a learner who has a style sheet."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "assets" / "figures", folder / "assets" / "figures")
    (folder / "notebooks" / "zh").mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "zh" / CHAPTER, folder / "notebooks" / "zh")
    theirs = folder / "theirs"
    (theirs / "custom").mkdir(parents=True)
    (theirs / "custom" / "custom.css").write_text("h1 { color: rgb(1, 2, 3) !important }", encoding="utf-8")
    settings = json.dumps({"LabApp": {"custom_css": True}})
    (theirs / "jupyter_lab_config.json").write_text(settings, encoding="utf-8")
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("DATA", "RUNTIME")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(folder / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    with door(folder, "--language", "zh", JUPYTER_CONFIG_DIR=str(theirs), **own) as address:
        yield address


def test_a_chapter_is_drawn_with_the_courses_font_and_the_learners_style(chromium, chapter):
    with page(chromium) as tab:
        tab.goto(chapter)
        title = tab.locator(".jp-RenderedMarkdown h1")
        expect(title).to_contain_text("欢迎")
        expect(title).to_have_css("color", "rgb(1, 2, 3)")
        holds(tab, lambda: without_font(tab))
        assert not tab.outside and not tab.console_errors


def test_without_the_font_the_chapter_is_still_there_and_the_check_sees_the_boxes(chromium, chapter):
    with page(chromium) as tab:
        tab.route(FONT, lambda route: route.abort())
        tab.goto(chapter)
        expect(tab.locator(".jp-RenderedMarkdown h1")).to_contain_text("欢迎")
        holds(tab, lambda: [] if len(without_font(tab)) > 10 else ["no box is seen"])


@pytest.fixture
def letters(chromium, tmp_path):
    """Opens a page of a few words that has the course's style sheet."""
    style = (ROOT / "assets" / "fonts" / "font.css").as_uri()
    path = tmp_path / "letters.html"
    with page(chromium, 400, 300) as tab:

        def show(words: str):
            body = f"<body style='font-family:var(--jp-ui-font-family)'>{words}"
            path.write_text(f"<meta charset=utf-8><link rel=stylesheet href={style}>{body}", encoding="utf-8")
            tab.goto(path.as_uri())
            tab.evaluate(FRAME)
            return tab

        yield show


@pytest.mark.parametrize(
    "words",
    [
        "<p>看，abc<b>看</b><i>看</i>",
        "<button>看</button>",
        "<input value=看>",
        "<textarea>看</textarea>",
        "<select><option>a<option selected>看</select>",
        "<math><mi>看</mi><mo>=</mo><mtext>看</mtext></math>",
        "<mjx-utext style='font-family: MJXZERO, serif'>看</mjx-utext>",
        "<code>看</code><kbd>看</kbd><pre>看</pre><samp>看</samp>",
    ],
)
def test_every_kind_of_text_gets_the_font(letters, words):
    tab = letters(words)
    holds(tab, lambda: without_font(tab))


def test_what_the_font_lacks_is_left_to_the_system(letters):
    tab = letters("<p>猫</p><p>猫𠮷</p><p id=latin>Hello, “é” … 7</p>")
    holds(tab, lambda: [] if without_font(tab) == ["猫𠮷"] else ["not this one, or not it alone"])
    devtools = tab.context.new_cdp_session(tab)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    latin = devtools.send("DOM.querySelector", {"nodeId": root, "selector": "#latin"})
    fonts = devtools.send("CSS.getPlatformFontsForNode", latin)["fonts"]
    assert fonts and not any(font["isCustomFont"] for font in fonts)


def test_drawings_bring_their_own_characters(chromium):
    drawings = [
        path for path in (ROOT / "assets" / "figures").rglob("*.svg") if CJK.search(path.read_text("utf-8"))
    ]
    assert len(drawings) > 10
    with page(chromium) as tab:
        for path in drawings:
            tab.goto(path.as_uri())
            tab.evaluate(FRAME)
            assert without_font(tab, "svg") == [], path.name
