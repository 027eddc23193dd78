"""notebooks/build.py: what it refuses, what it writes, what its check sees."""

import importlib.util
import posixpath
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "notebooks" / "build.py"

sys.path.append(str(SCRIPT.parent))  # for its minutes

spec = importlib.util.spec_from_file_location("build_notebooks", SCRIPT)
build = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = build  # dataclasses look their module up
spec.loader.exec_module(build)

EN = '# %% [markdown] tags=["en"]\n# # Words\n# See [more](../docs/more.md).\n'
ZH = '# %% [markdown] tags=["zh"]\n# # 词\n# 见[此](../docs/more.md)。\n'
SETUP = '# %%\nLANGUAGE = "en"\nprint(LANGUAGE)\n'


def why(text: str) -> str:
    """An explanation in both languages."""
    return "".join(f'# %% [markdown] tags=["{each}", "explain"]\n# {text}\n' for each in ("en", "zh"))


WHY = why("### Why\n#\n# Prose.")


@pytest.fixture
def home(tmp_path) -> Path:
    """A notebooks folder with one good source that takes no time."""
    folder = tmp_path / "notebooks"
    (folder / "source").mkdir(parents=True)
    write(folder, EN + ZH + SETUP)
    return folder


def write(home: Path, text: str, name: str = "00_words") -> Path:
    path = home / "source" / f"{name}.py"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def store(home: Path, name: str = "00_words") -> None:
    """Both editions as the build would write them, but not executed: what the check reads."""
    cells = build.read(home / "source" / f"{name}.py", home)
    for language in build.LANGUAGES:
        path = home / build.FOLDER[language] / f"{name}.ipynb"
        build.write_whole(path, nbformat.writes(build.edition(cells, language)).encode())


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (EN + SETUP, 2, "English without Chinese"),
        (SETUP + EN, 5, "English without Chinese"),
        (EN + EN + ZH + SETUP, 2, "English without Chinese"),
        (EN + ZH + ZH + SETUP, 8, "Chinese without English"),
        (SETUP + ZH, 5, "Chinese without English"),
        (EN + SETUP + ZH, 2, "English without Chinese"),
        ("# %% [markdown]\n# Prose.\n" + SETUP, 2, "prose without a language"),
        ("# %% [markdown]\n# ![A figure](../assets/a.svg)\n" + SETUP, 2, "prose without a language"),
        ('# %% [markdown] tags=["en", "zh"]\n# 文字\n' + SETUP, 2, "prose without a language"),
        ("# %%\nx = 1\n", 2, 'the line LANGUAGE = "en"'),
        (EN + ZH, 1, 'the line LANGUAGE = "en"'),
        ("# %%\nx = 1\n" + SETUP, 2, 'the line LANGUAGE = "en"'),
        (SETUP + '# %% tags=["zh"]\nx = 1\n', 5, "code is written once"),
        (SETUP + "# %% [raw]\n# x\n", 5, "a raw cell"),
        (SETUP + "# %%\n\n# %%\nx = 1\n", 4, "an empty cell"),
        ("# A comment may stand here.\nx = 1\n" + SETUP, 2, "above the first cell"),
        (SETUP + '# %%\nx = """\n# %%\n"""\n', 1, "inside a string"),
        ("", 1, 'the line LANGUAGE = "en"'),
        (SETUP + why("Prose."), 5, "is a heading"),
        (SETUP + why("#### Why\n#\n# Prose."), 5, "is a heading"),
        (SETUP + why("### Why"), 5, "is a heading"),
        (SETUP + why("### Why\n#\n# Prose.\n#\n# #### More"), 5, "a second heading"),
        (SETUP + why("### Why\n#\n# Prose.\n# ---"), 5, "a second heading"),
        (SETUP + '# %% tags=["explain"]\nx = 1\n', 5, "is a heading"),
        (why("### Why\n#\n# Prose.") + SETUP, 2, "right below the code cell"),
        (SETUP + EN + ZH + why("### Why\n#\n# Prose."), 11, "right below the code cell"),
        (SETUP + WHY + "# %%\nx = 1\n", 13, "its fold ends there"),
        (SETUP + WHY + EN.replace("# #", "# ####") + ZH.replace("# #", "# ####"), 13, "its fold ends there"),
    ],
)
def test_a_malformed_source_gets_one_line_with_place_and_remedy(home, capsys, text, line, says):
    write(home, text)
    assert build.main([], home) == 2
    told = capsys.readouterr()
    assert told.err.startswith(f"notebooks/source/00_words.py, line {line}: ") and says in told.err
    assert told.err.count("\n") == 1 and not list(home.rglob("*.ipynb"))


