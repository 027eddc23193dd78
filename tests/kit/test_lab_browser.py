"""A cell with a lab that runs again, in JupyterLab, in a browser: one lab on the page, none left behind."""

from browser import page, run_all, widget_page
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
