"""The line that a learner shares: what is in it, what is not, and that a chat does not spoil it."""

import base64
import json
import os
import random
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import disk
from course_lib.chapters import share
from course_lib.kit.practice import share_line
from course_lib.kit.practice.chat import Found, lines_in, text_of
from course_lib.kit.practice.ledger import Ledger, ledger
from course_lib.kit.practice.share_line import LARGEST, Shared, Told, Unreadable, line_of, token
from course_lib.language import pick, set_language

ROOT = Path(__file__).resolve().parents[2]
GUESSES = {
    "welcome.planted": {"state": "made", "guess": 40, "measured": 12, "edition": "a1b2"},
    "welcome.curve": {"state": "made", "guess": [90, 70.5, 20], "measured": None, "edition": "c3"},
    "welcome.skipped": {"state": "skipped", "guess": None, "measured": 3, "edition": "d4"},
    "welcome.unmade": {"state": "unmade", "guess": None, "measured": 3, "edition": "d4"},
}
SAMPLE = Shared("0123456789abcdef", {"a.b": Told(4, 5.5, "e1")}, frozenset({"00ff00ff", "12345678"}))
LINE = line_of(SAMPLE)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "_told", False)
    ledger._unsaved.clear()
    monkeypatch.setenv("LC_ALL", "C")  # English, whatever the machine speaks
    return tmp_path  # where COURSE_PROGRESS points


def fill(place: Path, guesses: object = GUESSES) -> None:
    ledger.record("sequences.quiz.ids-are-sizes", done=False, first="a1b2c3")
    ledger.record("sequences.average", done=True, answer="my secret words")
    ledger.record("sequences.encode_line", done=True)
    (place / "guesses.json").write_text(json.dumps({"version": 1, "guesses": guesses}))


def only(text: str) -> Shared:
    (found,) = lines_in(text)
    return found.shared


def test_one_line_with_guesses_and_first_answers_and_no_word_of_the_learners(place, language, capsys):
    fill(place)
    assert share.main(["--language", language]) == 0
    told = capsys.readouterr()
    assert re.fullmatch(r"course-share:1:[a-z2-7]+\.\n", told.out)
    held = only(told.out)
    assert held.guesses == {
        "welcome.planted": Told(40, 12, "a1b2"),
        "welcome.curve": Told([90, 70.5, 20], None, "c3"),
    }
    assert held.answers == {token("sequences.quiz.ids-are-sizes", "a1b2c3")}
    assert pick("It holds no name", "没有名字") in told.err and "(2)" in told.err.replace("（2 个）", "(2)")
    letters = told.out.partition(":1:")[2].strip(".\n").upper()
    packed = zlib.decompress(base64.b32decode(letters + "=" * (-len(letters) % 8)))
    assert b"secret" not in packed and b"average" not in packed and b"encode_line" not in packed


def test_the_random_number_stays_and_is_another_for_another_learner(place, monkeypatch, capsys):
    people = []
    for folder in ("one", "one", "two"):
        monkeypatch.setenv("COURSE_PROGRESS", str(place / folder))
        (place / folder).mkdir(exist_ok=True)
        fill(place / folder)
        share.main([])
        people.append(only(capsys.readouterr().out).person)
    assert people[0] == people[1] != people[2]
    assert json.loads((place / "one" / "share-id.json").read_text())["id"] == people[0]


@pytest.mark.parametrize(
    "damaged", [b"", b"\xff{", b"[]", b'{"id": "<script>"}', b'{"id": 7}', b"[" * 99_999]
)
def test_a_damaged_number_is_made_anew(place, damaged, capsys):
    fill(place)
    (place / "share-id.json").write_bytes(damaged)
    assert share.main([]) == 0
    assert only(capsys.readouterr().out).person == share.person()[0]


def test_a_folder_that_cannot_be_written_is_said_and_the_line_comes_all_the_same(
    place, language, monkeypatch, capsys
):
    fill(place)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(share, "write_whole", full)
    assert share.main(["--language", language]) == 0
    told = capsys.readouterr()
    assert only(told.out) and pick("cannot be written", "无法写入") in told.err


def test_two_that_share_at_once_have_one_number(place):
    code = "from course_lib.chapters.share import person; input(); print(person()[0])"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    both = [subprocess.Popen([sys.executable, "-c", code], **pipes) for _ in range(2)]
    assert len({one.communicate("\n")[0] for one in both}) == 1


def test_nothing_to_share_is_said(language, capsys):
    assert share.main(["--language", language]) == 2
    told = capsys.readouterr()
    assert (
        not told.out and told.err.count("\n") == 1 and pick("nothing to share", "还没有可以分享") in told.err
    )


