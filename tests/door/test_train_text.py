"""`train` on real text: what of it is unknown, how it is scored, and how long an output may get."""

import io
import re
import sys
from pathlib import Path

import pytest

from course_lib.__main__ import main
from course_lib.decoding.lengths import Lengths
from course_lib.training import checkpoint

OPTIONS = {"source": "a.txt", "target": "b.txt", "valid-source": "c.txt", "valid-target": "d.txt"}
SMALL = ["--hidden", "8", "--embedding", "8", "--out", "X"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def call(unit, *parts, epochs=1):
    """Write the four files, and the call that trains on them."""
    for name, lines in zip(OPTIONS.values(), parts, strict=True):
        Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    files = [word for option, name in OPTIONS.items() for word in (f"--{option}", name)]
    return ["train", *files, "--unit", unit, "--epochs", str(epochs), *SMALL]


def translate(monkeypatch, text, *more):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    return main(["translate", "X", *more])


ONCE = ["one cat", "two dogs", "three birds"], ["eins katze", "zwei hunde", "drei vögel"], ["four"], ["vier"]
TWICE = ["a b", "a c", "a b"], ["x y", "x z", "x y"], ["a d"], ["x w"]


def test_a_vocabulary_with_nothing_in_it_is_warned_of_once_with_the_remedy(capsys):
    assert main(call("text-word", *ONCE)) == 0
    told = capsys.readouterr()
    assert told.err.count("\n") == 1
    assert re.search("^warning: the vocabulary has no token of train source.*--unit word.*subword$", told.err)
    assert "train source 100.0%, train target 100.0%, valid source 100.0%, valid target 100.0%" in told.out


def test_valid_texts_of_which_nothing_is_known_are_warned_of(capsys):
    assert main(call("char", ["ab"] * 3, ["cd"] * 3, ["xyz"], ["uvw"])) == 0
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "no token of valid source, valid target; are both" in told


@pytest.mark.parametrize(("unit", "shares"), [("word", (0, 0, 1, 1)), ("text-word", (1 / 6, 1 / 6, 1, 1))])
def test_the_share_of_unknown_tokens_is_counted(capsys, unit, shares):
    """c and z occur once, d and w never: a text-word must occur twice. One of two valid tokens is unknown."""
    assert main(call(unit, *TWICE)) == 0
    told = capsys.readouterr()
    train_source, train_target, valid_source, valid_target = shares
    names = {"train source": train_source, "train target": train_target}
    names |= {"valid source": valid_source / 2, "valid target": valid_target / 2}
    line = ", ".join(f"{name} {share:.1%}" for name, share in names.items())
    assert f"\nunknown tokens: {line}\n" in told.out and told.err == ""


SCRIPTS = {
    "chinese": (["今天天气很好", "我们去公园吧", "今天我们去"], "zh"),
    "english": (["the cat sat", "on the mat", "the cat"], "13a"),
    "japanese": (["これはペンです", "きょうはいい天気です", "これは"], "char"),
    "korean": (["오늘은 날씨가 좋다", "우리는 공원에 간다", "오늘은"], "char"),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_bleu_cuts_the_target_as_its_script_asks(capsys, script):
    lines, tokenizer = SCRIPTS[script]
    arguments = call("subword", ["a b", "c d", "e f"], lines, ["a d"], lines[:1])
    assert main(arguments) == 0
    assert f"|tok:{tokenizer}|" in capsys.readouterr().out


def test_an_option_overrides_the_tokenizer_and_changes_nothing_else(capsys):
    arguments = call("text-word", *TWICE)
    assert main([*arguments, "--score-tokenize", "char"]) == 0
    assert "|tok:char|" in capsys.readouterr().out
    assert main([*arguments, "--resume", "--score-tokenize", "intl"]) == 0  # it is no setting of the training


def test_a_tokenizer_for_what_bleu_does_not_score_is_refused(capsys):
    assert main([*call("word", *TWICE), "--score-tokenize", "zh"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "--score-tokenize is for BLEU" in told and not Path("X").exists()


NUMBERS = ["一", "二", "三", "四"]
LONG = [f"{word} hundred and twenty-{word}" for word in ("one", "two", "three", "four")]


def test_outputs_much_longer_than_their_sources_are_said_whole(capsys, monkeypatch):
    """One character stands for up to 28, more than twice as many and ten."""
    arguments = call("char", NUMBERS, LONG, ["一一"], LONG[:1], epochs=100)
    assert main([*arguments, "--learning-rate", "0.03", "--hidden", "32"]) == 0
    assert "alone: exact match 1.000" in capsys.readouterr().out.splitlines()[-2]
    longest = max(map(len, LONG)) + 1
    assert checkpoint.describe(Path("X")).lengths == Lengths(longest, longest / 2)
    for more in ([], ["--beam", "3"]):
        assert translate(monkeypatch, "\n".join(NUMBERS), *more) == 0
        told = capsys.readouterr()
        assert told.out.splitlines() == LONG and told.err == ""


def test_an_output_that_was_cut_is_said_with_its_line(capsys, monkeypatch):
    """After one epoch on targets that never end soon, it does not know how to end."""
    assert main(call("char", ["ab", "cd"], ["x" * 60, "y" * 50], ["abcd"], ["xy"])) == 0
    capsys.readouterr()
    assert translate(monkeypatch, "ab\n\ncd\n") == 0
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        f"standard input, line {number}: the output was cut at 71 tokens" for number in (1, 3)
    ]
    assert [line != "" for line in told.out.splitlines()] == [True, False, True]