def test_a_source_that_is_not_utf8_names_the_line(home, capsys):
    (home / "source" / "00_words.py").write_bytes((EN + ZH).encode() + "# %%\n# 词\n".encode("gb2312"))
    assert build.main([], home) == 2
    assert "line 8: not UTF-8" in capsys.readouterr().err


def test_formulas_and_code_need_no_language(home):
    shared = "# %% [markdown]\n# $$p(y \\mid x)$$\n#\n# ```\n# x = 1\n# ```\n# ---\n# `y` and\n"
    write(home, SETUP + shared)
    with pytest.raises(build.SourceError, match="prose"):  # for "and"
        build.read(home / "source" / "00_words.py", home)
    write(home, SETUP + shared.replace(" and", ""))
    cells = build.read(home / "source" / "00_words.py", home)
    assert [len(build.edition(cells, language).cells) for language in build.LANGUAGES] == [2, 2]


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("[a](../docs/a.md)", "[a](../../docs/a.md)"),
        ("[a](../docs/a.md#part)", "[a](../../docs/a.md#part)"),
        ('[a](../docs/a.md "A title (1)")', '[a](../../docs/a.md "A title (1)")'),
        ("[a](../docs/)", "[a](../../docs/)"),
        ("[a](../docs/a_(b).md)", "[a](../../docs/a_(b).md)"),
        ("([a](../docs/a.md))。", "([a](../../docs/a.md))。"),
        ("![图](../assets/x.zh.svg)", "![图](../../assets/x.zh.svg)"),
        ("[![图](../assets/x.svg)](../docs/a.md)", "[![图](../../assets/x.svg)](../../docs/a.md)"),
        ("[a][1]\n\n[1]: ../docs/a.md", "[a][1]\n\n[1]: ../../docs/a.md"),
        ("<img src='../assets/x.svg' alt='x'>", "<img src='../../assets/x.svg' alt='x'>"),
        ('<a href="../docs/a.md">a</a>', '<a href="../../docs/a.md">a</a>'),
        ("[源](source/01_sequences.py)", "[源](../source/01_sequences.py)"),
        ("[b](build.py)", "[b](../build.py)"),
        ("[下](01_sequences.ipynb#part)", "[下](01_sequences.ipynb#part)"),
        ("[中](zh/01_sequences.ipynb)", "[中](01_sequences.ipynb)"),
        ("[English](../notebooks/01_sequences.ipynb)", "[English](../01_sequences.ipynb)"),
        ("[a](https://example.org/../a)", "[a](https://example.org/../a)"),
        ("[a](#part) [b](mailto:a@example.org)", "[a](#part) [b](mailto:a@example.org)"),
        ("[a](//example.org) [b](/top)", "[a](//example.org) [b](/top)"),
        ("`[a](../x)` 和 ``[`](../x)``", "`[a](../x)` 和 ``[`](../x)``"),
        ("```\n[a](../x)\n```\n[a](../x)", "```\n[a](../x)\n```\n[a](../../x)"),
        ("概率$f[x](y)$ $$\nf[x](y)\n$$ [a](../x)", "概率$f[x](y)$ $$\nf[x](y)\n$$ [a](../../x)"),
        ("<!-- [a](../x) -->", "<!-- [a](../x) -->"),
        ("[^1]: 注", "[^1]: 注"),
    ],
)
def test_links_are_right_from_the_chinese_folder(written, moved):
    assert build.relink(written) == moved


