"""The command `score`: what it prints for two files."""

import pytest

from course_lib.__main__ import main


@pytest.fixture
def files(tmp_path):
    """An output and a reference that differ in one character of six."""
    for name, text in (("output", "我爱学习英文"), ("reference", "我爱学习中文")):
        (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")
    return [str(tmp_path / "output"), "--reference", str(tmp_path / "reference")]


@pytest.mark.parametrize(
    ("options", "bleu", "tokenizer", "ter", "asian"),
    [
        ([], "53.73", "zh", "16.67", "yes"),
        (["--tokenize", "auto"], "53.73", "zh", "16.67", "yes"),
        (["--tokenize", "char"], "53.73", "char", "16.67", "yes"),
        (["--tokenize", "13a"], "0.00", "13a", "100.00", "no"),
    ],
)
def test_scores_are_cut_by_script_or_as_asked(files, capsys, options, bleu, tokenizer, ter, asian):
    assert main(["score", *files, *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"BLEU {bleu}  ") and f"|tok:{tokenizer}|" in lines[0]
    assert lines[1].startswith("chrF ")
    assert lines[2].startswith(f"TER {ter}  ") and f"|asian:{asian}|" in lines[2]
