"""The group's page: what learners share is counted, and nothing that anybody sends does more than that."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from browser import page as browser_page
from hypothesis import given
from hypothesis import strategies as st
from looks import CUT_OFF, TOO_WIDE, holds, screenshot, without_font

from course_lib.chapters import share
from course_lib.chapters.ch01_sequences import exercises as ch01
from course_lib.chapters.group import __main__ as group
from course_lib.chapters.group.page import MADE_BY, page
from course_lib.chapters.group.tally import tally
from course_lib.kit.practice import guess as guess_module
from course_lib.kit.practice.guess import Choice, Curve, Guess, Number
from course_lib.kit.practice.share_line import Shared, Told, line_of, token
from course_lib.language import pick

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = "course_lib.chapters.ch01_sequences.exercises"
QUIZ = ch01.quiz
RIGHT = [next(n for n, option in enumerate(item.options) if option.right) for item in QUIZ.items]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Whatever the machine speaks."""
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture(scope="module")
def asked():
    """Three guesses of chapter 01, one of each form."""
    before = dict(guess_module.GUESSES)
    unit = ("of 100", "个（共 100 个）")
    yield [
        Guess(CHAPTER, "a", ("Right", "对多少"), ("How many?", "对多少个？"), Number(0, 100, unit)),
        Guess(
            CHAPTER,
            "b",
            ("Which", "哪个"),
            ("Which is `first`?", "`first` 是哪个？"),
            Choice(("x < y", "甲"), ("y", "乙")),
        ),
        Guess(
            CHAPTER,
            "c",
            ("Longer", "更长"),
            ("And at 8?", "到 8 呢？"),
            Curve(0, 1, ["4", "6", "8"], ("items", "项")),
        ),
    ]
    guess_module.GUESSES.clear()
    guess_module.GUESSES.update(before)


def shared(asked, number: int, measured=(12, 1, [1, 0.5, 0.25]), **made) -> Shared:
    """What one person shares: made={"a": 40, …}."""
    names = {guess.name: (guess, value) for guess, value in zip(asked, measured, strict=True)}
    told = {
        names[name][0].id: Told(value, names[name][1], names[name][0].edition) for name, value in made.items()
    }
    return Shared(f"{number:016x}", told)


def answer(item: int, option: int) -> str:
    return token(QUIZ.parts[item], QUIZ.items[item].options[option].key)


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", re.sub("(?s)<style.*?</style>", "", text))).split())


@pytest.fixture
def chat(asked, tmp_path, monkeypatch, capsys) -> Path:
    """Three learners guess, run, take the quiz, share, and paste their lines into a chat; saved as a file."""
    lines = []
    for n, (number, choice, curve, options) in enumerate(
        [(40, 0, [0.9, 0.8, 0.7], (0, 1)), (60, 1, [1.0, 0.9, 0.2], (1, 1)), (5, 1, [0.5, 0.5, 0.5], (1, 2))]
    ):
        monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / f"learner {n}"))
        for guess, made, measured in zip(
            asked, (number, choice, curve), (12 + n, 1, [1, 0.5, 0.2 + n / 100]), strict=True
        ):
            guess.keep("made", made)
            guess.result(measured)
        QUIZ.view()
        for panel, option in zip(QUIZ.panels, options, strict=False):
            for chosen in (option, RIGHT[0]):  # only the first counts
                panel.choice.value = chosen
                panel.go.click()
        assert share.main(["--language", "en"]) == 0
        lines.append(capsys.readouterr().out)
    path = tmp_path / "chat.txt"
    path.write_text(f"Li Lei 10:32: {lines[0]}\nhi!\nHan Meimei: {lines[1]}> {lines[2]}", encoding="utf-16")
    return path


