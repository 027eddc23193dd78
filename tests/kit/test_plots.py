"""Figures: described in words, drawn with labels in the chosen language, the same bytes for the same data."""

import base64
import re
import runpy
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from course_lib.chapters.ch00_welcome import figures as figures_00
from course_lib.chapters.ch01_sequences import figures as figures_01
from course_lib.chapters.ch02_encoder import figures
from course_lib.chapters.ch03_decoder import figures as figures_03
from course_lib.chapters.ch07_attention_preview import figures as figures_07
from course_lib.chapters.ch09_norm import figures as figures_09
from course_lib.kit import labels
from course_lib.language import live, set_language
from course_lib.training import Report

ROOT = Path(__file__).resolve().parents[2]
REPORTS = [
    Report(i, 1 / i, {"forced_loss": 0.4, "exact_match": 0.5} if i % 2 == 0 else None) for i in range(1, 7)
]
DRAW = {
    "training_curves": lambda: figures_00.training_curves(REPORTS),
    "training_not_begun": lambda: figures_00.training_curves([], steps=10),
    "curves": lambda: figures.curves(
        [1, 2, 3],
        {"trained": [[0, 0.5, 1], [0.2, 0.4, 1]]},
        "source_length",
        "exact_match",
        guess=0.1,
        limit=2,
    ),
    "curves_between": lambda: figures.curves([0.25, 0.5], {"x": [[1, 10]]}, "distance", "gradient", log=True),
    "curves_doubling": lambda: figures_07.curves(
        [16, 32, 64],
        {"gru_layer": [[0.3, 0.5, 1]], "attention_layer": [[0.1, 0.1, 0.2]]},
        "sequence_length",
        "times_of_gru",
        log=True,
        doubling=True,
    ),
    "lengths": lambda: figures_01.lengths([2, 3, 3, 7], [1, 1, 4, 4]),
    "ranges": lambda: figures_03.ranges({"gru": [0.5, 0.6], "untrained": [0.1]}, "exact_match"),
    "by_layer": lambda: figures_09.by_layer({"post": [[1, 2, 3], [2, 2, 2]], "pre": [[3, 2, 1]]}),
    "watched": lambda: figures_09.watched({"post": [3.0, 2.0] * 10, "pre": [1.0] * 20}, 2.4),
    "vectors": lambda: figures.vectors(
        [[0, 1], [1, 0], [2, 2]], ["a", "b", "c"], ["trained", "x", "x"], "hundreds"
    ),
    "right_by_digits": lambda: figures_00.right_by_digits({6: 90, 7: 80, 8: 0}, longest_seen=7),
}


@pytest.mark.parametrize("name", DRAW)
def test_a_figure_is_complete(name, language):
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # a missing glyph is one
        drawn = DRAW[name]()
        data, metadata = drawn._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == DRAW[name]().png()
    assert len(data["text/plain"]) > 20 and metadata["image/png"]["width"] > 300
    for axes in drawn.axes:
        assert axes.get_xlabel() and axes.get_ylabel()
    words = data["text/plain"] + "".join(axes.get_xlabel() for axes in drawn.axes)
    assert any("\u4e00" <= c <= "\u9fff" for c in words) is (language == "zh")


HAN = re.compile("[\u4e00-\u9fff]")


def tables() -> Iterator[tuple[str, labels.Labels]]:
    """The labels of each module that has some."""
    places = [*(ROOT / "course_lib/kit").glob("*.py"), *(ROOT / "course_lib/chapters").rglob("*.py")]
    for path in places:
        if "Labels(" in path.read_text(encoding="utf-8") and path.stem != "labels":
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for value in vars(import_module(name)).values():
                if isinstance(value, labels.Labels):
                    yield name, value


def test_every_label_has_two_languages():
    found = dict(tables())
    assert "course_lib.kit.plots" in found and "course_lib.chapters.ch02_encoder.figures" in found
    for name, table in found.items():
        for key, (en, zh) in table.texts.items():
            assert en and len(HAN.findall(en)) <= 2, (name, key)  # a word that English explains, at most
            assert HAN.search(zh), (name, key)


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(ValueError, match="en"):
        set_language("fr")


def test_a_label_is_never_given_twice():
    with pytest.raises(ValueError, match="step"):
        labels.Labels({"step": ("again", "又来")})


def test_live_numbers_are_marked():
    assert live(0.9342, ".2f") == "⟦0.93⟧"
    assert live(["a"]) == "⟦['a']⟧"


def test_diagrams_are_what_their_code_draws(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "assets/figures"))
    drawings = runpy.run_path(str(ROOT / "assets/figures/draw.py"))["drawings"]()
    paths = {path.name: path for path in (ROOT / "assets/figures").glob("*.svg")}
    assert paths.keys() == drawings.keys()
    without_font = re.compile(r"url\(data:[^)]*\)")  # its bytes may change with the tool that cuts it
    for name, path in paths.items():
        kept, drawn = (without_font.sub("", svg) for svg in (path.read_text("utf-8"), drawings[name]))
        assert kept == drawn, "run: python assets/figures/draw.py"
    for svg in drawings.values():
        assert "<title>" in svg and "<desc>" in svg and 'fill="#FFFFFF"' in svg


def test_curves_tell_their_means_and_mark_what_was_measured_live():
    series = {"trained": [[0.25, 1.0], [0.75, 0.5]]}
    assert "trained 0.5, 0.75" in figures.curves([1, 2], series, "step", "loss").alt
    drawn = figures.curves([1, 2], series, "step", "loss", measured=True)
    assert "⟦trained 0.5, 0.75⟧" in drawn.alt
    (band,) = drawn.axes[0].collections
    assert sorted(band.get_paths()[0].vertices[:, 1])[0] == 0.25  # down to the lowest seed
    assert "Bands" in drawn.alt and "Bands" not in figures.curves([1, 2], {"x": [[1, 9]]}, "step", "loss").alt
    assert figures.curves([1, 2], {"x": [[1, 9]]}, "step", "loss").axes[0].get_ylim()[1] > 9
    ticks = [
        figures.curves(x, {"x": [[1, 9]]}, "step", "loss").axes[0].get_xticks() for x in ([1, 8], [0.3, 0.8])
    ]
    (line,) = figures.curves([1, 2], {"x": [[1, 9]]}, "step", "loss", limit=1.5).axes[0].lines[1:]
    assert [*line.get_xdata()] == [1.5, 1.5]
    assert len(ticks[0]) > 2 and all(tick == round(tick) for tick in ticks[0]) and [*ticks[1]] == [0.3, 0.8]


@pytest.mark.parametrize("step", [(0.01, 0.01), (0.01, -0.01), (-0.01, 0.0)])
def test_names_of_close_points_do_not_cover_each_other(step):
    drawn = figures.vectors([[0, 0], step, [3, 3]], ["302", "705", "209"], ["trained", "x", "x"], "hundreds")
    one, other, _ = (text.get_window_extent() for text in drawn.axes[0].texts)
    assert not one.overlaps(other)


def test_bars_by_layer_show_means_and_ranges():
    drawn = figures_09.by_layer({"post": [[1, 4], [3, 4]], "pre": [[2, 1]]})
    (axes,) = drawn.axes
    assert [bar.get_height() for bar in axes.patches] == [2, 4, 2, 1]  # Post-LN's, then Pre-LN's
    (whiskers,) = axes.collections  # one row shows no range
    assert [[y for _, y in end] for end in whiskers.get_segments()] == [[1, 3], [4, 4]]
    assert "2.0, 4.0" in drawn.alt and "2.0, 1.0" in drawn.alt
