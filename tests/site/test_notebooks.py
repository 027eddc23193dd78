"""Hygiene of the committed notebooks: what strict nbval cannot see.

nbval compares nothing for a cell without an execution count or with one of its tags, takes a wrong magic for
a success, and does not look at pictures or prose.
"""

import io
import json
import re
import sys
import tokenize
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import not_yet
import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
PATHS = {path.relative_to(NOTEBOOKS).as_posix(): path for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
PATHS |= {path.relative_to(NOTEBOOKS).as_posix(): path for path in sorted(NOTEBOOKS.glob("zh/*.ipynb"))}
if not PATHS:
    pytest.fail("no chapter found: notebooks/ holds no notebook; run python3 course.py build", pytrace=False)

sys.path.append(str(NOTEBOOKS))

import minutes  # noqa: E402

DEEPER = [name for name in PATHS if name.endswith("_deeper.ipynb")]
LESSONS = [name for name in PATHS if name not in DEEPER]
LONGEST_CELL, LONGEST_CLASS = 15, 30
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
INSIDE = {"en": ["by hand"], "zh": ["亲手"]}  # somewhere between the two
WITH_A_MODEL = ("03", "07", "08", "10")  # a one-page model is built in the workshop
ENGLISH = re.compile(r"(?<![\w.'/-])[A-Z]?[a-z]{3,}(?![\w(.'=/-])")
NO_WORDS = re.compile(
    r"`[^`\n]*`|'[^'\n]*'|^\$? ?(?:python3 )?course\.py .*$|\b(?:True|False|None)\b", re.MULTILINE
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def language_of(name: str) -> str:
    return "zh" if name.startswith("zh/") else "en"


def stored(name: str) -> nbformat.NotebookNode:
    return nbformat.read(PATHS[name], as_version=4)


def prose(nb) -> str:
    return "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")


def measured(name: str) -> minutes.Measured:
    return minutes.measure(stored(name))


def parts(nb, wanted: list[str]) -> list[str]:
    """The wanted parts as the notebook's headings give them."""
    headings = re.findall(r"(?m)^## (.*)$", prose(nb))
    return [part for heading in headings for part in wanted if re.match(rf"{part}\b", heading)]


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


def test_what_it_is_for_its_time_and_what_to_know_before_come_first(path, nb):
    wanted = OPENING["zh" if path.parent.name == "zh" else "en"]
    deeper = path.stem.endswith("_deeper")  # its chapter has said what one will be able to do
    assert [words for words in wanted[deeper:] if words not in nb.cells[0].source] == []
    assert re.match(r"# \S", nb.cells[0].source)


@pytest.mark.parametrize("name", not_yet.params("parts in their order", LESSONS))
def test_a_chapter_has_its_parts_in_order(name):
    nb, language = stored(name), language_of(name)
    assert parts(nb, HEADINGS[language]) == HEADINGS[language]
    assert all(words in prose(nb).lower() for words in INSIDE[language])


@pytest.mark.parametrize("name", not_yet.params("a lesson takes at most 60 minutes", LESSONS))
def test_a_lesson_takes_at_most_60_minutes(name):
    assert measured(name).lesson <= 60


@pytest.mark.parametrize("name", not_yet.params("a workshop takes at most 30 minutes", LESSONS))
def test_a_workshop_takes_at_most_30_minutes_or_75_where_a_model_is_built(name):
    assert measured(name).workshop <= (75 if not_yet.known(name)[-2:] in WITH_A_MODEL else 30)


@pytest.mark.parametrize("name", not_yet.params("the build writes the minutes", LESSONS))
def test_the_build_writes_the_minutes(name):
    """Into the first cell, where the source has {lesson} and {workshop}."""
    source = (NOTEBOOKS / "source" / PATHS[name].with_suffix(".py").name).read_text("utf-8")
    first = source.split("\n# %%")[language_of(name) == "zh"]
    assert "{lesson}" in first and "{workshop}" in first


@pytest.mark.parametrize("name", not_yet.params("two or three guesses that count", LESSONS))
def test_a_chapter_has_two_or_three_guesses_that_are_kept(name):
    counts = measured(name).parts["lesson"].counts
    assert 2 <= counts["guess"] <= 3
    assert counts["prompt"] == 0, "**Predict** without a Guess of the kit behind it"


@pytest.mark.parametrize("name", not_yet.params("something to build or to repair", LESSONS))
def test_one_exercise_builds_or_repairs_something(name):
    kinds = measured(name).kinds
    assert kinds["build"] + kinds["repair"] >= 1


@pytest.mark.parametrize("name", not_yet.params("few words about the notes", PATHS))
def test_the_notes_are_spoken_of_twice_in_chinese_and_never_in_english(name):
    text = prose(stored(name))
    assert text.count("笔记这样说") <= 2
    if language_of(name) == "en":
        assert re.findall(r"\b[Tt]he (?:study )?notes\b", text) == []


def names_in(nb) -> set[str]:
    """The names that stand in a notebook's code, outside of its strings."""
    found = set()
    for cell in code(nb):
        for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
            if token.type == tokenize.NAME:
                found |= {token.string, *token.string.lower().split("_")}
    return found


def english_alone(text: str, names: set[str]) -> list[str]:
    """The English words of a text without a Chinese character; code, and what is quoted, are no words."""
    words = [] if CHINESE.search(text) else ENGLISH.findall(NO_WORDS.sub("", text))
    return [word for word in words if word.lower() not in names]


@pytest.mark.parametrize(
    "name", not_yet.params("tables in the learner's language", [n for n in PATHS if language_of(n) == "zh"])
)
def test_what_a_chinese_notebook_prints_is_not_english(name):
    nb, wrong = stored(name), []
    for output in outputs(nb):
        data = output.get("data", {})
        if not any(kind.startswith("image/") for kind in data):  # its words are tested with the figure
            text = output.get("text", "") + data.get("text/plain", "")
            wrong += english_alone(text, names_in(nb))
    assert wrong == []


def test_english_alone_is_seen():
    names = {"copy", "rows"}
    assert english_alone("copy  forward 0.47\nrows 3", names) == ["forward"]
    assert english_alone("copy 0.47 ['one', 'two'] LayerNorm\ncourse.py experiments placement", names) == []
    assert english_alone("正向 forward 0.47", names) == []


@pytest.mark.parametrize("name", DEEPER)
def test_a_deeper_notebook_belongs_to_a_chapter_and_leads_on(name):
    assert name.replace("_deeper.ipynb", ".ipynb") in LESSONS
    assert deeper_lacks(stored(name), language_of(name)) == []


def deeper_lacks(nb, language: str) -> list[str]:
    """What a deeper notebook should not be without: minutes of its own; where things are from."""
    told, text = minutes.measure(nb), prose(nb)
    lacking = [] if told.lesson and str(told.lesson) in nb.cells[0].source else ["its minutes"]
    lacking += ["no workshop"] if told.workshop else []
    lacking += [] if re.match(r"# \d\d · (Deeper|深入)\b", nb.cells[0].source) else ["its title"]
    return lacking + ([] if HEADINGS[language][-1] in text or "](" in text else ["references or links"])


def test_what_a_deeper_notebook_lacks_is_seen():
    title = nbformat.v4.new_markdown_cell("# 01 · Deeper: words\n\n**Time.** 3 minutes. " + "word " * 350)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('LANGUAGE = "en"'), title])
    nb.cells.reverse()
    assert deeper_lacks(nb, "en") == ["references or links"]
    nb.cells[0].source += "\n\n## Workshop\n\nTry. See [this](a.md)."
    assert deeper_lacks(nb, "en") == ["no workshop"]
    nb.cells[0].source = nb.cells[0].source.replace("3 minutes", "9 minutes").replace("## Workshop", "")
    assert deeper_lacks(nb, "en") == ["its minutes"]
    nb.cells[0].source = (
        nb.cells[0].source.replace("Deeper: words", "Words, deeper").replace("9 min", "3 min")
    )
    assert deeper_lacks(nb, "en") == ["its title"]


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
    allowed = {True: LONGEST_CLASS, False: LONGEST_CELL}
    long = [
        cell.source
        for cell in code(nb)
        if len(cell.source.splitlines()) > allowed[bool(re.search(r"^class ", cell.source, re.MULTILINE))]
    ]
    assert not long, f"more than {LONGEST_CELL} lines, {LONGEST_CLASS} with a class:\n" + "\n\n".join(long)


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


def test_the_list_of_expected_failures_names_only_notebooks_and_sources_that_exist():
    there = {not_yet.known(name) for name in PATHS}
    assert {name for names in not_yet.NOT_YET.values() for name in names.split()} <= there
