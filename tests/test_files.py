"""The user's own files: what is read, and one line for everything that can't be."""

import builtins
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.corpora import CorpusError, files
from course_lib.corpora.files import MAX_CHARACTERS, lines_of, load_files, read_lines, read_pairs

LINE = st.text(st.characters(exclude_characters="\n\0", exclude_categories=["Cs"]), max_size=30)


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write bytes or text to a file in the current folder, so that messages hold its bare name."""
    monkeypatch.chdir(tmp_path)

    def write(name, content):
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return write


def message(call, *arguments):
    """What the call complains of, in one line."""
    with pytest.raises(CorpusError) as caught:
        call(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@given(st.lists(LINE, min_size=1), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_lines_are_cut_at_line_ends_only(lines, end, mark, last_end):
    lines = [line.rstrip("\r") for line in lines]
    raw = (b"\xef\xbb\xbf" if mark else b"") + end.join(lines).encode() + (end.encode() if last_end else b"")
    if len(lines) > 1 and not lines[-1] and not last_end:
        lines.pop()  # nothing after the last line end is no line
    if raw:
        lines[0] = lines[0] if mark else lines[0].removeprefix("\ufeff")
        assert list(lines_of(io.BytesIO(raw), "x")) == lines


def test_only_line_feeds_end_lines(write):
    line = "a\u2028b\u0085c\x0bd\x0ce\rf"
    assert read_lines(write("a.txt", f"{line}\r\n{line}\n")) == [line, line]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "a.txt: the file is empty; write one sentence on each line"),
        (b" \n\t\r\n\n", "a.txt: only blank lines (3); write one sentence on each line"),
        (b"ok\ncaf\xe9\n", "a.txt, line 2: byte 4 (0xE9) is not UTF-8; save the file as UTF-8"),
        (b"ok\n\xe4\xbd", "a.txt, line 2: byte 1 (0xE4) is not UTF-8; save the file as UTF-8"),
        ("hello\n".encode("utf-16"), "a.txt, line 1: looks like UTF-16; save the file as UTF-8"),
        ("你好\n".encode("utf-16"), "a.txt, line 1: looks like UTF-16; save the file as UTF-8"),
        ("hello\n".encode("utf-16-le"), "a.txt, line 1: looks like UTF-16; save the file as UTF-8"),
        ("hello\n".encode("utf-16-be"), "a.txt, line 1: looks like UTF-16; save the file as UTF-8"),
        (
            b"ok\n\x89PNG\0abcdef\n",
            "a.txt, line 2: byte 5 is NUL, so this is no text file; give a file of plain text",
        ),
        (
            "ok\n" + "x" * (MAX_CHARACTERS + 1),
            "a.txt, line 2: longer than 10,000 characters; put one sentence on each line",
        ),
        (
            "x" * 1_000_000 + "\nok\n",
            "a.txt, line 1: longer than 10,000 characters; put one sentence on each line",
        ),
        (
            "\U0001f600" * 300_000,
            "a.txt, line 1: longer than 10,000 characters; put one sentence on each line",
        ),
    ],
)
def test_bad_files(write, content, expected):
    assert message(read_lines, write("a.txt", content)) == expected


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize("character", ["x", "é", "我", "\U0001f600"])
def test_the_longest_line_that_is_fine(write, character, end):
    line = character * MAX_CHARACTERS
    assert read_lines(write("a.txt", f"\ufeff{line}{end}")) == [line]


def test_missing_folders_and_odd_names(write, tmp_path):
    assert message(read_lines, "no.txt") == "no.txt: no such file; check the path"
    assert message(read_lines, ".") == ".: is a folder; give a text file"
    assert message(read_lines, "a\nb\udce9") == "a\\nb\\udce9: no such file; check the path"
    name = write("a.txt", "x\n")
    assert message(read_lines, f"{name}/b").startswith("a.txt/b: can't be read (")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PermissionError(13, "no"), "a.txt: you may not read it; change its permissions or copy it"),
        (OSError(5, "I/O error"), "a.txt: can't be read (I/O error); check the path and the disk"),
    ],
)
def test_a_file_that_can_not_be_opened(write, monkeypatch, error, expected):
    name = write("a.txt", "x\n")

    def refuse(*_):
        raise error

    monkeypatch.setattr(builtins, "open", refuse)
    assert message(read_lines, name) == expected


def test_too_large_a_file(write, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 2_000_000)
    name = write("a.txt", "0123456789\n" * 200_000)
    assert message(read_lines, name) == (
        "a.txt, line 181819: the file is larger than 2 MB; take a part of it"
    )


def test_memory_is_bounded():
    class Large(io.RawIOBase):
        left = 20_000_000

        def readable(self):
            return True

        def readinto(self, buffer):
            count = min(len(buffer), self.left)
            buffer[:count] = b"x" * count
            self.left -= count
            return count

    tracemalloc.start()
    try:
        expected = "x, line 1: longer than 10,000 characters; put one sentence on each line"
        assert message(list, lines_of(io.BufferedReader(Large()), "x")) == expected
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_pairs(write):
    source = write("a.txt", "\ufeffone\r\ntwo\r\n\r\n four \r\n")
    target = write("b.txt", "un\n \ntrois\nquatre")
    assert read_pairs(source, target) == [("one", "un"), (" four ", "quatre")]


def test_pairs_that_do_not_fit(write):
    one, two = write("a.txt", "one\n"), write("b.txt", "un\ndeux\n")
    remedy = "line n of one must answer line n of the other"
    assert message(read_pairs, one, two) == f"a.txt and b.txt: 1 and 2 lines; {remedy}"
    left, right = write("c.txt", "one\n\n"), write("d.txt", "\ndeux\n")
    assert message(read_pairs, left, right) == f"c.txt and d.txt: no line has text in both files; {remedy}"


def test_a_corpus_of_files(write):
    source, target = write("a.txt", "one\ntwo\n\n"), write("b.txt", "un\ndeux\ntrois\n")
    valid_source, valid_target = write("c.txt", "two\nfour\n"), write("d.txt", "deux\nquatre\n")
    corpus = load_files(source, target, valid_source, valid_target)
    assert corpus.train == [("one", "un"), ("two", "deux")]
    assert corpus.valid == [("four", "quatre")] and corpus.test == []
    assert corpus.source_unit == corpus.target_unit == "text-word"
    assert corpus.recipe == (
        "train: a.txt and b.txt, 2 pairs, left out 1 with a blank side; "
        "valid: c.txt and d.txt, 1 pairs, left out 0 with a blank side and 1 that are in train"
    )
    assert message(load_files, source, target, source, target) == (
        "a.txt: every line is in a.txt too; keep some sentences out of training"
    )
