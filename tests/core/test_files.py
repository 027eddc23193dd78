"""The user's own files: what is read, and one line for everything that can't be."""

import builtins
import bz2
import gzip
import io
import lzma
import re
import tempfile
import tracemalloc
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data.corpora import CorpusError, files
from course_lib.data.corpora.files import (
    MAX_CHARACTERS,
    lines_of,
    load_files,
    read_both,
    read_lines,
    read_pairs,
)
from course_lib.data.tokenization import UNITS
from course_lib.data.vocab import Vocab

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
    if raw and not (b"\r" in raw.rstrip(b"\r") and b"\n" not in raw):  # that is an old Mac's file
        lines[0] = lines[0] if mark else lines[0].removeprefix("\ufeff")
        assert list(lines_of(io.BytesIO(raw), "x")) == lines


def test_only_line_feeds_end_lines(write):
    line = "a\u2028b\u0085c\x0bd\x0ce\rf"
    assert read_lines(write("a.txt", f"{line}\r\n{line}\n")) == [line, line]
    assert read_lines(write("a.txt", f"b\n%PDF-\n{line}")) == ["b", "%PDF-", line]  # no kind of file


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
            b"\0" * 100,
            "a.txt, line 1: nothing but NUL bytes, so the file is damaged; copy or download it again",
        ),
        (
            b"\0" * 1_000_000,
            "a.txt, line 1: nothing but NUL bytes, so the file is damaged; copy or download it again",
        ),
        (
            b"ok\n" + b"\0" * 100,
            "a.txt, line 2: nothing but NUL bytes, so the file is damaged; copy or download it again",
        ),
        (b"\0", "a.txt, line 1: byte 1 is NUL, so this is no text file; give a file of plain text"),
        (
            b"abc" + b"\0" * 99,
            "a.txt, line 1: byte 4 is NUL, so this is no text file; give a file of plain text",
        ),
        (
            b"one\rtwo\rthree\r",
            "a.txt, line 1: its lines end with carriage returns, as on old Macs; "
            "save the file with Unix line ends (LF)",
        ),
        (
            b"one\rtwo\rthree\r" * 10_000,
            "a.txt, line 1: its lines end with carriage returns, as on old Macs; "
            "save the file with Unix line ends (LF)",
        ),
        (gzip.compress(b"hello\n", mtime=0), "a.txt, line 1: is a gzip file; unpack it first"),
        (bz2.compress(b"hello\n"), "a.txt, line 1: is a bzip2 file; unpack it first"),
        (lzma.compress(b"hello\n"), "a.txt, line 1: is an xz file; unpack it first"),
        (b"\x28\xb5\x2f\xfd\x04\n", "a.txt, line 1: is a zstd file; unpack it first"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "a.txt, line 1: is a 7z file; unpack it first"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "a.txt, line 1: is an old Word or Excel file; give a file of plain text",
        ),
        (b"{\\rtf1\\ansi hello}", "a.txt, line 1: is an RTF file; give a file of plain text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.txt, line 1: is a picture; give a file of plain text"),
        (b"\xff\xd8\xff\xe0\0", "a.txt, line 1: is a picture; give a file of plain text"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "a.txt, line 1: is a PDF file; give a file of plain text"),
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


def test_a_zip_file_is_named_as_what_it_may_be(write):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as folder:
        folder.writestr("word/document.xml", "<w:t>hello</w:t>")
    assert message(read_lines, write("a.docx", stream.getvalue())) == (
        "a.docx, line 1: is a zip file, as .docx, .xlsx and .odt are too; give a file of plain text"
    )


@pytest.mark.parametrize(
    "lines", ["hello\nworld\n", "Ça va ?\r\n", "日本\n中文\n", "один\tдва", "👩\u200d🚀 ok\n"]
)
@pytest.mark.parametrize("bits", [16, 32])
def test_other_encodings_of_unicode_are_recognised_with_a_mark_and_without(write, lines, bits):
    for encoding in (f"utf-{bits}", f"utf-{bits}-le", f"utf-{bits}-be"):
        raw = lines.encode(encoding)
        found = f"looks like UTF-{bits}"
        if b"\0" not in raw.partition(b"\n")[0] and encoding != "utf-16":  # hard to tell from other encodings
            found = f"({found}|.* is not UTF-8)"
        expected = rf"a\.txt, line [12]: {found}; save the file as UTF-8"
        assert re.fullmatch(expected, message(read_lines, write("a.txt", raw)))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_text_is_taken_for_something_else(text):
    line = f"{text}\n"
    assert list(lines_of(io.BytesIO(f"\ufeff{line}{line}".encode()), "x")) == [text, text]


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
    assert read_pairs(source, target)[0] == [("one", "un"), (" four ", "quatre")]