def test_three_learners_lines_make_a_page(chat, language, capsys):
    assert group.main([str(chat), "--language", language]) == 0
    told = capsys.readouterr()
    assert told.out == f"{chat.parent / 'group.html'}\n" and told.err == ""
    made = (chat.parent / "group.html").read_text(encoding="utf-8")
    said = words(made)
    assert pick("3 people", "3 人") in said and "left out" not in said and "没有计入" not in said
    assert (
        pick("3 guesses, from 5 to 60; in the middle 40 · measured: 13 of 100", "从 5 到 60，居中的是 40")
        in said
    )
    assert pick("measured: 1 · 0.5 · 0.21", "测得：1 · 0.5 · 0.21") in said
    assert pick("2 y ← measured", "2 乙 ← 测得") in said
    first = [(0, 1, 1).count(n) for n in range(3)]
    assert (
        pick(f"{first[RIGHT[0]]} of 3 right at the first try", f"3 人里第一次就选对的有 {first[RIGHT[0]]} 人")
        in said
    )
    assert made.count("<circle") == 3 and made.count('<polyline class="guess"') == 3
    worst = max((n for n in range(3) if n != RIGHT[0]), key=first.__getitem__)
    option = QUIZ.items[0].options[worst]
    inside = made.partition('class="wrong"')[2].partition("</section>")[0]
    assert pick(*option.why)[:12] in words(inside) and pick(*option.text)[:12] in words(inside)
    assert pick(f"Misconception: {QUIZ.items[0].misconception}", "选得最多的错误答案") in words(inside)


def test_it_needs_nothing_from_outside_and_runs_no_script(chat):
    group.main([str(chat)])
    made = (chat.parent / "group.html").read_text(encoding="utf-8")
    assert "<script" not in made and not re.search('(?i) src=| href="[^#]', made)
    assert not re.search(r"url\((?!data:)", made)
    anchors, ids = re.findall('href="#([^"]+)"', made), re.findall(' id="([^"]+)"', made)
    assert {*anchors} == {*ids} and len(ids) == len({*ids})


def test_the_last_line_of_a_person_counts(asked, tmp_path, language, capsys):
    path = tmp_path / "chat.txt"
    lines = [shared(asked, 1, a=10), shared(asked, 2, a=20), shared(asked, 1, a=90)]
    path.write_text("\n".join(map(line_of, lines)))
    assert group.main([str(path), "--language", language]) == 0
    said = words((tmp_path / "group.html").read_text(encoding="utf-8"))
    assert pick("2 guesses, from 20 to 90; in the middle 55", "2 个猜测，从 20 到 90，居中的是 55") in said


def test_what_nobody_measured_yet_is_said(asked, language):
    nobody = (None, None, None)
    people = [shared(asked, n, nobody, a=4, b=1, c=[0, 0, 1]) for n in range(2)]
    said = words(page(tally(people, asked, [])))
    assert said.count(pick("not measured yet", "还没有测")) == 3
    assert pick("2 people", "2 人") in said
    assert pick("1 person", "1 人") in words(page(tally(people[:1], asked, [])))


def test_what_this_edition_does_not_ask_is_counted_and_left_out(asked, tmp_path, language, capsys):
    other = Shared(
        "0" * 16,
        {"gone.guess": Told(1, 2, "e"), asked[0].id: Told(40, 12, "other")},
        frozenset({"0badf00d", answer(0, 0)}),
    )
    path = tmp_path / "chat.txt"
    path.write_text(line_of(other))
    assert group.main([str(path), "--language", language]) == 0
    assert (
        pick("3 guesses or answers belong to another edition", "有 3 个猜测或回答属于别的版本")
        in capsys.readouterr().err
    )
    said = words((tmp_path / "group.html").read_text(encoding="utf-8"))
    assert pick("left out: 3", "另有 3 个") in said and "gone" not in said


IMPOSSIBLE = {
    "below the range": {"a": -1},
    "above the range": {"a": 100.5},
    "a list for a number": {"a": [1, 2, 3]},
    "a number for a list": {"c": 1},
    "four for three": {"c": [0, 0, 0, 0]},
    "a point of the curve outside": {"c": [0, 0, 2]},
    "no such answer": {"b": 2},
    "half an answer": {"b": 0.5},
    "a negative answer": {"b": -1},
    "nothing": {"a": None},
}


