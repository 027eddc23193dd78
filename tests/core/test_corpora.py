"""The corpora: what they promise, the same on every machine."""

import errno
import gzip
import hashlib
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pooch
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data.corpora import CorpusError, copying, describe, facts, load, multi30k, names, sentences
from course_lib.data.corpora.numbers import chinese as in_chinese
from course_lib.data.tokenization import UNITS

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("COURSE_DATA") or ROOT.parent / "shared" / "data")
OFFLINE = [name for name in names() if not facts(name).download]
SHARED = ("name", "source_unit", "target_unit", "licence", "recipe")
# SHA-256 of the first 50 pairs of train; whoever changes one changes what every chapter has measured.
FROZEN = {
    "copy": "69422bf7bb777716c12cddb208c8d2d8c30c59cdbf81b77cb1515d10f2306d68",
    "dates-en-iso": "4e06b6ab338b0f15b83d74c9e54695cb44e1a99cce5406191888192f7f1e99ce",
    "numbers-en-digits": "dcfb0f637859eedd5eb640e3a496507001458e3d98ad97980964aabc65b2f9f3",
    "numbers-en-fr": "5a8a8253c3888481b81ad1d53aea816479d4939b4b45a4ca90d330bdd1816f90",
    "numbers-en-zh": "16894976402a0ae8bb29fc2ee60d91d24f7ab6352237858d1854b317971a67ff",
    "numbers-zh-digits": "9ccf1922634588e46dfa35c3f678abf719a169e38f1559dea452b7d168cc0cb3",
    "phonemes": "59b3edef08a7b18f612c80721abc2caec8ebbcc5a0e4ffa76c554b35931bd49f",
    "phonemes-stress": "47db8e86a52d63fed522d07d94dd5cb7227e1a516561d919c3605c6549afa685",
    "sentences-zh": "06dfc14ebd83c4f55f711bd15f9e3b049281c11c7412aa90826f6fad94deb869",
}


@pytest.fixture(scope="module")
def corpora():
    return {name: load(name) for name in OFFLINE}


def digest(pairs):
    return hashlib.sha256(repr(pairs[:50]).encode()).hexdigest()


def test_every_offline_corpus_is_frozen():
    assert sorted(FROZEN) == OFFLINE


@pytest.mark.parametrize("name", OFFLINE)
def test_pairs_are_the_same_on_every_machine(corpora, name):
    assert digest(corpora[name].train) == FROZEN[name]


def test_chapter_00_keeps_its_pairs(corpora):
    corpus = corpora["numbers-en-digits"]
    everything = hashlib.sha256(repr((corpus.train, corpus.valid, corpus.test)).encode()).hexdigest()
    assert everything == "487b8ca6b11ad1d3c374a0ca994b421e8e3dfef16e5d99ddebed1472a08c33db"


@pytest.mark.parametrize("name", OFFLINE)
def test_no_part_gives_another_away(corpora, name):
    corpus = corpora[name]
    parts = (corpus.train, corpus.valid, corpus.test)
    train, valid, test = ({source for source, _ in part} for part in parts)
    assert not (train & valid or train & test or valid & test)
    assert len(valid) == len(corpus.valid) and len(test) == len(corpus.test)


@pytest.mark.parametrize("name", OFFLINE)
def test_a_corpus_is_what_its_facts_say(corpora, name):
    corpus, known = corpora[name], facts(name)
    assert (len(corpus.train), len(corpus.valid), len(corpus.test)) == known.sizes
    assert all(getattr(corpus, field) == getattr(known, field) for field in SHARED)
    assert {corpus.source_unit, corpus.target_unit} <= set(UNITS)
    pairs = corpus.train + corpus.valid + corpus.test
    assert all(source.strip() and target.strip() for source, target in pairs)


@pytest.mark.parametrize("name", OFFLINE)
def test_one_source_has_one_target_or_lists_them(corpora, name):
    corpus = corpora[name]
    pairs = corpus.valid + corpus.test
    if name.startswith("phonemes"):
        assert any(len(corpus.answers(pair)) > 1 for pair in pairs)
    else:
        assert len({source for source, _ in corpus.train}) == len(set(corpus.train))
    assert all(pair[1] in corpus.answers(pair) for pair in pairs)


def test_the_table_needs_no_corpus():
    code = "import course_lib.data.corpora as c, sys; c.describe(); print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "False\n"
    table = describe().splitlines()
    assert [line.split()[0] for line in table[1:] if not line.startswith(" ")] == names()
    assert "multi30k-de-en      29,000  1,014  1,000  text-word    text-word    1.3 MB" in table
    assert describe().count("licence: ") == describe().count("recipe: ") == len(names())


def test_unknown_names():
    for call in (load, facts):
        with pytest.raises(ValueError, match="no corpus is called 'numbers'; there are: copy, "):
            call("numbers")


