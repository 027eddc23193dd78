"""The command line end to end, and everything that can be wrong with its input: one clear line, exit 2."""

import errno
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from course_lib.__main__ import main
from course_lib.cli import process
from course_lib.cli import train as train_command
from course_lib.cli import translate as translate_command
from course_lib.cli.train.folder import LOCK
from course_lib.models import Transformer
from course_lib.training import adam, checkpoint

TINY = ["--unit", "char", "--hidden", "16", "--embedding", "8", "--batch-size", "16", "--model", "gru"]


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else "".join(f"{line}\n" for line in data).encode())
    return str(path)


@pytest.fixture
def files(tmp_path):
    """The options that name four small files: words, and the same words backwards."""
    rng = random.Random(0)
    words = ["".join(rng.choices("abcd", k=rng.randint(1, 4))) for _ in range(200)]
    unseen = ["abcabca", "ddccbba", "bbbbbb"]
    return [
        *("--source", write(tmp_path, "train.source", words)),
        *("--target", write(tmp_path, "train.target", [word[::-1] for word in words])),
        *("--valid-source", write(tmp_path, "valid.source", unseen)),
        *("--valid-target", write(tmp_path, "valid.target", [word[::-1] for word in unseen])),
    ]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model folder, trained for a moment."""
    folder = tmp_path_factory.mktemp("trained") / "model"
    assert (
        main(["train", "copy", "--out", str(folder), "--epochs", "1", *TINY[2:], "--batch-size", "512"]) == 0
    )
    return folder


class Pipe(io.TextIOWrapper):
    """Standard input from bytes; not a terminal."""

    def __init__(self, data: bytes):
        super().__init__(io.BytesIO(data))


def refused(capsys, arguments, *says, status=2):
    """The call ends with this status and exactly one line that says all of this."""
    ended = main(arguments)
    told = capsys.readouterr().err
    assert ended == status and told.count("\n") == 1, told
    for word in says:
        assert re.search(word, told), told


def test_train_translate_score(tmp_path, files, capsys, monkeypatch):
    folder = tmp_path / "model"
    assert main(["train", *files, "--out", str(folder), *TINY, "--epochs", "2"]) == 0
    said = capsys.readouterr().out
    assert len(re.findall(r"epoch \d  valid: loss \d\.\d+ .* exact match", said)) == 2
    assert {path.name for path in folder.iterdir()} == {*checkpoint.FILES, LOCK}

    monkeypatch.setattr(sys, "stdin", Pipe(b"abc\n\nzz z\r\n  \nd"))
    assert main(["translate", str(folder), "--beam", "2"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 5 and [line == "" for line in out.splitlines()] == [
        False,
        True,
        False,
        True,
        False,
    ]

    output, reference = write(tmp_path, "out", ["a b c d e", "f"]), write(tmp_path, "ref", ["a b c d e", "f"])
    assert main(["score", output, "--reference", reference]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["BLEU", "100.00"], ["chrF", "100.00"], ["TER", "0.00"]]
    assert "tok:13a" in lines[0] and all("version:" in line for line in lines)


def test_a_transformer_is_trained_and_used_with_one_width(tmp_path, files, capsys, monkeypatch):
    folder = tmp_path / "model"
    small = ["--unit", "char", "--hidden", "8", "--batch-size", "64", "--epochs", "1"]
    call = ["train", *files, "--out", str(folder), "--model", "transformer", *small, "--warmup", "3"]
    refused(capsys, [*call, "--embedding", "4"], "transformer takes no --embedding: --hidden is its width")
    assert not folder.exists()
    assert main(call) == 0
    kept = checkpoint.describe(folder)
    assert type(kept.model) is Transformer
    assert (kept.model.config["hidden"], kept.model.config["layers"], kept.settings["warmup"]) == (8, 2, 3)
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", Pipe(b"abc\nd\n"))
    assert main(["translate", str(folder), "--beam", "2"]) == 0
    assert capsys.readouterr().out.count("\n") == 2


def test_own_sentences_are_scored_as_text(tmp_path, files, capsys):
    """No answer is simply right there; the words have lost their capitals, so these are not compared."""
    words = ["--unit", "text-word", "--epochs", "1", *TINY[2:]]
    assert main(["train", *files, "--out", str(tmp_path / "model"), *words]) == 0
    said = capsys.readouterr().out
    assert re.search(r"alone: BLEU \d+\.\d\d \(.*case:lc.*\)  chrF \d+\.\d\d \(", said)
    assert "exact match" not in said


def test_one_line_out_for_each_line_in_however_many(model, capsys, monkeypatch):
    monkeypatch.setattr(translate_command, "CHUNK", 7)
    rng = random.Random(1)
    lines = ["".join(rng.choices("abcdef", k=rng.randint(0, 9))) for _ in range(100)]
    monkeypatch.setattr(sys, "stdin", Pipe("\n".join(lines).encode() + b"\n"))
    assert main(["translate", str(model)]) == 0
    together = capsys.readouterr().out.split("\n")[:-1]
    assert [line == "" for line in together] == [line == "" for line in lines]
    monkeypatch.setattr(sys, "stdin", Pipe(lines[41].encode()))
    assert main(["translate", str(model)]) == 0
    assert capsys.readouterr().out == together[41] + "\n"


def test_a_very_long_line_is_cut_with_a_warning(model, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Pipe(b"ab\n" + b"a" * 3000))
    assert main(["translate", str(model)]) == 0
    told = capsys.readouterr()
    assert told.out.count("\n") == 2 and "line 2: cut to 500 tokens" in told.err


def test_translating_needs_no_settings_of_the_training(model, tmp_path, capsys, monkeypatch):
    folder = shutil.copytree(model, tmp_path / "model")
    about = json.loads((folder / checkpoint.ABOUT).read_text(encoding="utf-8"))
    (folder / checkpoint.ABOUT).write_text(json.dumps(about | {"settings": {}}), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", Pipe(b"abc\n"))
    assert main(["translate", str(folder)]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_corpora_are_listed(capsys):
    assert main(["corpora"]) == 0
    assert "multi30k-de-en" in capsys.readouterr().out


# ---- what can be wrong with files ----

BAD_FILES = {
    "missing": (None, "no such file"),
    "empty": (b"", "empty"),
    "only blank lines": (b"\n \n\n", "only blank lines"),
    "not UTF-8": (b"fine\ncaf\xe9\n", "line 2: byte 4 .0xE9. is not UTF-8"),
    "UTF-16": ("ab\ncd\n".encode("utf-16"), "UTF-16"),
    "NUL bytes": (b"ab\nc\x00d\n", "line 2: byte 2 is NUL"),
    "a line of a million characters": (b"ab\n" + b"x" * 10**6 + b"\n", "line 2: longer than 10,000"),
    "one line longer": (b"ab\n" * 201, "201 lines .* 200"),
}


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_bad_training_file_is_refused(tmp_path, files, capsys, bad):
    data, says = BAD_FILES[bad]
    files[1] = write(tmp_path, "bad", data) if data is not None else str(tmp_path / "nowhere")
    refused(capsys, ["train", *files, "--out", str(tmp_path / "model"), *TINY], re.escape(files[1]), says)
    assert not (tmp_path / "model").exists()


def test_a_folder_in_place_of_a_file_is_refused(tmp_path, files, capsys):
    files[1] = str(tmp_path)
    refused(capsys, ["train", *files, "--out", str(tmp_path / "model"), *TINY], "is a folder")


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path, files):
    for i in (1, 3, 5, 7):
        data = b"\xef\xbb\xbf" + Path(files[i]).read_bytes().replace(b"\n", b"\r\n")
        files[i] = write(tmp_path, f"windows{i}", data)
    assert main(["train", *files, "--out", str(tmp_path / "model"), *TINY, "--epochs", "1"]) == 0
    names = checkpoint.load(tmp_path / "model").source_vocab.names
    assert sorted(names[4:]) == list("abcd")


@pytest.mark.parametrize("bad", ["not UTF-8", "NUL bytes", "a line of a million characters"])
def test_bad_standard_input_is_refused(model, capsys, monkeypatch, bad):
    monkeypatch.setattr(sys, "stdin", Pipe(BAD_FILES[bad][0]))
    refused(capsys, ["translate", str(model)], "standard input, line 2")


def test_score_refuses_unequal_files(tmp_path, capsys):
    one, two = write(tmp_path, "one", ["a"]), write(tmp_path, "two", ["a", "b"])
    refused(capsys, ["score", one, "--reference", two], "1 lines.*2", "must answer")
    refused(capsys, ["score", str(tmp_path / "none"), "--reference", two], "no such file")


# ---- what can be wrong with a call ----

CALLS = {
    "an unknown corpus": (["train", "nope", "--out", "x"], "no corpus is called 'nope'.*numbers-en-digits"),
    "a corpus and files": (["train", "copy", "--source", "x", "--out", "x"], "either"),
    "three files of four": (["train", "--source", "a", "--target", "b", "--out", "x"], "all of --source"),
    "no corpus": (["train", "--out", "x"], "either"),
    "an unknown model": (["train", "copy", "--model", "bert", "--out", "x"], "bert.*gru-attention"),
    "a ratio above 1": (["train", "copy", "--teacher-forcing", "1.5", "--out", "x"], "from 0 to 1"),
    "no epochs": (
        ["train", "copy", "--epochs", "0", "--out", "x"],
        "--epochs must be a whole number from 1 to",
    ),
    "a text for a number": (["train", "copy", "--epochs", "many", "--out", "x"], "many"),
    "a rate that is no number": (
        ["train", "copy", "--learning-rate", "nan", "--out", "x"],
        "--learning-rate must be a number from 0 to 1000, not nan",
    ),
    "no such command": (["tranlsate"], "tranlsate"),
    "no command": ([], "command"),
    "no model folder": (["translate", "nowhere-at-all"], r"no model\.json here"),
    "a beam of zero": (["translate", "x", "--beam", "0"], "--beam must be a whole number from 1 to 1000"),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_call_is_refused(tmp_path, monkeypatch, capsys, call):
    monkeypatch.chdir(tmp_path)
    arguments, says = CALLS[call]
    refused(capsys, arguments, says)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, capsys):
    write(tmp_path, "thesis.txt", ["dear"])
    refused(capsys, ["train", "copy", "--out", str(tmp_path)], "holds other files")
    refused(capsys, ["train", "copy", "--out", str(tmp_path / "thesis.txt")], "is a file")
    refused(capsys, ["train", "copy", "--out", str(tmp_path / "thesis.txt" / "below")], "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
@pytest.mark.parametrize("out", ["link", "link/below", "link/below/that"])
def test_a_link_to_nothing_is_refused(tmp_path, capsys, out):
    (tmp_path / "link").symlink_to("gone")
    call = ["train", "copy", "--out", str(tmp_path / out)]
    refused(
        capsys, call, re.escape(str(tmp_path / "link")), "is a link to gone, which is not there; make that"
    )
    (tmp_path / "gone").symlink_to("link")  # now a ring
    refused(capsys, call, "is a link to gone")
    assert {path.name for path in tmp_path.iterdir()} == {"link", "gone"}


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_to_a_folder_is_that_folder(tmp_path, files):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there")
    assert main(["train", *files, "--out", str(tmp_path / "link"), *TINY, "--epochs", "1"]) == 0
    assert (tmp_path / "there" / checkpoint.BEST).is_file()


def test_a_model_is_neither_overwritten_nor_resumed_as_something_else(tmp_path, files, capsys):
    call = ["train", *files, "--out", str(tmp_path / "model"), *TINY, "--epochs", "1"]
    assert main(call) == 0
    before = (tmp_path / "model" / checkpoint.BEST).read_bytes()
    capsys.readouterr()
    refused(capsys, call, "--resume")
    refused(capsys, [*call, "--resume", "--seed", "5"], "started with seed 0, not 5")
    assert main([*call, "--resume"]) == 0  # nothing left to do
    assert (tmp_path / "model" / checkpoint.BEST).read_bytes() == before


# ---- what can happen on the way ----


def test_a_full_disk_leaves_the_last_checkpoint_whole(tmp_path, files, capsys, monkeypatch):
    folder, real, written = tmp_path / "model", os.fsync, []

    def fsync(descriptor):
        written.append(descriptor)
        if len(written) > 5:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(checkpoint.os, "fsync", fsync)
    call = ["train", *files, "--out", str(folder), *TINY, "--save-every", "0"]
    refused(capsys, call, re.escape(str(folder)), "No space", "make room")
    assert {path.name for path in folder.iterdir()} <= {*checkpoint.FILES, LOCK}
    monkeypatch.undo()
    fresh = checkpoint.describe(folder).model
    assert checkpoint.resume(folder, fresh, adam(fresh))["step"] == 3


def test_ctrl_c_is_one_line_and_the_training_goes_on(tmp_path, files, capsys, monkeypatch):
    call = ["train", *files, "--out", str(tmp_path / "model"), *TINY, "--epochs", "2", "--save-every", "0"]
    real, calls = train_command.train, []

    def interrupted(*args, **kwargs):
        for report in real(*args, **kwargs):
            calls.append(report.step)
            if len(calls) == 9:
                raise KeyboardInterrupt
            yield report

    monkeypatch.setattr(train_command, "train", interrupted)
    refused(capsys, call, "stopped", "--resume", status=130)
    assert main([*call, "--resume"]) == 0
    assert calls[9] == 9  # the step that was lost is done again


def run(arguments, **options):
    command = [sys.executable, "-m", "course_lib", *arguments]
    return subprocess.run(command, capture_output=True, timeout=120, **options)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell's pipe")
def test_a_closed_pipe_is_one_line(model):
    script = f'yes abc | head -5000 | "{sys.executable}" -m course_lib translate "{model}" | head -1; '
    done = subprocess.run(
        ["bash", "-c", script + 'echo "${PIPESTATUS[2]}"'], capture_output=True, text=True, timeout=120
    )
    assert done.stdout.splitlines()[1:] == ["2"]
    assert re.search(r"(?m)\Acourse_lib: the output was closed.*\n\Z", done.stderr.split("tokens\n")[-1])


def test_any_terminal_encoding_will_do(model):
    done = run(
        ["translate", str(model)], input="é漢\n".encode(), env=os.environ | {"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 0 and done.stdout.decode("utf-8").count("\n") == 1, done.stderr


KILLER = """
import os, random, signal, sys, time
import course_lib.cli.train
from course_lib.__main__ import main
from course_lib.cli import train as train_command
from course_lib.cli import translate as translate_command

