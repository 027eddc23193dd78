"""Streams and signals: closed or full streams, pipes that pause, Ctrl-C: one line, one status."""

import io
import itertools
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.__main__ import main
from course_lib.cli import translate as translate_command
from course_lib.cli.translate import together
from course_lib.data.vocab import Vocab
from course_lib.models import build
from course_lib.training import checkpoint

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds until a test that waits for what never comes gives up
posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell and its signals")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model folder that says something, if nothing sensible."""
    folder = tmp_path_factory.mktemp("made") / "model"
    letters = Vocab("abcdef", "char")
    made = build(source_size=len(letters), target_size=len(letters), embedding=8, hidden=8, seed=3)
    checkpoint.create(folder, checkpoint.Bundle(made, letters, letters, {}))
    checkpoint.save_best(folder, made)
    return folder


def start(arguments, prefix=(), **options) -> subprocess.Popen:
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    command = [*prefix, sys.executable, "-m", "course_lib", *map(str, arguments)]
    return subprocess.Popen(command, **pipes | options)


def next_line(started: subprocess.Popen) -> bytes:
    """The next line of output, while the input is still open."""
    with ThreadPoolExecutor(1) as reader:
        line = reader.submit(started.stdout.readline)
        try:
            return line.result(PATIENCE)
        finally:
            if not line.done():
                started.kill()  # else the thread would wait for ever


def ended(process: subprocess.Popen) -> tuple[int, bytes, str]:
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, without_cuts(err.decode())


def without_cuts(told: str) -> str:
    """What was told, but for outputs that were cut: the model of these tests has learnt nothing."""
    return "".join(line for line in told.splitlines(True) if "the output was cut at" not in line)


# ---- closed and full streams ----

GOOD = {
    "doctor": ["doctor"],
    "corpora": ["corpora"],
    "help": ["train", "--help"],
    "train": ["train", "sentences-zh", "--out", "OUT", "--hidden", "4", "--embedding", "4", "--epochs", "1"],
    "translate": ["translate", "MODEL"],
    "score": ["score", "TEXT", "--reference", "TEXT"],
}


def shell(name: str, redirection: str, model, tmp_path) -> tuple[int, bytes, str]:
    (tmp_path / "text").write_text("a b c d e\n")
    known = {"OUT": tmp_path / "out", "MODEL": model, "TEXT": tmp_path / "text"}
    arguments = [known.get(word, word) for word in GOOD[name]]
    started = start(arguments, prefix=["sh", "-c", f'exec "$@" {redirection}', "sh"])
    out, err = started.communicate(b"abc\n", timeout=PATIENCE)
    return started.returncode, out, err.decode()


@posix
@pytest.mark.parametrize("name", GOOD)
def test_closed_output_is_one_line(name, model, tmp_path):
    status, _, told = shell(name, ">&-", model, tmp_path)
    assert (status, told.count("\n")) == (2, 1) and told.startswith("course_lib: standard output is closed; ")
    assert shell(name, "<&- >&- 2>&-", model, tmp_path) == (2, b"", "")
    assert not (tmp_path / "out").exists()


@posix
@pytest.mark.parametrize("name", GOOD)
def test_closed_input_and_closed_errors_matter_only_where_they_are_needed(name, model, tmp_path):
    status, out, told = shell(name, "<&- 2>&-", model, tmp_path)
    assert (status, bool(out), told) == ((2, False, "") if name == "translate" else (0, True, ""))


@posix
def test_translating_needs_its_input_and_no_errors(model, tmp_path):
    status, out, told = shell("translate", "<&-", model, tmp_path)
    assert (status, out, told.count("\n")) == (2, b"", 1) and "standard input is closed; give it text" in told
    status, out, told = shell("translate", "2>&-", model, tmp_path)
    assert (status, out.count(b"\n"), told) == (0, 1, "")


