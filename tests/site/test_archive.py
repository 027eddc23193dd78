"""The archive of the site: whole, in one folder, equal for equal pages, and it opens without the network."""

import os
import zipfile
from pathlib import Path

import pytest
from browser import page
from live import archive, lab_alone
from playwright.sync_api import expect


@pytest.fixture
def site(tmp_path) -> Path:
    """A small site: a page with a lab, and the same below zh/."""
    for folder, language in ((tmp_path / "site", "en"), (tmp_path / "site" / "zh", "zh")):
        folder.mkdir()
        lab_alone(folder, "ratio", language, "lesson")
    return tmp_path / "site"


def test_unzipped_elsewhere_its_pages_answer(chromium, site, tmp_path):
    archive.pack(site, tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as made:
        made.extractall(tmp_path / "a folder 里")
        assert made.testzip() is None
        assert archive.FIRST in {Path(name).name for name in made.namelist()}
    (top,) = (tmp_path / "a folder 里").iterdir()
    for path in site.rglob("*.*"):
        assert (top / path.relative_to(site)).read_bytes() == path.read_bytes()
    with page(chromium) as tab:
        for name in ("page.html", "zh/page.html"):
            tab.goto((top / name).as_uri())
            expect(tab.locator("[data-lab=ratio]")).to_have_attribute("data-ready", "true")
            assert not tab.console_errors
            tab.console_errors.clear()
        assert not [address for address in tab.outside if not address.startswith("file:")]


def test_equal_pages_give_an_equal_archive(site, tmp_path):
    archive.pack(site, tmp_path / "one.zip")
    os.utime(site / "page.html", (0, 0))
    archive.pack(site, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_what_cannot_be_written_leaves_the_old_archive(site, tmp_path, monkeypatch):
    archive.pack(site, tmp_path / "site.zip")
    before = (tmp_path / "site.zip").read_bytes()
    (site / "more.txt").write_text("more")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="space"):
        archive.pack(site, tmp_path / "site.zip")
    assert (tmp_path / "site.zip").read_bytes() == before
    assert not list(tmp_path.glob(".*half*"))
