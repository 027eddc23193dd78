"""Overview: the tasks of the course, all learned by encoder and decoder, with what their records say."""

from functools import reduce
from math import prod
from operator import getitem
from typing import Any, NamedTuple

from safetensors import safe_open

from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import pick
from course_lib.training.checkpoint import BEST


class Entry(NamedTuple):
    """A task: what goes in and comes out, in both languages, and the recorded run that learned it."""

    source: tuple[str, str]
    target: tuple[str, str]
    chapter: str
    record: str
    settings: dict[str, Any]
    edition: tuple[str, str, str] | None  # what of the settings is by edition, and its values in both
    right: tuple[str, ...]  # where a run has the share of right answers, or below "errors" of wrong tokens


LANGUAGE = ("language", "en", "zh")
NUMBER_WORDS, DIGITS = ("number words", "文字写的数"), ("digits", "数字")
TASKS = (
    Entry(NUMBER_WORDS, DIGITS, "00", "translator", {}, LANGUAGE, ("metrics", "exact_match")),
    Entry(
        ("dates, any form", "各种写法的日期"),
        ("dates, one form", "统一写法的日期"),
        "07",
        "alignments",
        {"task": "dates", "attention": "general"},
        None,
        ("exact",),
    ),
    Entry(
        ("three numbers in words", "文字写的三个数"), DIGITS, "08", "transformer_page", {}, None, ("score",)
    ),
    Entry(
        ("four handwritten digits", "四个手写数字"),
        NUMBER_WORDS,
        "10",
        "strips",
        {},
        ("target", "english", "chinese"),
        ("exact", "4"),
    ),
    Entry(
        ("pictures in colour", "彩色图片"),
        ("captions", "描述"),
        "10",
        "pictures_page",
        {},
        LANGUAGE,
        ("score",),
    ),
    Entry(
        ("speech, new voices, in noise", "陌生嗓音的语音，有噪声"),
        DIGITS,
        "11",
        "spoken",
        {},
        LANGUAGE,
        ("errors", "new", "noisy"),
    ),
)


def overview(language: str) -> Table:
    """A row a task: weights of its model, CPU seconds of one training, and what is right of a hundred."""
    rows = []
    for one in TASKS:
        record = records.load(one.record)
        key, *values = one.edition or ("",)
        chosen = {key: values[language == "zh"]} if one.edition else {}
        run = record.where(**one.settings | chosen)[0]
        seconds = record.seconds / len(record.results)
        found = reduce(getitem, one.right, run)
        right = 1 - found if one.right[0] == "errors" else found
        task = f"{pick(*one.source)} → {pick(*one.target)}"
        rows.append(
            [task, one.chapter, f"{weights(one.record, run):,}", f"{seconds:.0f}", f"{100 * right:.0f}"]
        )
    heads = pick("task|chapter|weights|seconds|right, of 100", "任务|章|权重|秒|100 个里对的").split("|")
    return Table(heads, rows)


def weights(name: str, run: dict[str, Any]) -> int:
    """How many numbers the recorded model of that run has."""
    with safe_open(records.FOLDER / name / run["model"] / BEST, "pt") as file:
        return sum(prod(file.get_slice(key).get_shape()) for key in file.keys())  # noqa: SIM118 (it is no dict)
