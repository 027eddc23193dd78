"""Every Chinese character that the course shows is in the font that it ships."""

import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import warnings
from base64 import b64decode
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "assets" / "fonts"

spec = importlib.util.spec_from_file_location("subset_font", FONTS / "subset.py")
subset = importlib.util.module_from_spec(spec)
spec.loader.exec_module(subset)


@pytest.fixture(scope="module")
def covered() -> set[str]:
    return subset.covered()


def test_every_character_of_the_course_is_covered(covered):
    missing = {character: path.name for character, path in subset.used().items() if character not in covered}
    assert not missing, f"{missing}: run python assets/fonts/subset.py"


def test_common_characters_and_punctuation_are_covered(covered):
    assert len(subset.common()) == 3755
    assert subset.common() | set(subset.PUNCTUATION) <= covered


def test_used_characters_are_found_in_all_folders_and_kinds_of_text(tmp_path):
    for name, text in {
        "course_lib/kit/a.py": "x = '注意'  # 力",
        "notebooks/source/00_a.py": "# 你好，world — é",
        "assets/runs/r.json": '{"文": "﨑𠮷"}',
        "assets/figures/f.png": "图",
        "docs/groups/g.md": "组",
        "README.zh.md": "读",
        "tests/t.py": "测",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert set(subset.used(tmp_path)) == set("注意力你好，文﨑𠮷组读")


def missing_glyphs(text: str, families: list[str]) -> list[str]:
    with rc_context({"font.family": families}), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure = Figure()
        figure.text(0.1, 0.5, text)
        FigureCanvasAgg(figure).draw()
    return [str(warning.message) for warning in caught]


def test_figures_draw_chinese_and_live_numbers():
    font_manager.fontManager.addfont(subset.SUBSET)
    text = "我喜欢自然语言处理：exact match ⟦.93⟧ é α →"
    assert missing_glyphs(text, ["DejaVu Sans", "Noto Sans SC"]) == []
    assert missing_glyphs(text, ["DejaVu Sans"]), "the check would not see a missing glyph"


def test_the_licence_comes_with_the_font():
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    with TTFont(subset.SUBSET) as font:
        names = font["name"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert names.getDebugName(0).removeprefix("© ") in licence.splitlines()[0]
    assert "SIL Open Font License" in names.getDebugName(13)


def test_making_it_again_gives_the_same_bytes(tmp_path):
    """From the shipped subset, since the whole font is not there: a subset of it, made on two days."""
    made = []
    for day in ("1", "2"):
        target = tmp_path / f"{day}.otf"
        call = (
            f"import sys; sys.path.insert(0, {str(FONTS)!r}); import pathlib, subset;"
            f"subset.make(subset.SUBSET, set('自然语言'), pathlib.Path({str(target)!r}))"
        )
        environment = os.environ | {"SOURCE_DATE_EPOCH": day, "PYTHONHASHSEED": day, "PYTHONUTF8": "1"}
        subprocess.run([sys.executable, "-B", "-c", call], check=True, env=environment)
        made.append(target.read_bytes())
    assert made[0] == made[1]
    assert set("自然语言") == subset.covered(target)


def test_a_drawing_carries_what_it_shows_and_no_more():
    style = subset.embedded("<text>自然 y = f(x) 语言自</text>", "serif")
    (data,) = re.findall(r"base64,([^)]*)\)", style)
    assert subset.covered(io.BytesIO(b64decode(data))) == set("自然语言")
    assert 'text{font-family:"Course Chinese",serif}' in style
    assert subset.embedded("<text>y = f(x)</text>", "serif") == ""


def test_no_lab_names_fonts_without_the_courses():
    for path in (ROOT / "course_lib").rglob("*.py"):
        bare = re.findall(r"(?<!-font-family,)(?:sans-serif|monospace)", path.read_text(encoding="utf-8"))
        assert not bare, f"{path.name}: write var(--jp-code-font-family,monospace)"


def test_the_style_sheet_and_the_extension_name_what_is_there():
    style = (FONTS / "font.css").read_text(encoding="utf-8")
    ranges = re.findall(r"U\+([0-9A-F]+)-([0-9A-F]+)", style)
    assert (
        subset.CJK.pattern == "[" + "".join(f"{chr(int(a, 16))}-{chr(int(b, 16))}" for a, b in ranges) + "]"
    )
    assert re.findall(r'url\("(.*?)"\)', style) == [subset.SUBSET.name]
    assert re.findall(r'font-family: "(.*?)";', style) == [subset.FAMILY]
    package = json.loads((FONTS / "package.json").read_text(encoding="utf-8"))
    load = FONTS / package["jupyterlab"]["_build"]["load"]
    assert f'["{package["name"]}"]' in load.read_text(encoding="utf-8")