def test_number_corpora_say_the_same_numbers(corpora):
    digits, french, chinese = (corpora[f"numbers-en-{to}"] for to in ("digits", "fr", "zh"))
    for part in ("train", "valid", "test"):
        assert [s for s, _ in getattr(digits, part)] == [s for s, _ in getattr(french, part)]
        assert [(s, in_chinese(int(t))) for s, t in getattr(digits, part)] == getattr(chinese, part)


def test_no_date_is_in_two_parts(corpora):
    corpus = corpora["dates-en-iso"]
    days = [day for part in (corpus.train, corpus.valid, corpus.test) for _, day in part]
    assert len(set(days)) == len(days)
    assert all(date(1950, 1, 1) <= date.fromisoformat(day) <= date(2029, 12, 31) for day in days)
    for text, day in corpus.train:
        year, _, d = day.split("-")
        assert re.search(rf"\b{year}$|'{year[2:]}$", text) and re.search(rf"\b{int(d)}\b", text)
        assert re.search("[A-Za-z]{3}", text)  # a month in letters: no text can be read as two dates


def test_dates_come_in_every_pattern(corpora):
    def shape(text):
        return re.sub(r"\d+", "1", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z][a-z]+", "A", text)))

    # Full and short names have one shape, and the 10 patterns have 7.
    shapes = {"A, A 1, 1", "A 1 A 1", "A, 1 A 1", "A 1, 1", "A 1 1", "1 A 1", "A 1 '1"}
    lower = {shape.lower() for shape in shapes}
    assert {shape(text) for text, _ in corpora["dates-en-iso"].train} == shapes | lower
    names = {name for text, _ in corpora["dates-en-iso"].train for name in re.findall("[A-Z][a-z]+", text)}
    assert len(names) == 7 + 7 + 12 + 12  # May is short already, and there are Sep and Sept


@given(st.integers(1, 4), st.integers(0, 3), st.integers(1, 26), st.integers(0, 9), st.data())
def test_copies(low, more, letters, seed, data):
    there = sum(letters**length for length in range(low, low + more + 1))
    count = data.draw(st.integers(0, min(there, 200)))
    pairs = copying.copy_pairs(count, low, low + more, letters, seed)
    assert len(set(pairs)) == count
    assert all(source == target and low <= len(source) <= low + more for source, target in pairs)
    assert {c for source, _ in pairs for c in source} <= set("abcdefghijklmnopqrstuvwxyz"[:letters])
    assert pairs == copying.copy_pairs(count, low, low + more, letters, seed)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((1, 0, 3), "want 1 <= low <= high and 1 to 26 letters, not 0, 3 and 26"),
        ((1, 3, 2), "want 1 <= low <= high and 1 to 26 letters, not 3, 2 and 26"),
        ((1, 3, 3, 0), "want 1 <= low <= high and 1 to 26 letters, not 3, 3 and 0"),
        ((1, 3, 3, 27), "want 1 <= low <= high and 1 to 26 letters, not 3, 3 and 27"),
        ((5, 2, 2, 2), "there are 4 such strings, not 5"),
    ],
)
def test_copies_that_can_not_be(arguments, expected):
    with pytest.raises(ValueError) as caught:
        copying.copy_pairs(*arguments)
    assert str(caught.value) == expected


def test_phonemes(corpora):
    plain, stressed = corpora["phonemes"], corpora["phonemes-stress"]
    assert [word for word, _ in plain.test] == [word for word, _ in stressed.test]
    symbols = {symbol for _, text in plain.train for symbol in text.split()}
    assert len(symbols) == 39 and not any(c.isdigit() for symbol in symbols for c in symbol)
    assert ("tomato", "T AH M EY T OW") in plain.train and ("tomato", "T AH M AA T OW") in plain.train
    assert set(plain.references) == {word for word, _ in plain.valid + plain.test}
    assert all(len(set(said)) == len(said) for said in plain.references.values())


def test_sentences_are_the_ones_that_make_makes():
    path = ROOT / "course_lib" / "data" / "corpora" / "data" / "sentences_zh.txt"
    assert path.read_bytes() == sentences.text().encode()


@pytest.mark.parametrize("rare", [0, 3, 30, 100, 200])
def test_the_rare_phrase_is_as_rare_as_asked(rare):
    corpus = sentences.load(rare=rare)
    ends = [sum(source.endswith(end) for source, _ in corpus.train) for end in ("自动化处理", "自然语言处理")]
    assert ends == [200, rare] and len(corpus.train) == 400 + rare
    assert corpus.test == [("我喜欢自然语言处理", "我喜欢自然语言处理")]
    assert corpus.test[0] not in corpus.train + corpus.valid
    assert f", {rare} in 自然语言处理" in corpus.recipe
    if rare:
        assert set(sentences.load(rare=3).train) <= set(corpus.train)


def test_more_of_the_rare_phrase_than_there_is():
    with pytest.raises(ValueError, match="rare must be 0 to 200, not 201"):
        sentences.load(rare=201)


