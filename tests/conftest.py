"""Settings for every test: one thread, hypothesis profiles, and a browser where one is needed."""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before torch is imported, and for the kernels that tests start

import browser
import pytest
from hypothesis import settings

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)  # CI fails for the change, not by chance
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: drives JupyterLab in a real Chromium")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of a Chromium-like browser. A learner may have none; CI must."""
    found = browser.find()
    if found is None:
        reason = "no Chromium, Chrome or Edge found; COURSE_BROWSER can name one"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return found
