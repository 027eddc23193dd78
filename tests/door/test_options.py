"""Options: every number has two ends, one line for what is beyond them, and its place in the help."""

import argparse
import re
import subprocess
import sys

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.__main__ import main
from course_lib.cli import UsageError, process
from course_lib.cli.options import _parser, parse
from course_lib.cli.parser import Parser

NEEDED = {
    "doctor": [],
    "corpora": [],
    "train": ["copy", "--out", "x"],
    "translate": ["x"],
    "score": ["x", "--reference", "y"],
}
NONSENSE = [
    *(
        "nan",
        "inf",
        "-inf",
        "1e400",
        "-1",
        "-1e-9",
        "",
        " ",
        "x",
        "1\n2",
        "一",
        "²",
        "0x10",
        "1,5",
        "\x1b[31m",
    ),
    *(str(10**29), "1" + "0" * 400, "9" * 5000, str(2**63), str(2**64), "9" * 100_000, "\udcff"),
]


@pytest.fixture(autouse=True, scope="module")
def wide_help():
    """No text of a help page is broken."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "1000")
        yield


def subparsers() -> dict[str, Parser]:
    (found,) = (a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
    return found.choices


def numbers() -> list[tuple[str, str]]:
    """(command, option) for all that take a number."""
    return [
        (name, action.option_strings[0])
        for name, command in subparsers().items()
        for action in command._actions
        if "; from " in (action.help or "")
    ]


def ends(command: str, option: str) -> tuple[str, str]:
    """The lowest and the highest number that the help of the command says the option takes."""
    help = " ".join(subparsers()[command].format_help().split())
    found = re.search(rf" {option} [A-Z]+ [^;]+; from (\S+) to (\S+) \(default: ", help)
    assert found, f"{command} --help does not say what {option} takes"
    return found.groups()


def read(number: str) -> float:
    return int(number) if number.isdecimal() else float(number)


def refusal(command: str, option: str, value: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse([command, *NEEDED[command], f"{option}={value}"])
    _, line = process.explain(caught.value, None)
    assert "\n" not in line and len(line) < 400 and line.isprintable()
    return line


def value_of(command: str, option: str, value: str) -> float:
    options = parse([command, *NEEDED[command], f"{option}={value}"])
    return getattr(options, option.removeprefix("--").replace("-", "_"))


every_number = pytest.mark.parametrize(("command", "option"), numbers())


def test_there_are_numbers():
    assert len(numbers()) >= 13


@every_number
def test_both_ends_are_in_and_what_is_beyond_is_one_line(command, option):
    ends_of_it = [read(end) for end in ends(command, option)]
    assert [value_of(command, option, str(end)) for end in ends_of_it] == ends_of_it
    whole = isinstance(value_of(command, option, str(ends_of_it[1])), int)
    low, high = map(int, ends_of_it) if whole else ends_of_it
    for beyond in (low - 1, high + 1) if whole else (low - 1e-9, high * 1.001):
        told = refusal(command, option, str(beyond))
        assert f"{option} must be {'a whole' if whole else 'a'} number from " in told
        assert f", not {beyond}; " in told and f"{command} --help" in told


@every_number
def test_nonsense_is_one_line(command, option):
    for value in NONSENSE:
        assert f"{option} must be a" in refusal(command, option, value)


@given(
    st.sampled_from(numbers()), st.one_of(st.integers().map(str), st.floats().map(repr), st.text(max_size=9))
)
def test_any_text_is_a_number_in_range_or_one_line(which, text):
    command, option = which
    low, high = map(read, ends(command, option))
    try:
        value = value_of(command, option, text)
    except UsageError as problem:
        assert "\n" not in process.explain(problem, None)[1]
    else:
        assert low <= value <= high and value == type(value)(text)


def test_digits_of_other_scripts_are_read():
    assert value_of("train", "--epochs", "１２") == value_of("train", "--epochs", "١٢") == 12


@pytest.mark.parametrize("command", NEEDED)
def test_help_explains_each_option_with_its_default(command, capsys):
    assert main([command, "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Exit status: 0 done;" in told and "130 stopped by Ctrl-C" in told
    for action in subparsers()[command]._actions:
        if action.dest == "help" or (not action.option_strings and action.required):
            continue
        assert action.help and re.search(r"\((default: .+|must be given)\)$", action.help), action.dest
        assert action.help in told
        if action.choices:
            assert ", ".join(action.choices) in action.help


@pytest.mark.parametrize(
    "call", [["train", "--epochs=0"], ["train", "--help"], ["trian"], ["score", "x" * 100_000]]
)
def test_a_wrong_call_is_answered_before_pytorch_is_imported(call):
    code = "import sys; from course_lib.__main__ import main; main(sys.argv[1:])\n"
    code += "assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code, *call], check=True, capture_output=True)


def test_a_folder_without_a_name_is_not_the_current_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["train", "copy", "--out", ""]) == 2
    assert capsys.readouterr().err.startswith("course_lib: --out must be the name of a folder, not empty; ")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("word", ["x" * 100_000, "line\n" * 999, "\x1b]0;title\x07"])
@pytest.mark.parametrize(
    "call", [["{}"], ["train", "{}", "--out", "x"], ["score", "{}", "--reference", "y"], ["translate", "{}"]]
)
def test_whatever_is_quoted_the_line_is_one_and_not_endless(call, word, capsys):
    assert main([part.format(word) for part in call]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and len(told) < 2_100 and told[:-1].isprintable()


# ---- numbers that are in range, and yet too large for the machine ----

TOO_LARGE = [
    MemoryError(),
    OverflowError("cannot fit 'int' into an index-sized integer"),
    OSError(12, "Cannot allocate memory"),
    RuntimeError(
        "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: …"
    ),
    RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes."),
    RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.\nGPU 0 has …"),
]


@pytest.mark.parametrize("problem", TOO_LARGE, ids=str)
@pytest.mark.parametrize("command", NEEDED)
def test_too_large_is_one_line_that_says_what_to_lower(command, problem):
    options = parse([command, *NEEDED[command]])
    status, line = process.explain(problem, options)
    assert status == 2 and line.startswith("there is not enough memory for this; ") and options.lower in line
    assert "\n" not in line
    known = subparsers()[command].format_help()
    assert all(option in known for option in re.findall(r"--[a-z-]+", options.lower))


@pytest.mark.parametrize(
    "problem", [ImportError("No module named 'torch'"), OSError("libtorch: cannot open")]
)
def test_what_cannot_be_loaded_is_one_line(problem):
    status, line = process.explain(problem, None)
    assert (status, line) == (2, f"{problem}; `python3 course.py doctor` says what is missing")


def test_what_is_the_courses_own_fault_is_not_hidden(monkeypatch):
    monkeypatch.setattr("course_lib.data.corpora.describe", lambda: {}["no such key"])
    with pytest.raises(KeyError):
        main(["corpora"])
    assert process.explain(RuntimeError("mat1 and mat2 shapes cannot be multiplied"), None) is None


def test_what_pytorch_says_is_known(tmp_path, monkeypatch, capsys):
    """Its own words, from asking for 4 million terabytes: no machine has them."""
    monkeypatch.setattr("course_lib.training.checkpoint.build_within", lambda **_: torch.empty(2**60))
    assert main(["train", "copy", "--out", str(tmp_path / "model")]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "not enough memory for this; lower --batch-size, --hidden" in told
    assert not (tmp_path / "model").exists()