@pytest.mark.skipif(not (DATA / "multi30k").is_dir(), reason=f"no folder multi30k in {DATA} (COURSE_DATA)")
def test_multi30k(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(DATA))
    corpus = load("multi30k-de-en")
    assert (len(corpus.train), len(corpus.valid), len(corpus.test)) == facts("multi30k-de-en").sizes
    assert corpus.train[0] == (
        "Zwei junge weiße Männer sind im Freien in der Nähe vieler Büsche.",
        "Two young, White males are outside near many bushes.",
    )
    assert len({s for s, _ in corpus.train} & {s for s, _ in corpus.valid}) == 1  # as its recipe says
    assert not {s for s, _ in corpus.train + corpus.valid} & {s for s, _ in corpus.test}


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """A small fake Multi30k in a cache of its own, and no network."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(multi30k, "URL", "http://127.0.0.1:9/")
    folder = tmp_path / "multi30k"
    folder.mkdir()
    known = {}
    for part in ("train", "val", "test_2016_flickr"):
        for language in ("de", "en"):
            path = folder / f"{part}.{language}.gz"
            path.write_bytes(gzip.compress(f"{part} {language}\n\u2028 stays\n".encode()))
            known[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setattr(multi30k, "SHA256", known)
    return folder


def complaint():
    with pytest.raises(CorpusError) as caught:
        load("multi30k-de-en")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_cached_copy_needs_no_network(fake):
    assert load("multi30k-de-en").valid == [("val de", "val en"), ("\u2028 stays", "\u2028 stays")]


def test_no_copy_and_no_network(fake):
    (fake / "val.en.gz").unlink()
    assert complaint() == (
        f"{fake / 'val.en.gz'}: can't be downloaded (the network does not answer); download "
        f"http://127.0.0.1:9/val.en.gz by hand and put it into {fake}, or let COURSE_DATA name a folder that "
        "has multi30k/val.en.gz"
    )
    shutil.rmtree(fake)
    assert complaint().startswith(
        f"{fake / 'train.de.gz'}: can't be downloaded (the network does not answer); "
    )


@pytest.fixture
def proxy(fake, monkeypatch):
    """A proxy that answers everything with a status, and no copy of the files."""
    shutil.rmtree(fake)

    class Proxy(http.server.BaseHTTPRequestHandler):
        status = 407

        def do_CONNECT(self):
            self.send_error(self.status)

        do_GET = do_CONNECT

        def log_message(self, *_):
            pass

    for name in ("no_proxy", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_port}")
        yield Proxy
        server.shutdown()


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("https://corpus.invalid/", 407, "the proxy wants a name and a password, status 407: HTTPS"),
        ("http://corpus.invalid/", 407, "the proxy wants a name and a password, status 407: HTTPS"),
        ("https://corpus.invalid/", 403, "the proxy that HTTPS_PROXY names does not let us through"),
        ("http://corpus.invalid/", 404, "the server answers 404 Not Found"),
    ],
)
def test_a_download_that_fails_says_why(proxy, monkeypatch, address, status, says):
    proxy.status = status
    monkeypatch.setattr(multi30k, "URL", address)
    assert f"train.de.gz: can't be downloaded ({says}" in complaint()


def test_a_full_disk_is_told_as_such(fake, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (fake / "val.en.gz").unlink()
    monkeypatch.setattr(multi30k.pooch, "retrieve", full)
    assert "val.en.gz: can't be downloaded (No space left on device); download" in complaint()


def test_a_download_that_fails_is_one_line(proxy):
    """In a process of its own: what pooch logs goes past pytest."""
    call = [sys.executable, "-m", "course_lib", "train", "multi30k-de-en", "--out", "nowhere"]
    done = subprocess.run(call, capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr


def test_a_damaged_copy(fake):
    (fake / "train.en.gz").write_bytes(b"cut off")
    assert complaint() == (
        f"{fake / 'train.en.gz'}: damaged or another version (SHA-256 differs); delete it, try again"
    )


def test_a_wrong_download(fake, monkeypatch):
    (fake / "val.de.gz").unlink()

    def download(self, url, output_file, pooch, check_only=False):
        Path(output_file).write_bytes(b"<html>sign in to this network</html>")

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", download)
    assert complaint() == (
        "http://127.0.0.1:9/val.de.gz: not the expected file (SHA-256 differs); download "
        f"http://127.0.0.1:9/val.de.gz by hand and put it into {fake}, or let COURSE_DATA name a folder that "
        "has multi30k/val.de.gz"
    )
    assert not (fake / "val.de.gz").exists()


def test_a_right_download_is_kept(fake, monkeypatch):
    content = (fake / "val.de.gz").read_bytes()
    (fake / "val.de.gz").unlink()

    def download(self, url, output_file, pooch, check_only=False):
        assert url == "http://127.0.0.1:9/val.de.gz"
        Path(output_file).write_bytes(content)

    monkeypatch.setattr(pooch.HTTPDownloader, "__call__", download)
    assert load("multi30k-de-en").valid[0] == ("val de", "val en")
    assert (fake / "val.de.gz").read_bytes() == content


def test_the_cache_is_the_users_own_by_default(monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    assert multi30k.folder() == Path(pooch.os_cache("seq2seq-course")) / "multi30k"
