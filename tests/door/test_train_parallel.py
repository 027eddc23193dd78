"""`train` in two processes: the weights of one, one folder, and one line when a process ends too early."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from course_lib.__main__ import main
from course_lib.cli import train as train_command
from course_lib.training.checkpoint import ABOUT, BEST, TRAINING

TEXTS = {
    "a.txt": ["one cat", "two dogs", "a bird", "red fish", "blue sea", "old tree", "a cat and two dogs"],
    "b.txt": ["eins katze", "zwei hunde", "ein vogel", "roter fisch", "blaue see", "alter baum", "hunde"],
    "c.txt": ["one dog", "blue fish"],
    "d.txt": ["ein hund", "blauer fisch"],
}
FILES = ["--source", "a.txt", "--target", "b.txt", "--valid-source", "c.txt", "--valid-target", "d.txt"]
SIZES = ["--hidden", "8", "--embedding", "8", "--batch-size", "3", "--epochs", "3", "--dropout", "0"]
CHANCE = ["--teacher-forcing", "0.5", "--coin", "token"]
CALL = ["train", *FILES, "--unit", "word", *SIZES, *CHANCE, "--save-every", "0"]
HERE = ["-m", "course_lib"]
# The command line in a process that does something after step 4: `python -c ENDING "what" train ...`
ENDING = """
import os, signal, sys
from course_lib.__main__ import main, process
from course_lib.cli import train
what, real = sys.argv[1], train.train
def ending(*arguments, **options):
    for report in real(*arguments, **options):
        yield report
        if report.step == 4:
            exec(what)
train.train = ending
process.end(main(sys.argv[2:]))
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
CTRL_C = "raise KeyboardInterrupt(signal.SIGINT)"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """The four files, in the folder in which every call is made."""
    monkeypatch.chdir(tmp_path)
    for name, lines in TEXTS.items():
        Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return tmp_path


def together(*processes: list[str]) -> list[tuple[int, str, str]]:
    """Start the processes of one training as a launcher does; (status, output, errors) of each.

    All but the first begin in an empty folder, and leave it empty: they read and write nothing.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    Path("empty").mkdir()
    meet = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": str(len(processes))}
    started = [
        subprocess.Popen(
            [sys.executable, *arguments],
            env=os.environ | meet | {"RANK": str(rank)},
            cwd="empty" if rank else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank, arguments in enumerate(processes)
    ]
    said = [process.communicate(timeout=300) for process in started]
    Path("empty").rmdir()  # it would fail if a file were in it
    return [(process.returncode, *texts) for process, texts in zip(started, said, strict=True)]


def close(one, two):
    """Both folders hold one training, as far as float32 goes."""
    assert {path.name for path in Path(one).iterdir()} == {path.name for path in Path(two).iterdir()}
    assert Path(one, ABOUT).read_bytes() == Path(two, ABOUT).read_bytes()
    for name in (BEST, TRAINING):
        expected, found = load_file(Path(one, name)), load_file(Path(two, name))
        assert expected.keys() == found.keys()
        for key in expected:
            torch.testing.assert_close(found[key], expected[key], atol=1e-5, rtol=0)


def test_two_processes_go_on_with_what_one_began(capfd, monkeypatch):
    assert main([*CALL, "--out", "one"]) == 0
    one = capfd.readouterr().out
    with monkeypatch.context() as patch:
        real = train_command.train

        def stopped(*arguments, **options):
            for report in real(*arguments, **options):
                yield report
                if report.step == 4:
                    raise KeyboardInterrupt

        patch.setattr(train_command, "train", stopped)
        assert main([*CALL, "--out", "two"]) == 130
    call = [*HERE, *CALL, "--out", "two", "--resume"]
    first, second = together(call, call)
    assert first[::2] == second[::2] == (0, "") and second[1] == ""
    assert one.splitlines()[-2] == first[1].splitlines()[-2]  # the last epoch, scored
    close("one", "two")


@pytest.mark.parametrize(
    ("what", "statuses"),
    [((KILL, "pass"), (-9, 2)), (("pass", KILL), (2, -9)), ((CTRL_C, CTRL_C), (130, 130))],
    ids=["the first killed", "the second killed", "ctrl-c"],
)
def test_one_goes_on_with_what_two_began_and_all_end_in_one_line(what, statuses):
    ended = together(*(["-c", ENDING, each, *CALL, "--out", "two"] for each in what))
    assert tuple(status for status, *_ in ended) == statuses
    told = "".join(errors for *_, errors in ended)
    assert told.count("\n") == 1 and re.match("course_lib: .*--resume", told), told
    assert main([*CALL, "--out", "one"]) == main([*CALL, "--out", "two", "--resume"]) == 0
    close("one", "two")


def test_two_stop_together_where_the_loss_falls_no_more():
    """At a rate of 0, after the second epoch; both processes end well."""
    call = [*HERE, *CALL, "--learning-rate", "0", "--patience", "1", "--out", "two"]
    first, second = together(call, call)
    assert first[::2] == second[::2] == (0, "") and second[1] == ""
    assert "epoch 2" in first[1] and "stopped: no better loss" in first[1] and "epoch 3" not in first[1]


def test_what_the_first_refuses_is_one_line():
    Path("two").mkdir()
    Path("two", "other").touch()
    call = [*HERE, *CALL, "--out", "two"]
    first, second = together(call, call)
    assert first[0] == second[0] == 2 and "holds other files" in first[2] + second[2]
    assert (first[2] + second[2]).count("\n") == 1
    assert [path.name for path in Path("two").iterdir()] == ["other"]


@pytest.mark.parametrize("launcher", ["torch.distributed.run", "accelerate.commands.launch"])
def test_a_launcher_starts_them(launcher):
    if importlib.util.find_spec(launcher.partition(".")[0]) is None:
        pytest.skip("accelerate is not installed: pip install -e .[parallel]")
    how = ["--standalone", "--nproc_per_node", "2"]
    if launcher.startswith("accelerate"):
        how = ["--multi_gpu", "--num_processes", "2", "--main_process_port", "0"]  # GPU or not
    launch = [sys.executable, "-m", launcher, *how, *HERE, *CALL, "--out", "two"]
    done = subprocess.run(launch, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("2 processes") == done.stdout.count("the model is in two") == 1
    assert main([*CALL, "--out", "one"]) == 0
    close("one", "two")