@pytest.mark.parametrize("made", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_guess_that_nobody_could_have_made_is_left_out(asked, made):
    counted = tally([shared(asked, 1, **made)], asked, [])
    assert (counted.guesses, counted.left_out) == ([], 1)


def test_a_measurement_that_no_run_gives_is_not_counted(asked):
    people = [
        shared(asked, n, measured, a=4, b=1, c=[0, 0, 1])
        for n, measured in enumerate([([1, 2, 3], 7, 3), (None, 0.5, [1, 2, 3, 4]), (12, 0, [1, 1, 1])])
    ]
    assert [one.measured for one in tally(people, asked, []).guesses] == [12, 0, [1, 1, 1]]


def test_two_first_answers_to_a_question_are_one(asked):
    person = Shared("0" * 16, {}, frozenset({answer(0, 0), answer(0, 1), answer(1, 2)}))
    counted = tally([person], [], [QUIZ])
    assert [sum(one.counts) for one in counted.answers] == [1, 1] and counted.left_out == 1


def test_where_all_are_right_no_wrong_answer_is_shown(asked, language):
    people = [Shared(f"{n:016x}", {}, frozenset({answer(0, RIGHT[0])})) for n in range(2)]
    made = page(tally(people, [], [QUIZ]))
    assert 'class="wrong"' not in made and pick("2 of 2 right", "2 人里第一次就选对的有 2 人") in words(made)


def test_answers_have_tokens_of_their_own():
    """In the whole course: a token says one option of one question."""
    from practice import QUIZZES

    tokens = [
        token(part, option.key)
        for quiz in QUIZZES.values()
        for part, item in zip(quiz.parts, quiz.items, strict=True)
        for option in item.options
    ]
    assert len({*tokens}) == len(tokens) > 100


BAD = {
    "no line": (b"hello", "no whole line", "没有完整的"),
    "nothing": (b"", "no whole line", "没有完整的"),
    "only a broken line": (b"a\ncourse-share:1:abcd.", "line 2", "第 2 行"),
    "too large": (b"x" * 1_000_001, "1 MB", "1 MB"),
    "500 people and one": (
        "\n".join(line_of(Shared(f"{n:016x}")) for n in range(501)).encode(),
        "more than 500",
        "超过 500",
    ),
}


def refusal(arguments: list[str], capsys) -> str:
    """The one line on standard error with which it ends."""
    assert group.main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and told.err.startswith("course.py group: ")
    return told.err


@pytest.mark.parametrize(("data", "en", "zh"), BAD.values(), ids=BAD)
def test_a_bad_file_gets_one_line_and_leaves_nothing(data, en, zh, tmp_path, language, capsys):
    path = tmp_path / "chat.txt"
    path.write_bytes(data)
    told = refusal([str(path), "--language", language], capsys)
    assert str(path) in told and pick(en, zh) in told
    assert [one.name for one in tmp_path.iterdir()] == ["chat.txt"]


def test_a_file_that_is_not_there_or_a_folder_is_said(tmp_path, language, capsys):
    for path in (tmp_path / "nothing.txt", tmp_path):
        assert pick("cannot be read", "无法读取") in refusal([str(path), "--language", language], capsys)


def test_exactly_one_megabyte_and_500_people_are_read(tmp_path, capsys):
    lines = "\n".join(line_of(Shared(f"{n:016x}")) for n in range(500)) + "\n"
    (tmp_path / "chat.txt").write_text(lines.ljust(1_000_000, "x"))
    assert group.main([str(tmp_path / "chat.txt"), "--language", "en"]) == 0
    assert "500 people" in words((tmp_path / "group.html").read_text(encoding="utf-8"))


def test_a_file_of_somebody_elses_is_not_written_over(asked, tmp_path, language, capsys):
    chat, mine = tmp_path / "chat.txt", tmp_path / "group.html"
    chat.write_text(line_of(shared(asked, 1, a=40)))
    mine.write_text("<p>my own page")
    told = refusal([str(chat), "--language", language], capsys)
    assert str(mine) in told and "--out" in told and mine.read_text() == "<p>my own page"
    refusal([str(chat), "--out", str(chat)], capsys)
    assert group.main([str(chat), "--out", str(tmp_path / "other.html")]) == 0
    assert group.main([str(chat), "--out", str(tmp_path / "other.html")]) == 0, "our own page is made anew"


def test_a_page_that_cannot_be_written_is_said(asked, tmp_path, language, capsys):
    (tmp_path / "chat.txt").write_text(line_of(shared(asked, 1, a=40)))
    (tmp_path / "folder").mkdir()
    arguments = [str(tmp_path / "chat.txt"), "--language", language, "--out"]
    for out in (tmp_path / "folder", tmp_path / "chat.txt" / "x.html"):
        told = refusal([*arguments, str(out)], capsys)
        assert str(out) in told and pick("cannot be", "无法") in told


def test_a_wrong_call_gets_one_line(capsys):
    with pytest.raises(SystemExit) as ended:
        group.main([])
    told = capsys.readouterr().err
    assert ended.value.code == 2 and told.count("\n") == 1 and "FILE" in told


def test_lines_that_cannot_be_read_are_named_the_first_five(asked, tmp_path, language, capsys):
    bad = "\n".join(f"course-share:1:abcdefg{n}." for n in range(2, 8)) + "\ncourse-share:2:abc."
    (tmp_path / "chat.txt").write_text(f"{bad}\n{line_of(shared(asked, 1, a=40))}\n")
    assert group.main([str(tmp_path / "chat.txt"), "--language", language]) == 0
    told = capsys.readouterr().err.splitlines()
    assert (
        len(told) == 6
        and [pick(f"line {n}:", f"第 {n} 行：") in told[n - 1] for n in range(1, 6)] == [True] * 5
    )
    assert pick("2 more lines", "还有 2 行") in told[5]


NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9) | st.sampled_from([0, 1, 0.5, 100])
VALUES = st.none() | NUMBERS | st.lists(NUMBERS, min_size=3, max_size=5)