@given(
    st.sampled_from(["", "../"]),
    st.lists(st.sampled_from(["docs", "assets", "notebooks", "zh", "a.md", "b.svg"]), min_size=1, max_size=4),
)
def test_a_moved_link_reaches_the_same_file(up, parts):
    link = up + "/".join(parts)
    moved = build.relink(f"[a]({link})")[len("[a](") : -len(")")]
    assert posixpath.normpath(f"notebooks/zh/{moved}") == posixpath.normpath(f"notebooks/{link}")


def test_editions_differ_in_prose_and_language_alone(home):
    between = '# %% tags=["lab", "wide"]\nx = "LANGUAGE = en"\n'
    source = write(home, SETUP + EN + ZH + between + EN + ZH + '# %%\nLANGUAGE = "en"\n')
    cells = build.read(source, home)
    en, zh = (build.edition(cells, language) for language in build.LANGUAGES)
    assert [cell.id for cell in en.cells] == [cell.id for cell in zh.cells]
    assert len({cell.id for cell in en.cells}) == len(en.cells) == 5
    assert [c.metadata for c in en.cells] == [c.metadata for c in zh.cells]
    assert en.cells[2].metadata == {"tags": ["lab", "wide"]}
    assert [(en.cells[n].source, zh.cells[n].source) for n in (0, 2, 4)] == [
        ('LANGUAGE = "en"\nprint(LANGUAGE)', 'LANGUAGE = "zh"\nprint(LANGUAGE)'),
        ('x = "LANGUAGE = en"', 'x = "LANGUAGE = en"'),
        ('LANGUAGE = "en"', 'LANGUAGE = "en"'),
    ]
    assert en.cells[1].source == "# Words\nSee [more](../docs/more.md)."
    assert zh.cells[1].source == "# 词\n见[此](../../docs/more.md)。"
    assert (en.metadata.title, zh.metadata.title) == ("Words", "词")


def test_an_explanation_is_a_heading_and_what_can_be_folded_under_it(home):
    block = "### Why\n#\n#\n# Prose, and\n#\n# ```\n# # no heading\n# ```\n# | a |\n# |---|"
    source = write(home, SETUP + why(block) + EN + ZH + "# %%\nx = 1\n" + WHY)
    cells = build.read(source, home)
    en, zh = (build.edition(cells, language) for language in build.LANGUAGES)
    assert [cell.id for cell in en.cells] == [cell.id for cell in zh.cells]
    assert [cell.source.split("\n")[0] for cell in en.cells[1:]] == [
        *("### Why", "Prose, and", "# Words", "x = 1", "### Why", "Prose."),
    ]
    tagged = [number for number, cell in enumerate(en.cells) if cell.metadata.get("tags") == ["explain"]]
    assert tagged == [1, 5] and not en.cells[2].metadata
    lines = source.read_text(encoding="utf-8").split("\n")
    for cell in build.in_edition(cells, "zh"):
        assert lines[cell.line - 1].removeprefix("# ") == cell.text.split("\n")[0], "a message names its line"
    store(home)
    assert build.main(["--check"], home) == 0


def test_the_check_is_content_with_what_the_build_writes(home, capsys):
    store(home)
    assert build.main(["--check"], home) == 0
    assert "agree" in capsys.readouterr().out


