"""The course's font for the site: no page depends on what fonts its reader has.

Each language of the site gets exactly the characters that its pages and scripts show, as one file of its own,
and the style sheet that names it. WOFF and not WOFF2, which is a tenth smaller, but needs one more package.
"""

import sys
from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
sys.path.append(str(FONTS))
import subset  # noqa: E402

STYLE, FONT = "font.css", "chinese.woff"


def bring(pages: Path) -> list[str]:
    """Lay the font beside the pages that Sphinx made; a line for each character that it lacks."""
    if not subset.SUBSET.is_file():
        return [f"assets/fonts/{subset.SUBSET.name} is missing: clone the course again"]
    used: dict[str, Path] = {}
    for path in (path for kind in ("*.html", "*.js") for path in sorted(pages.rglob(kind))):
        used |= dict.fromkeys(subset.CJK.findall(path.read_text(encoding="utf-8")), path)
    static = pages / "_static"
    subset.make(subset.SUBSET, set(used), static / FONT, flavor="woff")
    style = (FONTS / STYLE).read_text(encoding="utf-8")
    (static / STYLE).write_text(style.replace(subset.SUBSET.name, FONT), encoding="utf-8")
    missing = {character: used[character] for character in sorted(set(used) - subset.covered())}
    return [
        f"{path.relative_to(pages).as_posix()}: the font has no {character}: run assets/fonts/subset.py"
        for character, path in missing.items()
    ]