@pytest.mark.parametrize(
    "guesses",
    [
        [],
        {"welcome.planted": 7},
        {"welcome.planted": {"state": "made", "edition": "a1", "guess": "my secret words"}},
        {"welcome.planted": {"state": "made", "edition": "a1", "guess": [1, "my secret words", 3]}},
        {"welcome.planted": {"state": "made", "edition": "my secret words", "guess": 4}},
        {"my secret words": {"state": "made", "edition": "a1", "guess": 4}},
        {"welcome.planted@a1": {"state": "made", "edition": "a1", "guess": 4}},
    ],
)
def test_words_in_the_file_of_guesses_are_not_shared(place, guesses, capsys):
    fill(place, guesses)
    assert share.main([]) == 0
    assert only(capsys.readouterr().out).guesses == {}


CHATS = {
    "a name and a time before it": f"Li Lei 10:32: {LINE}",
    "more behind it": f"{LINE} that is mine",
    "a sentence behind it": f"{LINE}Mine. And yours?",
    "quotes": f"“{LINE}”",
    "quoted": f"> > {LINE}",
    "broken by the chat": f"Han:\n  {LINE[:30]}\n  {LINE[30:60]}\n  {LINE[60:]}",
    "broken and quoted": f"> {LINE[:30]}\n> {LINE[30:60]}\n> {LINE[60:]}",
    "broken within the mark": f"course-\nshare:1:\n{LINE[15:]}",
    "the end is lost": f"{LINE[:-1]}\nHan: ok",
    "invisible characters": "\u200b".join(LINE),
    "a mark of direction": f"\u202a{LINE}\u202c",
    "a capital letter": LINE.capitalize(),
    "all capitals": LINE.upper(),
    "colons of Chinese": LINE.replace(":", "："),
    "ends of lines of Windows": f"a\r\nb: {LINE}\r\nc",
}


@pytest.mark.parametrize("chat", CHATS.values(), ids=CHATS)
def test_a_chat_does_not_spoil_it(chat):
    assert only(text_of(chat.encode())) == SAMPLE


ENCODINGS = {
    "utf-8": "utf-8",
    "with its mark, as Windows writes it": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16 without its mark": "utf-16-le",
    "utf-16, the other way": "utf-16-be",
    "of China": "gb18030",
}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
def test_files_of_many_encodings(encoding):
    text = f"李雷 10:32\n{LINE}\n" if "16-" not in encoding else f"Li\n{LINE}\n"
    assert [*lines_in(text_of(text.encode(encoding)))] == [Found(2, SAMPLE)]


def test_numbers_of_lines_are_those_of_an_editor():
    text = f"a\u2028b\r\n\x0c{LINE}\r\n\r\ncourse-share:1:abc.\rcourse-share:2:abc."
    assert [*lines_in(text_of(text.encode()))] == [
        Found(2, SAMPLE),
        Found(4, None),
        Found(5, None, newer=True),
    ]


def packed(text: str | bytes) -> str:
    data = zlib.compress(text.encode() if isinstance(text, str) else text)
    return base64.b32encode(data).decode().rstrip("=").lower()


def with_(**changes) -> str:
    return packed(json.dumps({"id": "0" * 16, "guesses": {}, "answers": []} | changes))


BAD = {
    "no letters": "",
    "not packed": "abcdefgh",
    "no JSON": packed("{"),
    "not UTF-8": packed(b"\xff\xfe"),
    "a list": packed("[]"),
    "too deep": packed("[" * 9000),
    "a key too many": with_(name="Li Lei"),
    "no number of a person": with_(id=""),
    "a person as markup": with_(id="<script>alert()"),
    "guesses as a list": with_(guesses=[]),
    "answers as a text": with_(answers="00ff00ff"),
    "an answer as a text": with_(answers=["<b>hello"]),
    "an answer twice": with_(answers=["00ff00ff", "00ff00ff"]),
    "a name as markup": with_(guesses={"<b>.x": [1, 2, ""]}),
    "a guess as a text": with_(guesses={"a.b": ["1", 2, ""]}),
    "a truth as a number": with_(guesses={"a.b": [True, 2, ""]}),
    "too short a curve": with_(guesses={"a.b": [[1, 2], None, ""]}),
    "too long a curve": with_(guesses={"a.b": [[1] * 6, None, ""]}),
    "a huge number": with_(guesses={"a.b": [1e300, None, ""]}),
    "an endless number": packed(
        f'{{"id":"{"0" * 16}","guesses":{{"a.b":[{"9" * 5000},1,""]}},"answers":[]}}'
    ),
    "not a number": with_(guesses={"a.b": [float("nan"), None, ""]}),
    "infinite": with_(guesses={"a.b": [float("inf"), None, ""]}),
    "infinite in another way": packed(f'{{"id":"{"0" * 16}","guesses":{{"a.b":[1e999,1,""]}},"answers":[]}}'),
    "a name twice": packed(f'{{"id":"{"0" * 16}","guesses":{{"a.b":[1,1,""],"a.b":[2,1,""]}},"answers":[]}}'),
    "an edition of words": with_(guesses={"a.b": [1, None, "my words"]}),
    "something behind it": base64.b32encode(zlib.compress(b"{}") + b"behind it").decode().strip("="),
    "something behind what is good": base64.b32encode(
        base64.b32decode(with_().upper() + "=" * (-len(with_()) % 8)) + b"x"
    )
    .decode()
    .strip("="),
    "a bomb": packed(" " * (LARGEST + 1)),
    "cut off": LINE[15:-9],
    "a letter changed": LINE[15:40] + ("a" if LINE[40] != "a" else "b") + LINE[41:-1],
}


