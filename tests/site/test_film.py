"""The film of the ratio lab in the README. It is made by hand, in a browser; here nothing is filmed."""

import re
import runpy
from pathlib import Path

import pytest
from PIL import Image

from course_lib.chapters.ch04_teacher_forcing.lesson_lab.compute import coins, sentences, tosses
from course_lib.chapters.ch04_teacher_forcing.ratio_lab.race import moments
from course_lib.chapters.labs import RatioLab

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> dict:
    return runpy.run_path(str(ROOT / "assets/figures/film.py"))


def test_the_film_is_small_and_shows_what_the_script_names(script):
    planned = [*script["RATIOS"].values(), *script["GUESSING"], *script["STEPS"].values(), script["DOTS"]]
    with Image.open(script["FILM"]) as film:
        durations = []
        for place in range(film.n_frames):  # a frame like the one before it would have been left out
            film.seek(place)
            durations.append(film.info["duration"])
        assert film.width == script["WIDTH"] <= 830
        assert film.info["loop"] == 0
    assert durations == planned, "run: python assets/figures/film.py"
    assert script["FILM"].stat().st_size < 700_000


def test_the_script_moves_controls_that_the_lab_has(script):
    lab = RatioLab()
    controls = lab.race
    assert controls.early.description == script["EARLY"] and controls.end.description == script["END"]
    assert controls.commit.description == script["COMMIT"]
    for asked in (controls.early, controls.end):
        assert script["GUESS"] in [name for name, _ in asked.options]
    assert script["FALLING"] in [name for name, _ in controls.finished.regime.options]
    assert controls.place.description == "moment" and lab.lesson.ratio.step == 0.05
    grid = moments(controls.task.value, [], "step")
    assert set(script["STEPS"]) <= set(grid)
    assert (grid[0], grid[-1]) == (script["FIRST"], script["LAST"])
    thrown = tosses(sentences()[0])
    seen = [tuple(coins(thrown, ratio)) for ratio in script["RATIOS"]]
    assert len(set(seen)) == len(seen), "no coin flips between two ratios"


def test_the_readme_says_in_words_what_moves():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (words,) = re.findall(r"!\[([^]]*)\]\(assets/figures/lab_ratio\.gif\)", readme)
    assert len(words.split()) > 20
    assert "assets/figures/film.py" in readme
