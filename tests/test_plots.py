"""Figures: described in words, drawn with labels in the chosen language, the same bytes for the same data."""

import base64
import runpy
import warnings
from pathlib import Path

import pytest

from course_lib import plots
from course_lib.plots import words
from course_lib.training import Report

ROOT = Path(__file__).resolve().parent.parent
REPORTS = [
    Report(i, 1 / i, {"forced_loss": 0.4, "exact_match": 0.5} if i % 2 == 0 else None) for i in range(1, 7)
]
DRAW = {
    "training_curves": lambda: plots.training_curves(REPORTS),
    "training_not_begun": lambda: plots.training_curves([], steps=10),
    "exact_match_by_digits": lambda: plots.exact_match_by_digits({6: 0.9, 7: 0.8, 8: 0.0}, longest_seen=7),
}


@pytest.mark.parametrize("name", DRAW)
def test_a_figure_is_complete(name, language):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        drawn = DRAW[name]()
        data, metadata = drawn._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == DRAW[name]().png()
    assert len(data["text/plain"]) > 20 and metadata["image/png"]["width"] > 300
    for axes in drawn.axes:
        assert axes.get_xlabel() and axes.get_ylabel()
    words = data["text/plain"] + "".join(axes.get_xlabel() for axes in drawn.axes)
    assert any("\u4e00" <= c <= "\u9fff" for c in words) is (language == "zh")


def test_every_label_has_two_languages():
    for key, (en, zh) in words._LABELS.items():
        assert en.isascii() and en, key
        assert any("\u4e00" <= c <= "\u9fff" for c in zh), key
    with pytest.raises(ValueError, match="en"):
        plots.set_language("fr")


def test_live_numbers_are_marked():
    assert plots.live(0.9342, ".2f") == "⟦0.93⟧"
    assert plots.live(["a"]) == "⟦['a']⟧"


def test_diagrams_are_what_their_code_draws():
    drawings = runpy.run_path(str(ROOT / "assets/figures/draw.py"))["drawings"]()
    stored = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "assets/figures").glob("*.svg")}
    assert stored == drawings, "run: python assets/figures/draw.py"
    for svg in drawings.values():
        assert "<title>" in svg and "<desc>" in svg and 'fill="#FFFFFF"' in svg
