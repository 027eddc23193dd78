"""How a page looks, once it has settled: that nothing sticks out, and that no Chinese is an empty box."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import CDPSession, Error, Page

sys.path.append(str(Path(__file__).resolve().parent.parent / "assets" / "fonts"))
from subset import CJK, covered

# What must not be wider than its place; a part that scrolls in itself has the class course-wide.
PARTS = "html, .jp-WindowedPanel-outer, .jp-OutputArea-output, .widget-vbox:not(.course-wide), .widget-hbox, "
PARTS += ".course-chips, .course-bleu, .widget-text .widget-label"
TOO_WIDE = (
    "parts => parts.filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.className)"
)
CUT_OFF = """texts => texts.filter(text => {
    const [inner, outer] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
    return inner.left < outer.left || inner.right > outer.right || inner.top < outer.top
        || inner.bottom > outer.bottom;
}).map(text => text.textContent)"""
# The next frame with all fonts and pictures in it, but for pictures that wait until one scrolls to them.
FRAME = """async () => {
    await document.fonts.ready;
    const pictures = [...document.images].filter(picture => picture.loading !== "lazy");
    await Promise.allSettled(pictures.map(picture => picture.decode()));
    await new Promise(requestAnimationFrame);
}"""
FRAMES = 5
FIELDS = ("INPUT", "SELECT", "TEXTAREA")
IN_FIELD = "function() { return this.selectedOptions ? this.selectedOptions[0]?.label : this.value }"


def holds(tab: Page, look: Callable[[], list], seconds: float = 30) -> None:
    """Wait until `look` finds nothing wrong, several frames in a row: the page has then settled.

    It is for what `expect` cannot say, such as sizes. What was found last fails the test.
    """
    deadline, good = time.monotonic() + seconds, 0
    while good < FRAMES:
        tab.evaluate(FRAME)
        found = look()
        good = 0 if found else good + 1
        assert not found or time.monotonic() < deadline, found


def at(tab: Page, width: int, name: str, height: int = 1500) -> None:
    """The page at that width: nothing sticks out, nothing is cut, and no Chinese is an empty box."""
    tab.set_viewport_size({"width": width, "height": height})
    parts, words = tab.locator(PARTS), tab.locator("svg[role=img] text")
    holds(tab, lambda: parts.evaluate_all(TOO_WIDE) + words.evaluate_all(CUT_OFF))
    assert not (boxes := without_font(tab, ".jp-OutputArea-output")), boxes
    screenshot(tab, f"{name}_{width}")


def without_font(tab: Page, within: str = "body") -> list[str]:
    """The Chinese texts that are seen, but are not drawn with the course's font: Chromium says with which.

    Where there is no Chinese font each of them is a row of empty boxes; where there is one, they must not
    depend on it either. A page that changed meanwhile is looked at again.
    """
    for tries_left in range(9, -1, -1):
        devtools = tab.context.new_cdp_session(tab)
        try:
            return _boxes(devtools, within)
        except Error as error:
            if "Could not find node" not in error.message or not tries_left:
                raise
        finally:
            devtools.detach()


def _boxes(devtools: CDPSession, within: str) -> list[str]:
    found, has = [], covered()
    for node, text in _texts(devtools, within):
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        ours = sum(font["glyphCount"] for font in fonts if font["isCustomFont"])
        chinese = CJK.findall(text)
        # What is not seen has no fonts; and an empty box may be one of our font, if it comes first.
        if fonts and (ours < len(chinese) or not has.issuperset(chinese)):
            found.append(text)
    return found


def _texts(devtools: CDPSession, within: str) -> Iterator[tuple[int, str]]:
    """The id and text of each node with Chinese: texts, and what stands in fields."""
    nodes: list[dict] = []
    devtools.on("DOM.setChildNodes", lambda event: nodes.extend(event["nodes"]))
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    for top in devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": within})["nodeIds"]:
        devtools.send("DOM.requestChildNodes", {"nodeId": top, "depth": -1})
    while nodes:
        node = nodes.pop()
        nodes += node.get("children", [])
        text = node["nodeValue"]
        if node["nodeName"] in FIELDS:
            field = devtools.send("DOM.resolveNode", {"nodeId": node["nodeId"]})["object"]["objectId"]
            call = {"objectId": field, "functionDeclaration": IN_FIELD, "returnByValue": True}
            text = devtools.send("Runtime.callFunctionOn", call)["result"].get("value")
        if text and CJK.search(text):
            yield node["nodeId"], text


def dark(tab: Page) -> None:
    """JupyterLab's dark theme."""
    tab.evaluate('window.jupyterapp.commands.execute("apputils:change-theme", {theme: "JupyterLab Dark"})')
    tab.locator("body[data-jp-theme-light=false]").wait_for(state="attached")


def screenshot(tab: Page, name: str) -> None:
    """Keep a picture, when COURSE_SCREENSHOTS names a folder for them."""
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        tab.screenshot(path=Path(folder, f"{name}.png"))
