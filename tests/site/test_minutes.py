"""notebooks/minutes.py: what takes a reader's time, and what of it is the lesson's."""

import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4

from course_lib.kit.practice.guess import Guess
from course_lib.kit.practice.ledger import Assignment

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
sys.path.append(str(NOTEBOOKS))

import minutes  # noqa: E402

PICTURE = v4.new_output("display_data", {"image/png": "", "text/plain": "a picture of something"})


def notebook(*cells: str | tuple[str, int], language: str = "en") -> nbformat.NotebookNode:
    """Text is a markdown cell; (code, number of pictures that it has drawn) a code cell."""
    made = [v4.new_code_cell(f'LANGUAGE = "{language}"')]
    for cell in cells:
        if isinstance(cell, str):
            made.append(v4.new_markdown_cell(cell))
        else:
            made.append(v4.new_code_cell(cell[0], outputs=[PICTURE] * cell[1]))
    return v4.new_notebook(cells=made)


def lesson(*cells, language: str = "en") -> minutes.Part:
    return minutes.measure(notebook(*cells, language=language)).parts["lesson"]


@pytest.fixture
def practice(monkeypatch) -> None:
    """A chapter 77 with a guess, a quiz, three exercises and a question."""
    things = {"planted": object.__new__(Guess)}  # not made: a ledger would come to know them
    kinds = {"quiz": "quiz", "easy": "core", "broken": "repair", "long": "stretch", "why": "question"}
    for name, kind in kinds.items():
        things[name] = object.__new__(Assignment)
        things[name].kind, things[name].minutes = kind, {"broken": 12, "why": 4}.get(name, 5)
    monkeypatch.setattr(
        minutes, "practice", lambda number, name: things.get(name) if number == "77" else None
    )


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("# 02 · A title, *of* five words", "en", 6),
        ("it isn't — at 0.5, so-called", "en", 5),
        ("the state $h_t$ of `rnn(x, h)` is", "en", 6),
        ("see [this page](../a_long/name.md) and <b>that</b>", "en", 5),
        ("![A long alternative text](a.svg)", "en", 0),
        ("so:\n\n$$a = b\n+ c$$\n\nand\n\n```python\nx = 1  # words\n```\n", "en", 2),
        ("编码器读入 GRU 的 128 个数，$h_t$。", "zh", 11),
        ("**时间**：正文 {lesson} 分钟", "zh", 7),
        ("**时间**：正文 57 分钟", "zh", 7),
    ],
)
def test_what_is_a_word(text, language, number):
    assert minutes.words(text, language) == number


@given(st.lists(st.sampled_from(["one", "two,", "(three)", "four."]), max_size=9), st.data())
def test_what_is_not_read_adds_no_word(words, data):
    beside = ["![a b c](d)", "\n\n$$e f$$\n\n", "\n\n```\ng h\n```\n\n"]
    more = [part for word in words for part in (data.draw(st.sampled_from(["", *beside])), word)]
    assert minutes.words(" ".join(more), "en") == len(words)


def test_everything_has_its_time(practice):
    assert lesson("word " * 600).minutes == 5
    assert lesson("字" * 1100, language="zh").minutes == 5
    assert lesson(("x = 1\n# why\n\n" * 60, 0)).minutes == 8  # and the line LANGUAGE
    assert lesson(("draw()", 3), "![x](y)").minutes == 2
    assert lesson("$$a$$\n\n$$\nb\n$$").minutes == 2
    assert lesson(("ch77.planted", 0), ("ch77.planted.result(3)", 0)).minutes == 3
    assert lesson(("AbcLab()", 1), ("AbcLab()", 1)).minutes == 8
    assert lesson(("lab = AbcLab(model)\nlab", 1)).labs == {"AbcLab"}
    assert lesson(("LessonLab()", 1)).minutes == 3
    assert lesson(("ch77.quiz", 0)).minutes == 4
    assert lesson(("opening(ch77)", 0)).minutes == 2


def test_a_guess_that_is_asked_for_in_words_takes_its_time_too(practice):
    asked = lesson("**Predict**: more or less?", ("run()", 0))
    assert (asked.counts["prompt"], asked.minutes) == (1, 3)
    assert lesson("**先猜**：多还是少？", ("run()", 0), language="zh").counts["prompt"] == 1
    kept = lesson("**Predict**: more or less?", ("ch77.planted", 0))
    assert (kept.counts["prompt"], kept.counts["guess"], kept.minutes) == (0, 1, 3)


def test_the_lesson_ends_where_the_workshop_begins(practice):
    tried = [
        ("ch77.easy", 0),
        ("ch77.easy.check(easy)", 0),
        ("ch77.broken", 1),
        ("ch77.long", 0),
        ("ch77.why", 0),
    ]
    long = "word " * 1200
    told = minutes.measure(notebook("## Workshop\n" + long, *tried, "### Discuss", "## References\n" + long))
    assert told.numbers == {"lesson": 0, "workshop": 5 + 12 + 4 + 10, "deeper": 0}
    assert told.kinds == {"core": 1, "repair": 1, "stretch": 1, "question": 1}
    chinese = notebook("## 工作坊：动手\n" + "字" * 900, *tried, "## 参考文献\n字字", language="zh")
    assert minutes.measure(chinese).numbers == told.numbers


def test_a_chapter_of_the_older_form_has_its_parts_in_another_order(practice):
    long, parts = "word " * 1200, ["## Exercises", "## Quiz", "## Deeper: more", "## What the notes say"]
    cells = [f"{part}\n{long}" for part in parts] + [f"## For a study group\n{long}\n## References\n{long}"]
    told = minutes.measure(notebook(cells[0], ("ch77.easy", 0), *cells[1:]))
    assert told.numbers == {"lesson": 20, "workshop": 15, "deeper": 10}


def test_a_heading_in_a_block_of_code_ends_nothing():
    told = minutes.measure(notebook("```md\n## Workshop\n```\n" + "word " * 240))
    assert told.numbers == {"lesson": 2, "workshop": 0, "deeper": 0}


def test_the_table_has_a_row_for_each_notebook():
    rows = minutes.table(["02"], NOTEBOOKS).splitlines()
    named = ["02_encoder", "02_encoder_deeper", "all"]
    assert [row.split()[0].removeprefix("zh/") for row in rows[1:]] == named * 2
    told = minutes.measure(nbformat.read(NOTEBOOKS / "02_encoder.ipynb", as_version=4))
    assert rows[1].split()[-3:] == [str(each) for each in told.numbers.values()]
    assert told.kinds["core"] + told.kinds["build"] + told.kinds["repair"] == 3
