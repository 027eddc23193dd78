"""Make NotoSansSC-subset.otf, so that the course shows Chinese on a machine that has no Chinese font.

    pip install fonttools pylopdf-fonts-zh-cn
    python assets/fonts/subset.py

The font is Noto Sans SC Regular by Adobe and Google (SIL Open Font License 1.1, see OFL.txt), cut down to
the 3,755 most used characters (GB 2312, level 1), Chinese punctuation, and whatever else the course uses:
run this again when tests/test_fonts.py names a missing character. The same font, characters and fontTools
give the same bytes. Figures use the family list ["DejaVu Sans", "Noto Sans SC"]: the first has what the
second lacks, such as the brackets around live numbers. font.css gives the font to JupyterLab, Voila and the
site; an SVG drawing and the site carry only those of its characters that they show.
"""

import re
import sys
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SUBSET = HERE / "NotoSansSC-subset.otf"
FAMILY = "Course Chinese"  # as font.css calls it
USERS = ("course_lib", "notebooks/source", "assets", "docs", "README.md", "README.zh.md")
TEXTS = {".py", ".json", ".txt", ".tsv", ".csv", ".svg", ".md"}
PUNCTUATION = (
    "·—‘’“”…、。〈〉《》「」『』【】〔〕〖〗！（），．：；？［］｛｝～￥％／－＝＋０１２３４５６７８９"
)
# Radicals, kana, ideographs, their compatibility forms, full-width forms, and the planes of rare ideographs.
CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")


def common() -> set[str]:
    """GB 2312, level 1."""
    pairs = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return set(b"".join(pairs).decode("gb2312", errors="ignore"))


def used(root: Path = ROOT) -> dict[str, Path]:
    """Every CJK character in the course's library, chapters, assets and pages, with a file that has it."""
    found: dict[str, Path] = {}
    for path in (path for name in USERS for path in [root / name, *sorted((root / name).rglob("*"))]):
        if path.suffix in TEXTS and path.is_file():
            found |= dict.fromkeys(CJK.findall(path.read_text(encoding="utf-8")), path)
    return found


def covered(font: Path | BinaryIO = SUBSET) -> set[str]:
    """The characters that a font has."""
    from fontTools.ttLib import TTFont

    with TTFont(font) as opened:
        return set(map(chr, opened.getBestCmap()))


def make(source: Path, characters: set[str], target: Path | BinaryIO, flavor: str | None = None) -> None:
    """Write those characters of a font; "woff" is compressed, for the web."""
    from fontTools import subset

    options = subset.Options(
        name_IDs=["*"], layout_features=[], hinting=False, notdef_outline=True, flavor=flavor
    )
    options.recalc_timestamp = False  # the date stays that of the font, and the bytes the same
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(characters)))
    subsetter.subset(font)
    subset.save_font(font, target, options)


def embedded(text: str, families: str) -> str:
    """A style for an SVG drawing, which sees no font from outside: what its text needs of ours, or ""."""
    if not (characters := set(CJK.findall(text))):
        return ""
    make(SUBSET, characters, font := BytesIO())
    data = b64encode(font.getvalue()).decode()
    face = f'@font-face{{font-family:"{FAMILY}";src:url(data:font/otf;base64,{data})}}'
    return f'<style>{face}text{{font-family:"{FAMILY}",{families}}}</style>'


if __name__ == "__main__":
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        sys.exit("pip install fonttools pylopdf-fonts-zh-cn, then run this again")
    make(sans_path(), common() | set(PUNCTUATION) | set(used()), SUBSET)
    print(f"wrote {SUBSET.name}, {SUBSET.stat().st_size // 1024} KB")
