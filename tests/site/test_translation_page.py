"""The page on translation says what the record says."""

from pathlib import Path

import pytest

from course_lib.kit import records

HALVES = (
    (Path(__file__).resolve().parents[2] / "docs" / "translation.md")
    .read_text(encoding="utf-8")
    .split("## 中文")
)
(RUN,) = records.load("translated").results
NAMES = {
    ("last", "1"): ("after the last epoch | greedy", "最后一轮之后 | 贪心"),
    ("last", "5"): ("after the last epoch | beam 5", "最后一轮之后 | 束宽 5"),
    ("average", "1"): ("average of the last 5 epochs | greedy", "最后 5 轮的平均 | 贪心"),
    ("average", "5"): ("average of the last 5 epochs | beam 5", "最后 5 轮的平均 | 束宽 5"),
}


@pytest.mark.parametrize("half", (0, 1))
def test_every_score_is_the_recorded_one(half):
    for (weights, beam), names in NAMES.items():
        found = RUN["systems"][weights][beam]["test"]
        assert f"| {names[half]} | {found['BLEU']:.1f} | {found['chrF']:.1f} |" in HALVES[half]
    assert f"`{found['signature']}`" in HALVES[half]


@pytest.mark.parametrize("half", (0, 1))
def test_what_is_said_of_the_run_is_recorded(half):
    last = RUN["curve"][-1]
    minutes = f"{round(last['cpu'] / 60)} " + ("minutes of one core", "分钟")[half]
    assert minutes in HALVES[half] and f"{len(RUN['curve'])} " + ("epochs", "轮")[half] in HALVES[half]
    for count in ("1", "5"):
        assert f"{RUN['averages'][count]['valid']:.3f}" in HALVES[half]
    lengths = [RUN["systems"][weights]["5"]["test"]["length"] for weights in ("average", "last")]
    low, high = (f"{100 * length:.0f}" for length in lengths)
    assert (f"{low} to {high} words for 100", f"{low} 到 {high} 个")[half] in HALVES[half].replace(
        "只有 ", ""
    )


RUNGS = {
    "words": ("words", "词"),
    "subwords": ("subwords", "子词"),
    "warm-up and decay": ("warm-up and decay", "预热和下降"),
    "smoothing": ("label smoothing", "标签平滑"),
}


@pytest.mark.parametrize("half", (0, 1))
def test_the_ladder_is_the_recorded_one(half):
    for run in records.load("ladder").results:
        found = [run["valid"]["BLEU"], run["test"]["BLEU"], run["small letters"]["test"]]
        row = " | ".join([RUNGS[run["rung"]][half], *(f"{score:.1f}" for score in found)])
        assert f"| {row} |" in HALVES[half]
