"""Overview: the tasks of the course, all learned by encoder and decoder, with what their records say."""

from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple

from safetensors import safe_open

from course_lib.kit import records
from course_lib.kit.table import Table
from course_lib.language import pick
from course_lib.training.checkpoint import BEST

Run = dict[str, Any]


class Entry(NamedTuple):
    """A task: what goes in and comes out, in both languages, and the recorded run that learned it."""

    source: tuple[str, str]
    target: tuple[str, str]
    chapter: str
    record: str
    settings: dict[str, Any]
    right: Callable[[Run], float]  # share of held-out answers that are right to the last token


TASKS = (
    Entry(("number words", "文字写的数"), ("digits", "数字"), "00", "translator", {}, lambda run: run["metrics"]["exact_match"]),
    Entry(("dates, written freely", "随手写的日期"), ("dates, one form", "统一格式的日期"), "07", "alignments", {"task": "dates", "attention": "general"}, lambda run: run["exact"]),
    Entry(("lists of numbers", "一串数"), ("digits", "数字"), "08", "transformer_page", {}, lambda run: run["score"]),
    Entry(("strips of handwriting", "一条手写数字"), ("number words", "文字写的数"), "10", "strips", {"target": "english"}, lambda run: run["exact"]["4"]),
    Entry(("pictures in colour", "彩色图片"), ("captions", "描述"), "10", "pictures_page", {}, lambda run: run["score"]),
    Entry(("speech", "语音"), ("digits", "数字"), "11", "spoken", {}, lambda run: 1 - run["errors"]["known"]["noisy"]),
)  # fmt: skip


def overview(language: str) -> Table:
    """A row a task: weights of its model, CPU seconds of one training, and what is right of a hundred."""
    rows = []
    for one in TASKS:
        record = records.load(one.record)
        by_language = {"language": language} if "language" in record.results[0] else {}
        run = record.where(**one.settings | by_language)[0]
        seconds = record.seconds / len(record.results)
        rows.append(
            [pick(*one.source) + " → " + pick(*one.target), one.chapter, f"{weights(one.record, run):,}"]
            + [f"{seconds:.0f}", f"{100 * one.right(run):.0f}"]
        )
    heads = pick("task|chapter|weights|seconds|right, of 100", "任务|章|权重|秒|100 个里对的").split("|")
    return Table(heads, rows)


def weights(name: str, run: Run) -> int:
    """How many numbers the recorded model of that run has."""
    with safe_open(records.FOLDER / name / run["model"] / BEST, "pt") as file:
        return sum(prod(file.get_slice(key).get_shape()) for key in file.keys())
