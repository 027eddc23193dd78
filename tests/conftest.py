"""Settings for every test: one thread, hypothesis profiles, and a browser where one is needed."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # before torch is imported, and for the kernels that tests start
os.environ["COURSE_LANGUAGE"] = "en"  # whatever the tester reads

import browser
import door
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page

from course_lib import chapters
from course_lib.kit.practice.exercise import Exercise, Question
from course_lib.kit.practice.quiz import Quiz
from course_lib.language import set_language

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a background job; what tests start must hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)  # CI fails for the change, not by chance
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_addoption(parser):
    parser.addoption("--chapter", metavar="NN", help="only what belongs to that chapter")


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: drives JupyterLab in a real Chromium")
    config.addinivalue_line("markers", "long: takes its time; course.py test --long runs it")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker("browser")
    if number := config.getoption("--chapter"):
        others = [item for item in items if not belongs(item, number)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def belongs(item: pytest.Item, number: str) -> bool:
    """Whether the chapter's number is in the name of a test's file, or in one of the test's parameters."""
    if item.path.name.startswith(f"test_{number}_"):
        return True
    modules = chapters.experiment_modules() | chapters.exercise_modules()
    for value in item.callspec.params.values() if hasattr(item, "callspec") else ():
        if isinstance(value, Exercise | Question | Quiz):
            value = value.id
        if isinstance(value, str | Path):
            name = str(value).partition(".")[
                0
            ]  # of an experiment, or of the chapter in the id of an exercise
            if re.search(rf"(^|[/.]|ch){number}(_|/|$)", f"{value}/{modules.get(name)}"):
                return True
    return False


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium-like browser, one for all tests of a module. A learner may have none; CI must."""
    found = browser.find()
    if found is None:
        reason = "no Chromium, Chrome or Edge found; COURSE_BROWSER can name one"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with browser.window(found) as started:
        yield started


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory) -> Iterator[browser.Lab]:
    """JupyterLab on an empty folder, one for all tests of a process."""
    with browser.lab(tmp_path_factory.mktemp("lab")) as started:
        yield started


@pytest.fixture
def server(jupyterlab) -> Iterator[browser.Lab]:
    """JupyterLab, without the kernels and the theme of an earlier test."""
    yield jupyterlab
    browser.tidy(jupyterlab)


@pytest.fixture
def lab_page(chromium, server):
    """A lab in JupyterLab: `with lab_page("RatioLab()", "zh", height=1000) as tab`.

    At the end, the page has asked for nothing outside of this machine, and the console is empty.
    """

    @contextmanager
    def opened(lab: str, language: str, width: int = 1300, height: int = 1400) -> Iterator[Page]:
        code = f"from course_lib.chapters.labs import {lab.partition('(')[0]}\n"
        code += "from course_lib.kit import records\nfrom course_lib.language import set_language\n"
        code += f"set_language(LANGUAGE)\n{lab}"
        with browser.page(chromium, width, height) as tab:
            browser.widget_page(tab, server, code, language)
            yield tab
            assert not tab.outside and not tab.console_errors

    return opened


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A copy of course.py in a folder of its own, as a module."""
    for name in ("COURSE_TORCH_INDEX", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return door.copy(tmp_path)


@pytest.fixture(params=["en", "zh"])
def language(request) -> Iterator[str]:
    """The test runs once in each language of the labels."""
    set_language(request.param)
    yield request.param
    set_language("en")


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    """No test touches the learner's own progress."""
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
