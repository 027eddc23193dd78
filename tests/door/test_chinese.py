"""The command line in the learner's language: the same statuses and results, other words."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from course_lib.__main__ import main
from course_lib.cli import chinese, options
from course_lib.language import from_locale, set_language

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What a learner can bring about: a wrong call, a wrong file, a wrong folder.
RAISING = [
    *sorted((ROOT / "course_lib" / "cli").rglob("*.py")),
    ROOT / "course_lib" / "data" / "corpora" / "files.py",
    ROOT / "course_lib" / "training" / "checkpoint.py",
    ROOT / "course_lib" / "training" / "weights.py",
]
WRONG = [
    ["trian"],
    ["train"],
    ["train", "copy"],
    ["train", "copy", "--out", ""],
    ["train", "copi", "--out", "new"],
    ["train", "copy", "--out", "new", "--epochs", "0"],
    ["train", "copy", "--out", "new", "--dropout", "much"],
    ["train", "copy", "--out", "new", "--model", "gur"],
    ["train", "copy", "--out", "file"],
    ["train", "copy", "--out", "full"],
    ["train", "--source", "one", "--out", "new"],
    ["translate", "new"],
    ["translate", "."],
    ["score", "new", "--reference", "new"],
    ["score", "file", "--reference", "two"],
    ["score", "latin", "--reference", "two"],
    ["score", "empty", "--reference", "two"],
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder, the current one, with what a call can be wrong about."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear")
    (tmp_path / "file").write_text("one line\n")
    (tmp_path / "two").write_text("one\ntwo\n")
    (tmp_path / "latin").write_bytes("caf\xe9\n".encode("latin-1"))
    (tmp_path / "empty").write_text("")
    return tmp_path


@pytest.fixture
def zh():
    set_language("zh")
    yield
    set_language("en")


def ended(capsys, arguments, language="zh"):
    set_language(language)
    try:
        status = main(arguments)
    finally:
        set_language("en")
    return status, *capsys.readouterr()


@pytest.mark.parametrize("line", chinese.TABLE)
def test_both_sides_of_a_row_have_the_same_fields(line):
    fields = [sorted(re.findall(r"\{(\w+)\}", text)) for text in (line, chinese.TABLE[line])]
    assert fields[0] == fields[1] and len(set(fields[0])) == len(fields[0])
    assert CHINESE.search(chinese.TABLE[line]) or fields[0]


def test_no_row_stands_in_two_tables():
    tables = (chinese.CORPORA, chinese.ERRORS, chinese.HELP, chinese.SET_UP, chinese.TOLD)
    assert sum(map(len, tables)) == len(chinese.TABLE)


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_a_wrong_call_is_refused_in_chinese(arguments, folder, capsys):
    english = ended(capsys, arguments, "en")
    status, out, told = ended(capsys, arguments)
    assert (status, out) == english[:2] == (2, "")
    assert told.count("\n") == 1 and CHINESE.search(told)
    left = re.sub(r"`[^`]+`|--[\w-]+|[^\x00-\x7f]'?[\w./-]*'?", " ", told.removeprefix("course_lib: "))
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", left), f"English left in it: {told}"


def test_every_help_is_chinese(zh, capsys):
    for command in ([], ["doctor"], ["corpora"], ["train"], ["translate"], ["score"]):
        assert main([*command, "--help"]) == 0
        said = capsys.readouterr().out
        assert said.startswith("用法：") and "选项：" in said and "退出状态" in said
        assert not re.search("usage|default|options:|arguments:", said)
    for action in options._parser()._subparsers._group_actions[0].choices["train"]._actions[1:]:
        assert CHINESE.search(action.help), action.dest


def test_corpora_and_doctor_are_chinese(capsys):
    status, said, _ = ended(capsys, ["corpora"])
    assert status == 0 and not re.search("recipe|licence:", said)
    assert all(CHINESE.search(line) for line in said.splitlines() if line.startswith("    "))
    status, said, _ = ended(capsys, ["doctor"])
    assert status == 0 and "磁盘空间" in said
    assert said.count("ok ") == len(said.splitlines())


def test_training_speaks_chinese_and_the_same_numbers(folder, capsys, monkeypatch):
    call = ["train", "copy", "--epochs", "1", "--hidden", "8", "--embedding", "4", "--batch-size", "4096"]
    english = ended(capsys, [*call, "--out", "en"], "en")
    told = ended(capsys, [*call, "--out", "zh"])
    assert told[0] == english[0] == 0
    assert "第 1 轮  验证：损失" in told[1] and "完全匹配率" in told[1]
    numbers = [re.findall(r"\d+\.\d+", said[1]) for said in (english, told)]
    assert numbers[0] == numbers[1] != []
    for name in ("model.json", "best.safetensors"):
        assert (folder / "en" / name).read_bytes() == (folder / "zh" / name).read_bytes()


def raised():
    """What is raised with a text of its own, its fields filled with a word."""
    for path in RAISING:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                parts = getattr(node.exc.args[0], "values", [node.exc.args[0]])
                if all(isinstance(part, (ast.Constant, ast.FormattedValue)) for part in parts):
                    text = "".join(
                        getattr(part, "value", "") if isinstance(part, ast.Constant) else "x"
                        for part in parts
                    )
                    if re.search("[a-z]{3}", text):
                        yield pytest.param(text, id=f"{path.name} {node.lineno}")


@pytest.mark.parametrize("text", raised())
def test_what_a_learner_can_be_told_is_known_in_chinese(text, zh):
    assert CHINESE.search(chinese.spoken(text)), text


def test_what_no_table_knows_stays_as_it_is(zh):
    for line in ("/tmp/a: b; c", "我喜欢", "", "x, y", "Ünknown: thing"):
        assert chinese.spoken(line) == line
    assert chinese.spoken("/a; b/c.txt: no such file; check the path").startswith("/a; b/c.txt：没有")


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "COURSE_LANGUAGE": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8", "COURSE_LANGUAGE": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "COURSE_LANGUAGE": "xx"}, "zh"),
    ],
)
def test_the_language_is_that_of_the_place(settings, language, monkeypatch):
    for name in ("COURSE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert from_locale() == language


def test_the_door_decides_the_language():
    call = [sys.executable, "-m", "course_lib", "trian"]
    said = {}
    for language in ("zh_CN.UTF-8", "C.UTF-8"):
        environment = os.environ | {"LC_ALL": language, "COURSE_LANGUAGE": ""}
        done = subprocess.run(call, capture_output=True, encoding="utf-8", env=environment, cwd=ROOT)
        assert done.returncode == 2
        said[language] = bool(CHINESE.search(done.stderr))
    assert said == {"zh_CN.UTF-8": True, "C.UTF-8": False}


def told(call: ast.Call) -> str:
    """What a call of say, fail or spoken prints, with a word for each part that differs."""
    text = call.args[0]
    if isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod):  # "… %s" % it
        text = text.left
    if isinstance(text, ast.BinOp):  # "… " + it
        return f"{text.left.value}it"
    if isinstance(text, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "it" for part in text.values)
    found = text.value if isinstance(text, ast.Constant) else ""
    return re.sub(r"%(s|d|\.0f)", "it", found)


@pytest.mark.parametrize("name", ["course.py", "notebooks/open_lab.py", "notebooks/copies.py"])
def test_every_line_of_the_door_has_its_chinese(name, zh):
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    said = [told(call) for call in calls if getattr(call.func, "id", "") in ("say", "fail", "spoken")]
    lines = [line for text in said for line in text.splitlines() if re.search("[a-z]{3}", line)]
    open_ones = ("it it: going on", "http://it")  # why, and where, differ: those are in the table
    for line in lines:
        assert any(word in line for word in open_ones) or CHINESE.search(chinese.spoken(line)), line


def test_every_cause_and_the_help_of_the_door_have_their_chinese(zh, course):
    causes = [cause.replace("%s", "it") for cause in course.CAUSES.values()]
    helped = [line for line in course.__doc__.splitlines() if re.search("[a-z]{3} [a-z]{2,}", line)]
    helped = [line for line in helped if "[--port N]" not in line]
    for line in [*causes, *helped]:
        assert CHINESE.search(chinese.spoken(line)), line


def test_the_door_speaks_the_language_of_the_lab(course, capsys):
    course.language = "zh"
    try:
        course.say("Stopped.")
    finally:
        set_language("en")
    assert capsys.readouterr().out == "已停止。\n"