@posix
def test_the_number_of_a_closed_stream_goes_to_no_file():
    code = "import os, course_lib.cli.process as p; p.hold_streams(); f = open(p.__file__); print(f.fileno())"
    for redirection in ("2>&-", "<&- 2>&-"):
        call = ["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-c", code]
        assert int(subprocess.run(call, stdout=subprocess.PIPE, check=True).stdout) > 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("name", ["corpora", "help"])
def test_a_full_disk_under_the_output_is_one_line(name, model, tmp_path):
    status, _, told = shell(name, ">/dev/full", model, tmp_path)
    assert (status, told.count("\n")) == (2, 1) and "make room on the disk" in told
    assert shell(name, ">/dev/full 2>/dev/full", model, tmp_path)[0] == 2


# ---- Ctrl-C and SIGTERM ----

STUBBORN = """
import sys, time
print("importing", flush=True)
while True:
    try:
        time.sleep(0.05)
    except BaseException:  # as C code does here and there, while a package is imported
        pass
"""
SIGNALS = [signal.SIGINT, signal.SIGTERM]
every_signal = pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)


def stopped(started: subprocess.Popen, number: int) -> str:
    """What is said, in one line, when this signal is sent now."""
    started.send_signal(number)
    status, _, told = ended(started)
    assert status == 128 + number and told.startswith("course_lib: stopped") and told.count("\n") == 1
    return told


@posix
@every_signal
@pytest.mark.parametrize(
    ("name", "package"), [("train", "torch"), ("translate", "torch"), ("score", "sacrebleu")]
)
def test_a_signal_in_an_import(name, package, number, model, tmp_path):
    stub = tmp_path / "path" / package / "__init__.py"
    stub.parent.mkdir(parents=True)
    stub.write_text(STUBBORN)
    (tmp_path / "text").write_text("a b c d e\n")
    known = {"OUT": tmp_path / "out", "MODEL": model, "TEXT": tmp_path / "text"}
    path = os.pathsep.join([str(stub.parent.parent), str(ROOT)])
    started = start([known.get(w, w) for w in GOOD[name]], env=os.environ | {"PYTHONPATH": path})
    assert next_line(started) == b"importing\n"
    assert stopped(started, number) == "course_lib: stopped\n"


@posix
@every_signal
def test_a_signal_in_training(number, tmp_path):
    call = ["train", "sentences-zh", "--out", tmp_path / "out", "--epochs", "100000", "--save-every", "0"]
    started = start([*call, "--hidden", "4", "--embedding", "4"])
    while not next_line(started).startswith(b"epoch 1 "):
        pass
    assert "--resume goes on from the last checkpoint" in stopped(started, number)
    assert not list((tmp_path / "out").glob("*.half"))


@posix
@every_signal
def test_a_signal_while_translating_waits_for_input(number, model):
    started = start(["translate", model])
    started.stdin.write(b"abc\n")
    started.stdin.flush()
    assert next_line(started).endswith(b"\n")
    stopped(started, number)


@posix
def test_ctrl_c_stays_ignored_where_the_shell_ignores_it(model):
    started = start(["translate", model], prefix=["sh", "-c", 'trap "" INT; exec "$@"', "sh"])
    for _ in range(2):
        started.stdin.write(b"abc\n")
        started.stdin.flush()
        assert next_line(started).endswith(b"\n")
        started.send_signal(signal.SIGINT)
    assert ended(started) == (0, b"", "")


def test_two_signals_one_line(monkeypatch, capsys):
    """The second comes while the first is cleaned up."""

    def describe():
        try:
            raise KeyboardInterrupt(signal.SIGTERM)
        finally:
            raise KeyboardInterrupt(signal.SIGINT)

    monkeypatch.setattr("course_lib.data.corpora.describe", describe)
    assert main(["corpora"]) == 130
    assert capsys.readouterr().err == "course_lib: stopped\n"


# ---- input that translate_command ----


def test_each_line_is_answered_before_the_next_is_written(model):
    started = start(["translate", model])
    alone = []
    for line in (b"abc\n", b"\n", b"ab\nba\n"):
        started.stdin.write(line)
        started.stdin.flush()
        alone += [next_line(started) for _ in range(line.count(b"\n"))]
    assert ended(started) == (0, b"", "")
    assert len(alone) == 4 and alone[1] == b"\n"


