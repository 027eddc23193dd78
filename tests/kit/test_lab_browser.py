"""A lab in JupyterLab, in a browser: run again there is one alone; a saved one says how to go on."""

from urllib.parse import unquote, urlsplit

from browser import open_notebook, page, run_all, widget_page
from playwright.sync_api import expect

CODE = """
from course_lib.chapters.labs import TokensLab
from ipywidgets.widgets import widget
lab = TokensLab()
print("widgets:", len(widget._instances))
lab"""


def test_a_cell_that_runs_again_shows_one_working_lab(chromium, server):
    with page(chromium) as tab:
        widget_page(tab, server, CODE)
        told, cards = tab.locator(".jp-OutputArea-output", has_text="widgets: "), tab.locator(".course-chips")
        counts = []
        for again in range(4):
            if again:
                run_all(tab)
            expect(told).to_have_count(1)
            expect(cards).to_have_count(1)
            counts.append(told.inner_text())
        # When a cell prints, the lab of the run before is still there: so it counts two, but never three.
        assert counts[0] != counts[1] == counts[2] == counts[3]
        tab.locator("textarea:visible").fill("我")
        expect(cards).to_contain_text("我")
        expect(cards).not_to_contain_text("tea")
        assert not tab.outside and not tab.console_errors


SAVE = "window.jupyterapp.commands.execute('docmanager:save')"
END = "window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
SAID = "e => getComputedStyle(e, '::after').content"


def test_a_saved_lab_says_how_to_go_on(chromium, server):
    with page(chromium) as tab:
        widget_page(tab, server, CODE)
        shown = tab.locator(".jp-OutputArea-output", has=tab.locator(".course-chips"))
        expect(shown).to_have_count(1)
        assert shown.evaluate(SAID) == "none"
        tab.evaluate(SAVE)
        tab.evaluate(END)
        path = unquote(urlsplit(tab.url).path).partition("/tree/")[2]
    with page(chromium) as tab:
        open_notebook(tab, server, path)
        gone = tab.locator(".jp-OutputArea-output", has_text="Error displaying widget")
        expect(gone).to_have_count(1)
        assert "Run All Above Selected Cell" in gone.evaluate(SAID)
        assert gone.evaluate("e => getComputedStyle(e).fontSize") == "0px"
        tab.locator('.lm-MenuBar-itemLabel:text-is("Run")').click()
        expect(tab.locator('.lm-Menu-itemLabel:text-is("Run All Above Selected Cell")')).to_be_visible()
