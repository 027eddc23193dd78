"""The film of the ratio lab in the README. It is made by hand, in a browser; here nothing is filmed."""

import re
import runpy
from pathlib import Path

import pytest
from PIL import Image

from course_lib.chapters.ch04_teacher_forcing.lesson_lab.compute import coins, sentences, tosses
from course_lib.chapters.ch04_teacher_forcing.ratio_lab.race import moments
from course_lib.chapters.labs import RatioLab
from course_lib.language import pick

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> dict:
    return runpy.run_path(str(ROOT / "assets/figures/film.py"))


def test_the_film_is_small_and_shows_what_the_script_names(script, language):
    planned = [*script["RATIOS"].values(), *script["GUESSING"], *script["STEPS"].values(), script["DOTS"]]
    with Image.open(script["FILMS"][language]) as film:
        durations = []
        for place in range(film.n_frames):  # a frame like the one before it would have been left out
            film.seek(place)
            durations.append(film.info["duration"])
        assert film.width == script["WIDTH"] <= 830
        assert film.info["loop"] == 0
    assert durations == planned, "run: python assets/figures/film.py"
    assert script["FILMS"][language].stat().st_size < 700_000


def test_the_script_moves_controls_that_the_lab_has(script, language):
    lab = RatioLab()
    controls = lab.race
    assert controls.early.description == pick(*script["EARLY"])
    assert controls.end.description == pick(*script["END"])
    assert controls.commit.description == pick(*script["COMMIT"])
    for asked in (controls.early, controls.end):
        assert pick(*script["GUESS"]) in [name for name, _ in asked.options]
    assert pick(*script["FALLING"]) in [name for name, _ in controls.finished.regime.options]
    assert controls.place.description == pick("moment", "时刻") and lab.lesson.ratio.step == 0.05
    grid = moments(controls.task.value, [], "step")
    assert set(script["STEPS"]) <= set(grid)
    assert (grid[0], grid[-1]) == (script["FIRST"], script["LAST"])
    thrown = tosses(sentences()[0])
    seen = [tuple(coins(thrown, ratio)) for ratio in script["RATIOS"]]
    assert len(set(seen)) == len(seen), "no coin flips between two ratios"


@pytest.mark.parametrize(("name", "film"), [("README.md", "lab_ratio"), ("README.zh.md", "lab_ratio_zh")])
def test_the_readme_says_in_words_what_moves(name, film):
    readme = (ROOT / name).read_text(encoding="utf-8")
    (words,) = re.findall(rf"!\[([^]]*)\]\(assets/figures/{film}\.gif\)", readme)
    assert len(words) > 100
    assert "assets/figures/film.py" in readme