@posix
def test_a_pipe_that_does_not_wait_is_read_to_its_end(model):
    """As some parents leave it: there, nothing yet looks like nothing more."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    started = start(["translate", model], stdin=reading)
    os.close(reading)
    with open(writing, "wb", buffering=0) as pipe:
        for line in (b"abc\n", b"ab\n"):
            pipe.write(line)
            assert next_line(started).endswith(b"\n")
    assert started.wait(PATIENCE) == 0


class Pipe(io.TextIOWrapper):
    """Standard input from bytes; not a terminal."""

    def __init__(self, data: bytes):
        super().__init__(io.BytesIO(data))


BAD = {
    "no UTF-8": b"caf\xe9\n",
    "a NUL": b"a\0b\n",
    "too long": b"x" * 10_001 + b"\n",
    "too long, without an end": b"x" * 10**6,
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("before", [0, 1, 9, 10, 11, 25])
def test_the_lines_before_a_bad_one_are_answered(bad, before, model, monkeypatch, capsys):
    monkeypatch.setattr(translate_command, "CHUNK", 10)
    good = b"".join(b"ab\n" if i % 3 else b"\n" for i in range(before))
    monkeypatch.setattr(sys, "stdin", Pipe(good))
    assert main(["translate", str(model)]) == 0
    answers = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", Pipe(good + BAD[bad] + b"abc\n" * 30))
    assert main(["translate", str(model)]) == 2
    told = capsys.readouterr()
    assert told.out == answers and answers.count("\n") == before
    line = without_cuts(told.err)
    assert line.startswith(f"course_lib: standard input, line {before + 1}: ") and line.count("\n") == 1


def test_a_wide_beam_works_on_fewer_sentences_at_a_time(model, monkeypatch, capsys):
    sizes = []
    monkeypatch.setattr(
        translate_command,
        "decode_pairs",
        lambda _, rows, size, beam, limits: sizes.append(size * beam) or [[]] * len(rows),
    )
    for beam in ("1", "5", "16", "300", "1000"):
        monkeypatch.setattr(sys, "stdin", Pipe(b"ab\n"))
        assert main(["translate", str(model), "--beam", beam]) == 0
    assert sizes[:3] == [256, 5 * 256, 16 * 256] and max(sizes) <= translate_command.MAX_ROWS


class Broken(Exception):
    pass


@settings(max_examples=50)
@given(st.lists(st.text(max_size=3), max_size=30), st.integers(1, 7), st.booleans())
def test_all_lines_come_in_order_whatever_comes_after(lines, most, breaks):
    def source():
        yield from lines
        if breaks:
            raise Broken

    groups = []
    try:
        for group in together(source(), most):
            groups.append(group)
        assert not breaks
    except Broken:
        assert breaks
    assert list(itertools.chain(*groups)) == lines
    assert all(1 <= len(group) <= most for group in groups)


def test_lists_are_full_while_lines_keep_coming(monkeypatch):
    monkeypatch.setattr(translate_command, "PAUSE", PATIENCE)  # however busy the machine is
    assert [len(group) for group in together(map(str, range(25)), 10)] == [10, 10, 5]


def test_what_came_before_a_pause_comes_at_once():
    seen = threading.Event()

    def source():
        yield "one"
        assert seen.wait(PATIENCE)
        yield "two"

    groups = together(source(), 10)
    assert next(groups) == ["one"]
    seen.set()
    assert list(groups) == [["two"]]


def test_little_is_read_ahead():
    count = itertools.count()
    groups = together((str(next(count)) for _ in itertools.repeat(None)), 10)
    for done in range(1, 50):
        next(groups)
        threading.Event().wait(0.002)  # the reader has the time to run away
        assert next(count) <= 10 * done + 10 + 2 + done  # those that this line took among them