def test_pairs_that_do_not_fit(write):
    one, two = write("a.txt", "one\n"), write("b.txt", "un\ndeux\n")
    remedy = "line n of one must answer line n of the other"
    assert message(read_pairs, one, two) == f"a.txt has 1 lines and b.txt has 2; {remedy}"
    left, right = write("c.txt", "one\n\n"), write("d.txt", "\ndeux\n")
    assert message(read_pairs, left, right) == f"c.txt and d.txt: no line has text in both files; {remedy}"


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("one\n\n \n", "a.txt ends with blank lines (2)"),
        ("one\rtwo\nthree\n", r"a.txt, line 1, holds '\r', which some programs take for a line end"),
        ("one\ntwo\u2028three\n", r"a.txt, line 2, holds '\u2028', which some programs take for a line end"),
        ("one\ntwo\x0c\n", r"a.txt, line 2, holds '\x0c', which some programs take for a line end"),
    ],
)
def test_unequal_files_come_with_a_likely_cause(write, content, cause):
    counts, remedy = content.count("\n"), "line n of one must answer line n of the other"
    one, four = write("a.txt", content), write("b.txt", "un\ndeux\ntrois\nquatre\n")
    assert message(read_both, one, four) == f"a.txt has {counts} lines and b.txt has 4; {cause}; {remedy}"
    assert message(read_both, four, one) == f"b.txt has 4 lines and a.txt has {counts}; {cause}; {remedy}"


TINY_LINE = st.text("aAe\u0301é ,.", min_size=1, max_size=4).filter(str.strip)


@given(st.lists(TINY_LINE, min_size=1, max_size=6), st.lists(TINY_LINE, max_size=6), st.sampled_from(UNITS))
def test_no_source_of_valid_is_one_of_train_to_the_model(train, valid, unit):
    valid = ["z", *valid]
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for i, lines in enumerate((train, train, valid, valid)):
            parts.append(Path(folder, str(i)))
            parts[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
        corpus = load_files(*parts, unit=unit)
    vocab = Vocab.build([*train, *valid], unit, size=50)
    known = [vocab.encode(text) for text in train]
    kept = [(text, text) for text in valid if vocab.encode(text) not in known]
    assert corpus.valid == kept
    assert f" and {len(valid) - len(kept)} whose source, as {unit}, is in train" in corpus.recipe


@pytest.mark.parametrize("unit", UNITS)
def test_what_makes_two_sources_the_same(write, unit):
    train = ["Ein Café am Meer", "zwei"]
    other = [unicodedata.normalize("NFD", train[0]), "Ein  Café am Meer ", "ein café am meer", "drei"]
    source, valid = write("a.txt", "\n".join(train)), write("b.txt", "\n".join(other))
    left = {"char": other[1:], "word": other[2:], "text-word": other[3:], "subword": other[2:]}[unit]
    assert [text for text, _ in load_files(source, source, valid, valid, unit).valid] == left


def test_a_corpus_of_files(write):
    source, target = write("a.txt", "one\ntwo\n\n"), write("b.txt", "un\ndeux\ntrois\n")
    valid_source, valid_target = write("c.txt", "two\nfour\n"), write("d.txt", "deux\nquatre\n")
    corpus = load_files(source, target, valid_source, valid_target)
    assert corpus.train == [("one", "un"), ("two", "deux")]
    assert corpus.valid == [("four", "quatre")] and corpus.test == []
    assert corpus.source_unit == corpus.target_unit == "text-word"
    assert corpus.recipe == (
        "train: a.txt and b.txt, 2 pairs, left out 1 with a blank side; valid: c.txt and d.txt, 1 pairs, "
        "left out 0 with a blank side and 1 whose source, as text-word, is in train"
    )
    assert message(load_files, source, target, source, target) == (
        "a.txt: every line is in a.txt too; keep some sentences out of training"
    )
