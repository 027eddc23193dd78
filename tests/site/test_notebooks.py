"""Hygiene of the committed notebooks: what strict nbval cannot see.

nbval compares nothing for a cell without an execution count or with one of its tags, takes a wrong magic for
a success, and does not look at pictures or prose.
"""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
PATHS = {path.relative_to(NOTEBOOKS).as_posix(): path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
PATHS |= {path.relative_to(NOTEBOOKS).as_posix(): path for path in sorted(NOTEBOOKS.glob("zh/*.ipynb"))}
if not PATHS:
    pytest.fail("no chapter found: notebooks/ holds no notebook; run python3 course.py build", pytrace=False)

LONGEST_CELL = 15
SHORTEST_ALT = 15
UNSTABLE = {
    "a path of one machine": r"/home/|/tmp/|/root/|/Users/|[A-Za-z]:\\+Users",
    "an address in memory": r"\b0x[0-9a-f]{6,}",
    "an IPython message": r"UsageError",
}


OPENING = {
    "en": ["**What you will be able to do.**", "**Time.**", "**To know before.**"],
    "zh": ["**学完本章，你能**", "**时间**", "**预备知识**"],
}
HEADINGS = {  # in this order
    "en": "The question, Lab, Quiz, What we saw, Workshop, References".split(", "),
    "zh": "问题、实验台、小测验、我们看到了什么、工作坊、参考文献".split("、"),
}
HEADINGS_BEFORE = {  # of a chapter that has no workshop yet
    "en": "The question, Lab, Exercises, Quiz, What the notes say, For a study group, References".split(", "),
    "zh": "问题、实验台、练习、小测验、笔记怎么说、小组讨论、参考文献".split("、"),
}
INSIDE = {"en": ["by hand", "**predict"], "zh": ["亲手", "先猜"]}  # somewhere between the two


@pytest.fixture(scope="module", params=PATHS)
def path(request) -> Path:
    return PATHS[request.param]


@pytest.fixture(scope="module")
def nb(path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(nb) -> list:
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def outputs(nb) -> list:
    return [output for cell in code(nb) for output in cell.outputs]


def test_a_chapter_has_its_parts_in_order(path, nb):
    language = "zh" if path.parent.name == "zh" else "en"
    for words in OPENING[language]:
        assert words in nb.cells[0].source
    prose = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    for words in INSIDE[language]:
        assert words in prose.lower()
    headings = re.findall(r"(?m)^## (.*)$", prose)
    wanted = HEADINGS[language] if HEADINGS[language][-2] in headings else HEADINGS_BEFORE[language]
    found = [part for heading in headings for part in wanted if re.match(rf"{part}\b", heading)]
    assert found == wanted


class References(HTMLParser):
    """The images and links of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.images: list[dict] = []
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "img":
            self.images.append(values)
        self.targets += [values[name] for name in ("src", "href") if name in values]


def references(nb) -> References:
    """Of the prose, and of what the cells show as prose."""
    markdown = [cell.source for cell in nb.cells if cell.cell_type == "markdown"]
    shown = [output.get("data", {}) for output in outputs(nb)]
    markdown += [data["text/markdown"] for data in shown if "text/markdown" in data]
    html = [markdown2html_mistune(text) for text in markdown]
    return References("\n".join(html + [data["text/html"] for data in shown if "text/html" in data]))


def test_is_a_valid_notebook_for_any_python_kernel(nb):
    nbformat.validate(nb)
    assert nb.metadata.kernelspec.name == "python3"
    assert nb.metadata.language_info == {"name": "python"}, "saved by hand? run python3 course.py build"


def test_is_one_clean_run_from_top_to_bottom(nb):
    assert [cell.execution_count for cell in code(nb)] == list(range(1, len(code(nb)) + 1))
    assert [output.ename for output in outputs(nb) if output.output_type == "error"] == []
    assert [output.text for output in outputs(nb) if output.get("name") == "stderr"] == []


def test_hides_no_cell_from_nbval(nb):
    hiding = {"nbval-skip", "nbval-ignore-output", "nbval-raises-exception", "raises-exception"}
    for cell in code(nb):
        assert not hiding & set(cell.metadata.get("tags", [])), cell.source
        assert not re.search(r"^\s*#+\s*(NBVAL|PYTEST)_", cell.source, re.MULTILINE), cell.source


def test_code_cells_are_short(nb):
    long = [cell.source for cell in code(nb) if len(cell.source.splitlines()) > LONGEST_CELL]
    assert not long, f"more than {LONGEST_CELL} lines:\n" + "\n\n".join(long)


def test_stores_no_widget(nb):
    assert "widgets" not in nb.metadata
    kinds = {kind for output in outputs(nb) for kind in output.get("data", {})}
    assert not {kind for kind in kinds if "widget" in kind}


def test_outputs_hold_nothing_of_this_machine(nb):
    for cell in code(nb):
        for output in cell.outputs:
            data = {
                kind: value
                for kind, value in output.get("data", {}).items()
                if not kind.startswith("image/p")
            }
            text = output.get("text", "") + json.dumps(data, ensure_ascii=False)
            for name, pattern in UNSTABLE.items():
                assert not re.search(pattern, text), f"{name} in an output of:\n{cell.source}"


def test_pictures_that_cells_draw_are_also_told_in_words(nb):
    for cell in code(nb):
        for output in cell.outputs:
            if any(kind.startswith("image/") for kind in output.get("data", {})):
                words = output.data.get("text/plain", "").strip()
                assert len(words) >= SHORTEST_ALT and not re.fullmatch(r"<.*>", words, re.DOTALL), cell.source


def test_images_have_alternative_texts(nb):
    for image in references(nb).images:
        assert image.get("alt", "").strip(), f"no alternative text: {image.get('src')}"


def test_links_reach_files(nb, path):
    targets = [urlsplit(target) for target in references(nb).targets]
    for target in targets:
        if not target.scheme and not target.netloc and target.path:
            assert (path.parent / unquote(target.path)).exists(), f"nothing there: {target.geturl()}"


def test_every_chapter_has_both_editions():
    english = {name for name in PATHS if not name.startswith("zh/")}
    assert {name.removeprefix("zh/") for name in PATHS if name.startswith("zh/")} == english


@pytest.mark.parametrize("name", [name for name in PATHS if f"zh/{name}" in PATHS])
def test_editions_share_their_code(name):
    english, chinese = (code(nbformat.read(PATHS[key], as_version=4)) for key in (name, f"zh/{name}"))
    first, *others = ((cell.id, cell.source) for cell in english)
    assert [(cell.id, cell.source) for cell in chinese] == [
        (first[0], first[1].replace('LANGUAGE = "en"', 'LANGUAGE = "zh"')),
        *others,
    ]
    assert 'LANGUAGE = "en"' in first[1]