def spoil(home: Path, change) -> None:
    """Change the committed English notebook by hand."""
    path = home / "00_words.ipynb"
    nb = nbformat.read(path, as_version=4)
    change(nb)
    nbformat.write(nb, path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda home: write(home, EN + ZH.replace("词", "字") + SETUP), "zh/00_words.ipynb: cell 1 (source"),
        (lambda home: write(home, EN + ZH + SETUP + "x = 1\n"), "cell 2 (source line 8) has another text"),
        (lambda home: write(home, EN + ZH + SETUP + "# %%\nx = 1\n"), "2 cells, but 3 in the source"),
        (lambda home: write(home, EN + ZH + SETUP.replace("%%", '%% tags=["x"]')), "has other tags"),
        (lambda home: spoil(home, lambda nb: nb.cells[1].update(source="1")), "has another text"),
        (lambda home: spoil(home, lambda nb: nb.cells[1].update(id="x")), "has another id"),
        (lambda home: spoil(home, lambda nb: nb.metadata.kernelspec.update(name="x")), "another kernel"),
        (lambda home: (home / "zh" / "00_words.ipynb").unlink(), "zh/00_words.ipynb: missing"),
        (lambda home: (home / "00_words.ipynb").write_text("{", encoding="utf-8"), "not a notebook"),
        (lambda home: (home / "00_words.ipynb").write_text("[]", encoding="utf-8"), "not a notebook"),
        (lambda home: nbformat.write(v4.new_notebook(), home / "zh/old.ipynb"), "zh/old.ipynb: no source"),
    ],
)
def test_the_check_says_what_differs(home, capsys, change, says):
    store(home)
    change(home)
    assert build.main(["--check"], home) == 1
    told = capsys.readouterr().out
    assert says in told
    assert "python3 course.py build 00_words" in told or "remove it" in told


def test_the_check_looks_at_the_chapters_and_editions_that_are_named(home, capsys):
    store(home)
    write(home, EN + ZH + SETUP, "01_more")
    assert build.main(["--check", "00"], home) == 0
    assert build.main(["--check", "01_more"], home) == 1
    (home / "zh" / "00_words.ipynb").unlink()
    assert build.main(["--check", "--language", "en", "00_words"], home) == 0
    assert build.main(["--check", "07"], home) == 2
    assert "no chapter is called 07; there are: 00_words, 01_more" in capsys.readouterr().err


def test_a_build_runs_both_editions_where_they_live(home):
    text = """# %%
import os, sys
print("⟦1⟧ 词", end=" "); sys.stdout.flush()
print(os.path.basename(os.getcwd()))

# %%
from IPython.display import display
display({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "a slider"}, raw=True)
"""
    write(home, EN + ZH + SETUP + text)
    assert build.main([], home) == 0
    assert build.main(["--check"], home) == 0
    for language, folder in (("en", "notebooks"), ("zh", "zh")):
        path = home / build.FOLDER[language] / "00_words.ipynb"
        raw = path.read_bytes()
        assert raw.endswith(b"}\n") and b"\r" not in raw and "⟦1⟧ 词".encode() in raw
        nb = nbformat.reads(raw.decode(), as_version=4)
        nbformat.validate(nb)
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in code] == [1, 2, 3]
        assert [[o.text for o in cell.outputs if "text" in o] for cell in code] == [
            [f"{language}\n"],
            [f"⟦1⟧ 词 {folder}\n"],  # one output, though it came in two messages
            [],
        ]
        assert code[2].outputs[0].data == {"text/plain": "a slider"}
        assert nb.metadata.language_info == {"name": "python"} and "widgets" not in nb.metadata
        assert all("execution" not in cell.metadata for cell in nb.cells)


@pytest.mark.parametrize(
    ("cell", "line", "error"),
    [
        ("# %%\nx = 0\n\n1 / x\n", 18, "ZeroDivisionError: division by zero"),
        ("# %%\nx = 0\nfail()\n", 17, "ZeroDivisionError: division by zero"),
        ("# %%\n\nx = (\n", 17, "SyntaxError"),
        ("# %%\nimport os\nos._exit(1)\n", 16, "Kernel died"),
    ],
)
def test_a_failing_cell_is_shown_and_nothing_is_written(home, capsys, cell, line, error):
    good = write(home, EN + ZH + SETUP)
    store(home)
    before = {path: path.read_bytes() for path in home.rglob("*.ipynb")}
    write(home, good.read_text(encoding="utf-8") + "# %%\nx = 2\n")  # well, but not to be written
    write(home, EN + ZH + SETUP + "\n\n# %%\ndef fail():\n    1 / 0\n" + cell, "01_fails")
    assert build.main(["--language", "en"], home) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"notebooks/source/01_fails.py, line {line}: this cell failed\n")
    assert error in told and "Nothing was written." in told and "\x1b" not in told
    assert [row for row in told.splitlines() if row.startswith("> ")] or line == 16
    assert {path: path.read_bytes() for path in home.rglob("*.ipynb*")} == before


