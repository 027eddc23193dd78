"""The site: it builds without a warning, is whole, and needs nothing from the network."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from browser import page
from looks import TOO_WIDE, holds, without_font
from playwright.sync_api import expect

pytest.importorskip("sphinx_book_theme", reason="the extra 'site' is not installed")

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "docs" / "site"
BUILD = """import sys
from pathlib import Path
from build import build
sys.exit("\\n".join(build(Path(sys.argv[1]))) or 0)"""
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
CHAPTERS = [name for name in NOTEBOOKS if not name.endswith("_deeper")]
FOLDERS = {"en": "", "zh": "zh"}


def module(name: str):
    spec = importlib.util.spec_from_file_location(f"site_{name}", HERE / f"{name}.py")
    made = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))  # build imports check
        spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, built once. The build itself fails for a warning, a broken link, a part from elsewhere."""
    folder = tmp_path_factory.mktemp("site")
    env = os.environ | {"PYTHONPATH": f"{HERE}{os.pathsep}{ROOT}", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", BUILD, str(folder)], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_is_there_with_pictures_and_formulas(site, chapter, language):
    text = (site / FOLDERS[language] / "notebooks" / f"{chapter}.html").read_text(encoding="utf-8")
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in text
    pictures = re.findall(r"<img[^>]*>", text)
    assert any(f".{language}.svg" in picture for picture in pictures)
    assert any(".png" in picture for picture in pictures)
    assert all(re.search(r'alt="(?![^"]*_images)[^"]{15,}"', picture) for picture in pictures)
    assert "<math " in text
    article = text[text.index("<article") : text.index("</article>")]
    assert not re.search(r"VBox\(|HBox\(|widget-view|\$\$|mathvariant=\"double", article)


def test_both_start_pages_lead_to_every_chapter_and_group_page(site):
    for language, folder in FOLDERS.items():
        text = (site / folder / "index.html").read_text(encoding="utf-8")
        for chapter in CHAPTERS:
            assert f'href="notebooks/{chapter}.html"' in text
            assert f'href="docs/groups/{chapter}.html"' in text
        other = "zh/index.html" if language == "en" else "../index.html"
        assert re.search(rf'class="switch-language" href="\./{re.escape(other)}"', text)


def test_start_pages_lead_to_deeper_notebooks(site):
    for name in set(NOTEBOOKS) - set(CHAPTERS):
        for folder in FOLDERS.values():
            text = (site / folder / "index.html").read_text(encoding="utf-8")
            assert (
                len(re.findall(f'href="notebooks/{name}.html"', text)) >= 2
            )  # in the table, and at the side


def test_group_pages_have_one_language(site):
    for chapter in CHAPTERS:
        texts = [(site / FOLDERS[k] / "docs/groups" / f"{chapter}.html").read_text("utf-8") for k in FOLDERS]
        tables = [["Misconceptions, and" in text, '<th class="head"><p>分钟' in text] for text in texts]
        assert tables == [[True, False], [False, True]], chapter


def test_guides_are_there_in_one_language_with_links_that_the_site_has(site):
    guides = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))
    assert sorted(module("build").GUIDES) == guides
    for name in guides:
        english, chinese = (
            (site / folder / "docs" / f"{name}.html").read_text("utf-8") for folder in FOLDERS.values()
        )
        assert ("## 中文" in english, 'id="english"' in chinese) == (False, False)
    assert "tests/site/test_imports.py" not in (site / "docs" / "architecture.html").read_text("utf-8")


def test_a_link_to_the_other_language_leads_there(site):
    for chapter in CHAPTERS:
        assert f'href="zh/notebooks/{chapter}.html"' in (site / "index.html").read_text("utf-8")
        assert f'href="../notebooks/{chapter}.html"' in (site / "zh" / "index.html").read_text("utf-8")
    linked = module("build").here("[that](#in-the-other-half)", Path("docs/page.md"), site, "zh")
    assert linked == '<a href="../../docs/page.html#in-the-other-half">that</a>'


ONE_HALF = b"# One \xc2\xb7 1\n\n## English\n\nOnly.\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("faq.md", ONE_HALF, "must be"),
        ("groups/00_welcome.md", ONE_HALF, "must be"),
        ("groups/00_welcome.md", b"\xff\xfe", "is missing, or not UTF-8"),
        ("glossary.md", None, "is missing, or not UTF-8"),
    ],
)
def test_a_page_of_another_shape_gets_one_line(tmp_path, monkeypatch, capsys, name, content, said):
    build = module("build")
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "docs", copy / "docs")
    for folder in ("notebooks", "assets"):
        (copy / folder).symlink_to(ROOT / folder)
    for path in ("README.md", "LICENSE", "LICENSE-text"):
        shutil.copy(ROOT / path, copy / path)
    if content is None:
        (copy / "docs" / name).unlink()
    else:
        (copy / "docs" / name).write_bytes(content)
    monkeypatch.setattr(build, "ROOT", copy)
    monkeypatch.setattr(sys, "argv", ["course.py site"])
    assert build.main() == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1 and line.startswith(f"docs/{name}: {said}")


NARROW = "pictures => pictures.map(picture => picture.offsetWidth).filter(width => width <= 120)"


