"""Make NotoSansSC-subset.otf, so that figures show Chinese on a machine that has no Chinese font.

    pip install fonttools pylopdf-fonts-zh-cn
    python assets/fonts/subset.py

The font is Noto Sans SC Regular by Adobe and Google (SIL Open Font License 1.1, see OFL.txt), cut down to
the 3,755 most used characters (GB 2312, level 1), Chinese punctuation, and whatever else the course uses:
run this again when tests/test_fonts.py names a missing character. The same font, characters and fontTools
give the same bytes. Figures use the family list ["DejaVu Sans", "Noto Sans SC"]: the first has what the
second lacks, such as the brackets around live numbers.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SUBSET = HERE / "NotoSansSC-subset.otf"
USERS = ("course_lib", "notebooks/source", "assets")
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
    """Every CJK character in the course's library, chapters and assets, with a file that has it."""
    found: dict[str, Path] = {}
    for path in (path for folder in USERS for path in sorted((root / folder).rglob("*"))):
        if path.suffix in TEXTS:
            found |= dict.fromkeys(CJK.findall(path.read_text(encoding="utf-8")), path)
    return found


def make(source: Path, characters: set[str], target: Path) -> None:
    from fontTools import subset

    options = subset.Options(name_IDs=["*"], layout_features=[], hinting=False, notdef_outline=True)
    options.recalc_timestamp = False  # the date stays that of the font, and the bytes the same
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(characters)))
    subsetter.subset(font)
    subset.save_font(font, target, options)


if __name__ == "__main__":
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        sys.exit("pip install fonttools pylopdf-fonts-zh-cn, then run this again")
    make(sans_path(), common() | set(PUNCTUATION) | set(used()), SUBSET)
    print(f"wrote {SUBSET.name}, {SUBSET.stat().st_size // 1024} KB")