TIMED = EN + "# Take {lesson} and {workshop} minutes.\n" + ZH + "# 要 {lesson} 分钟。\n" + SETUP
LINES = "".join(f"# %%\nx = {number}\n" for number in range(15))


def first(home: Path, language: str = "en") -> str:
    return nbformat.read(home / build.FOLDER[language] / "00_words.ipynb", as_version=4).cells[0].source


def test_the_minutes_of_the_executed_notebook_stand_in_its_first_cell(home, capsys):
    write(home, TIMED + LINES + EN.replace("Words", "{lesson}") + ZH)
    assert build.main([], home) == 0
    assert "Take 2 and 0 minutes." in first(home) and "要 2 分钟。" in first(home, "zh")
    nb = nbformat.read(home / "00_words.ipynb", as_version=4)
    assert nb.cells[-1].source.startswith("# {lesson}\n")
    assert build.main(["--check"], home) == 0
    picture = v4.new_output("display_data", {"image/png": "", "text/plain": "a picture"})
    spoil(home, lambda nb: nb.cells[1].update(outputs=[picture] * 4))
    assert build.main(["--check"], home) == 1  # by now it takes longer
    assert "cell 1 (source line 2) has another text" in capsys.readouterr().out


def test_prose_is_written_anew_without_running_anything(home, capsys):
    text = TIMED + "# %%\nimport time\nprint(time.perf_counter_ns())\n"
    write(home, text)
    assert build.main([], home) == 0
    before = nbformat.read(home / "00_words.ipynb", as_version=4)
    write(home, text.replace("Words", "Many words") + EN + ZH)
    assert build.main(["--prose"], home) == 0
    after = nbformat.read(home / "00_words.ipynb", as_version=4)
    shown = [[(cell.outputs, cell.execution_count) for cell in nb.cells[1:3]] for nb in (before, after)]
    assert shown[0] == shown[1] and shown[0][1][0]
    assert after.cells[0].source.startswith("# Many words") and after.metadata.title == "Many words"
    assert build.main(["--check"], home) == 0
    kept = (home / "00_words.ipynb").read_bytes()
    write(home, text + "x = 1\n")
    assert build.main(["--prose"], home) == 2
    assert "notebooks/00_words.ipynb: its code is not the source's any more" in capsys.readouterr().err
    assert (home / "00_words.ipynb").read_bytes() == kept
    (home / "00_words.ipynb").unlink()
    assert build.main(["--prose"], home) == 2 and "missing; run" in capsys.readouterr().err


def test_a_deeper_notebook_is_built_with_its_chapter(home):
    text = TIMED.replace("{workshop}", "no")
    write(home, text, "01_more")
    write(home, text.replace("Words", "Words, deeper").replace("词", "词：深入"), "01_more_deeper")
    assert build.main(["01"], home) == 0
    names = sorted(path.relative_to(home).as_posix() for path in home.rglob("*.ipynb"))
    assert names == [f"{folder}01_more{end}.ipynb" for folder in ("", "zh/") for end in ("", "_deeper")]
    assert build.main(["--check", "01"], home) == 0


@pytest.mark.long
def test_two_builds_of_chapter_00_are_the_same_bytes(tmp_path):
    made = []
    for number in "12":
        options = ["--language", "en", "--out", str(tmp_path / number)]
        subprocess.run([sys.executable, str(SCRIPT), "00_welcome", *options], check=True)
        made.append((tmp_path / number / "00_welcome.ipynb").read_bytes())
    assert made[0] == made[1]