def test_the_pictures_of_the_chapters_are_seen_on_a_phone(site, chromium):
    with page(chromium, 390, 844) as tab:
        pictures = tab.locator("td img")
        for folder in FOLDERS.values():
            tab.goto((site / folder / "index.html").as_uri())
            expect(pictures).to_have_count(len(CHAPTERS))
            holds(tab, lambda: pictures.evaluate_all(NARROW) + tab.locator("html").evaluate_all(TOO_WIDE))


def test_pages_run_in_a_browser_without_the_network(site, chromium):
    with page(chromium, 1000, 900) as tab:
        for folder in FOLDERS.values():
            for name in ("index", "docs/glossary", *(f"notebooks/{chapter}" for chapter in CHAPTERS[::2])):
                tab.goto((site / folder / f"{name}.html").as_uri())
                expect(tab.locator("article h1")).to_be_visible()
                for lab in tab.locator("[data-lab]").all():
                    expect(lab).to_have_attribute("data-ready", "true")
                holds(tab, lambda: tab.locator("html").evaluate_all(TOO_WIDE))
                assert not tab.console_errors
                assert without_font(tab) == []
                tab.console_errors.clear()  # Chromium 150 complains that its own tools read a file: page
        assert not [address for address in tab.outside if not address.startswith("file:")]


# ---- the checker ----


def found(tmp_path, text: str) -> list[str]:
    (tmp_path / "other page.html").write_text('<p id="here">', encoding="utf-8")
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    return module("check").problems(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="other%20page.html#here">',
        '<a name="top"><a href="#top">',
        '<a href="https://example.org/">',
        '<link rel="canonical" href="https://example.org/">',
        '<img src="data:image/png;base64,AAAA">',
        "<p>https://example.org/</p>",
    ],
)
def test_what_is_fine(tmp_path, text):
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('<a href="missing.html">', "no such file: missing.html"),
        ('<a href="../page.html">', "no such file: ../page.html"),
        ('<a href="other%20page.html#there">', "no such place: other%20page.html#there"),
        ('<a href="#there">', "no such place: #there"),
        ('<img src="missing.png">', "no such file: missing.png"),
        ('<script src="https://example.org/a.js"></script>', "fetches https://example.org/a.js"),
        ('<script src="//example.org/a.js"></script>', "fetches //example.org/a.js"),
        ('<link rel="stylesheet" href="https://example.org/a.css">', "fetches https://example.org/a.css"),
        ('<img src="https://example.org/a.png">', "fetches https://example.org/a.png"),
        ("<style>a { background: url('https://example.org/a') }</style>", "fetches https://example.org/a"),
    ],
)
def test_what_is_not(tmp_path, text, complaint):
    assert found(tmp_path, text) == [f"page.html: {complaint}"]


def test_a_style_sheet_that_fetches_a_font(tmp_path):
    (tmp_path / "a.css").write_text("@font-face { src: url(https://example.org/f.woff2) }", encoding="utf-8")
    assert module("check").problems(tmp_path) == ["a.css: fetches https://example.org/f.woff2"]


@pytest.mark.parametrize("address", ["f.woff", "'../f.woff?v=1#x'", '"f%20f.woff"'])
def test_a_style_sheet_whose_font_is_missing(tmp_path, address):
    (tmp_path / "a.css").write_text(f"@font-face {{ src: url({address}) }}", encoding="utf-8")
    (line,) = module("check").problems(tmp_path)
    assert line.startswith("a.css: no such file: ")
    (tmp_path / "a.css").write_text("a { mask: url(#b); background: url(data:image/png;base64,AA) }", "utf-8")
    assert module("check").problems(tmp_path) == []


# ---- the font ----


def test_a_character_that_the_font_lacks_is_named(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "page.html").write_text("<p>读𠮷", encoding="utf-8")
    (tmp_path / "search.js").write_text("'搜'", encoding="utf-8")
    font = module("font")
    assert font.bring(tmp_path) == ["page.html: the font has no 𠮷: run assets/fonts/subset.py"]
    assert font.subset.covered(tmp_path / "_static" / font.FONT) == set("读搜")
    assert f'url("{font.FONT}")' in (tmp_path / "_static" / font.STYLE).read_text(encoding="utf-8")


def test_a_missing_font_is_one_line(tmp_path, monkeypatch):
    font = module("font")
    monkeypatch.setattr(font.subset, "SUBSET", tmp_path / "gone.otf")
    assert font.bring(tmp_path) == ["assets/fonts/gone.otf is missing: clone the course again"]


def test_each_language_has_a_font_of_its_own(site):
    for folder in FOLDERS.values():
        assert 10_000 < (site / folder / "_static" / "chinese.woff").stat().st_size < 250_000
        assert list((site / folder).glob("_static/*.otf")) == []


# ---- formulas ----


def test_formulas_as_mathml():
    mathml = module("conf").mathml
    assert "&#x1D53C;" in mathml(r"\mathbb E_x", "inline")  # 𝔼: browsers ignore mathvariant
    assert "∼" in mathml(r"x \sim F", "inline")
    assert 'display="block"' in mathml("x", "block")