@given(st.lists(st.lists(st.tuples(VALUES, VALUES), min_size=3, max_size=3), max_size=30))
def test_no_numbers_spoil_the_page(asked, told):
    people = [
        Shared(
            f"{n:016x}",
            {g.id: Told(made, measured, g.edition) for g, (made, measured) in zip(asked, three, strict=True)},
            frozenset({answer(0, n % 3)}),
        )
        for n, three in enumerate(told)
    ]
    made = page(tally(people, asked, [QUIZ]))
    assert made.startswith("<!DOCTYPE html>") and not re.search(
        r"\b(nan|inf)\b", re.sub("(?s)<style.*?</style>", "", made)
    )
    for drawn in re.findall("(?s)<svg.*?</svg>", made):
        numbers = [
            float(x) for x in re.findall(r'\b(?:cx|cy|x|y|x1|x2|y1|y2|r|width|height)="(-?[\d.]+)"', drawn)
        ]
        assert all(-10 <= number <= 1000 for number in numbers), "nothing lies outside of the picture"


def test_the_program_reads_what_share_printed(chat):
    out = chat.parent / "page.html"
    command = [sys.executable, "-P", "-m", "course_lib.chapters.group", chat.name, "--out", out.name]
    told = subprocess.run(command, cwd=chat.parent, env=dict(os.environ), capture_output=True, text=True)
    assert told.returncode == 0 and MADE_BY in out.read_text(encoding="utf-8"), told.stderr


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_in_a_browser(chromium, asked, chat, language, scheme, capsys):
    group.main([str(chat), "--language", language])
    with browser_page(chromium, 1280, 800) as tab:
        tab.emulate_media(color_scheme=scheme)
        address = (chat.parent / "group.html").as_uri()
        tab.goto(address)
        paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
        parts = tab.locator("html, section, header, .bars, .bars p, .said, h2")
        names = tab.locator("svg[role=img] text")
        for width in (1280, 600):
            tab.set_viewport_size({"width": width, "height": 800})
            holds(tab, lambda: parts.evaluate_all(TOO_WIDE) + names.evaluate_all(CUT_OFF))
            screenshot(tab, f"group_{language}_{scheme}_{width}")
        links = tab.locator("header li a")
        assert links.count() == 5  # three guesses, two questions
        links.first.focus()
        tab.keyboard.press("Enter")
        for number in range(1, 6):  # with Tab and Enter from each question to the next
            tab.wait_for_function(f"location.hash === '#q{number}'")
            following = tab.locator(f"#q{number} nav a").last
            following.focus()
            tab.keyboard.press("Enter")
        tab.wait_for_function("location.hash === '#top'")
        asked_for = [url for url in tab.outside if not url.startswith("file:")]
        assert not asked_for and not tab.console_errors
        assert without_font(tab) == []  # to ask for fonts makes the browser itself complain about file://