rng, kills = random.Random(0), 0
while True:
    child = os.fork()
    if child == 0:
        sys.stdout = open(os.devnull, "w")
        os._exit(main(sys.argv[1:]))
    if kills < 20:
        time.sleep(rng.uniform(0.02, 0.5))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        break
    kills += 1
print(kills, os.waitstatus_to_exitcode(status))
"""


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_training_killed_twenty_times_ends_with_the_same_weights(tmp_path, files):
    rest = [
        *files,
        *TINY,
        "--epochs",
        "40",
        "--save-every",
        "0",
        "--dropout",
        "0.2",
        "--teacher-forcing",
        "0.7",
    ]
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert main(["train", "--out", str(whole), *rest]) == 0
    command = [sys.executable, "-c", KILLER, "train", "--out", str(killed), *rest, "--resume"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.stdout.split()[-2:] == ["20", "0"], done.stdout + done.stderr
    for name in (checkpoint.BEST, checkpoint.TRAINING):
        one, two = load_file(whole / name), load_file(killed / name)
        assert one.keys() == two.keys()
        assert all(torch.equal(one[key], two[key]) for key in one)


LONGEST = process._TOO_LONG


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (OSError(errno.ENOSPC, "full", "x"), "x: full; make room on the disk, then try again"),
        (OSError(errno.EACCES, "no", "x"), "x: no; check the path and its permissions"),
        (ValueError("a" * LONGEST), "a" * LONGEST),
        (ValueError("a" * LONGEST + "b"), f"{'a' * (LONGEST // 2)} … {'a' * (LONGEST // 2 - 1)}b"),
    ],
    ids=["full", "closed", "as long as may be", "longer"],
)
def test_trouble_is_one_line_with_a_remedy(problem, line):
    assert process.explain(problem, None) == (2, line)