@pytest.mark.parametrize("letters", BAD.values(), ids=BAD)
def test_what_course_share_does_not_print_is_not_read(letters):
    with pytest.raises(Unreadable):
        share_line.read(letters)
    assert [*lines_in(f"course-share:1:{letters}.")] == [Found(1, None)]


def test_what_is_tried_here_differs_from_a_line_only_in_what_is_bad():
    assert share_line.read(with_(guesses={"a.b": [1, [1, 2, 3], ""]}, answers=["00ff00ff"]))


NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
VALUES = st.none() | NUMBERS | st.lists(NUMBERS, min_size=3, max_size=5)
WORDS = st.from_regex(r"\A[a-z0-9_]{1,12}\.[a-z0-9_]{1,20}\Z")
SHARED = st.builds(
    Shared,
    st.from_regex(r"\A[0-9a-f]{16}\Z"),
    st.dictionaries(WORDS, st.builds(Told, VALUES, VALUES, st.from_regex(r"\A[0-9a-z]{0,8}\Z")), max_size=9),
    st.frozensets(st.from_regex(r"\A[0-9a-f]{8}\Z"), max_size=50),
)


@given(SHARED, st.integers(5, 80), st.sampled_from(["", "> ", "  ", "\u200b"]))
def test_what_is_shared_comes_through_a_chat_that_breaks_lines(shared, width, quote):
    line = line_of(shared)
    rows = [line[:20], *(line[at : at + width] for at in range(20, len(line), width))]
    chat = "\n".join(quote + row for row in rows) + "\nHan: thanks. See you"
    assert only(text_of(chat.encode())) == shared


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_makes_it_stumble(data):
    for text in (data, b"course-share:1:" + data, LINE.encode() + data, data + LINE.encode()):
        assert all(isinstance(found, Found) for found in lines_in(text_of(text)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(st.fixed_dictionaries({"id": st.just("0" * 16) | JSON, "guesses": JSON, "answers": JSON}) | JSON)
def test_no_json_makes_it_stumble(data):
    try:
        shared = share_line.read(packed(json.dumps(data)))
    except Unreadable:
        return
    assert share_line.read(line_of(shared)[15:-1]) == shared, "what is read could be written"


def test_a_file_full_of_marks_is_read_in_one_go():
    """A line number for each of 60,000 lines, and none reads the rest of the file."""
    count = 60_000
    found = [*lines_in("course-share:1:\n" * count)]
    assert len(found) == count and found[-1].line == count


def test_a_whole_course_fits_into_a_message_of_a_chat():
    """Discord takes 2,000 characters."""
    rng = random.Random(1)
    guesses = {
        f"chapter_name_{n % 11}.guess_{n}": Told(
            rng.randint(0, 100), round(rng.random() * 100, 2), "a1b2c3d4"
        )
        for n in range(36)
    }
    answers = frozenset(token(f"a.quiz.{n}", "x") for n in range(50))
    assert len(line_of(Shared("0123456789abcdef", guesses, answers))) < 2000


def test_a_lock_that_is_never_given_back_keeps_nobody(place, monkeypatch, capsys):
    fill(place)
    monkeypatch.setattr(disk, "PATIENCE", 0.05)
    with disk.locked(place / "share-id.lock", wait=False):
        assert share.main([]) == 0
    assert only(capsys.readouterr().out)


def test_another_kernel_may_have_the_newest_answers(place, capsys):
    fill(place)
    Ledger().record("norm.quiz.x", done=True, first="ffffff")
    share.main([])
    assert token("norm.quiz.x", "ffffff") in only(capsys.readouterr().out).answers


def test_the_program_prints_one_line(place):
    fill(place)
    command = [sys.executable, "-m", "course_lib.chapters.share"]
    told = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
    assert told.returncode == 0 and told.stdout.count("\n") == 1 and told.stdout.startswith("course-share:1:")


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_system(place, settings, language, monkeypatch, capsys):
    for name in ("COURSE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    try:
        share.main([])
    finally:
        set_language("en")
    assert ("还没有" in capsys.readouterr().err) == (language == "zh")
