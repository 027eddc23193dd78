"""Badges for the READMEs, each true by its source: `python assets/figures/badges.py`.

What they say stands in pyproject.toml: the versions that may be installed, the licence, and the share of
course_lib's lines and branches below which the tests fail.
"""

import sys
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "assets" / "fonts"))
from subset import embedded  # noqa: E402

FOLDER = ROOT / "assets" / "figures" / "badges"
FAMILIES = "Verdana, DejaVu Sans, sans-serif"
LETTER, HIGH = 6.8, 20  # px
GREY, BLUE = "#4A4A4A", "#005A8C"


def facts() -> dict[str, tuple[str, str]]:
    """File name -> what is told, and what is told of it."""
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    low, below = known["project"]["requires-python"].removeprefix(">=").split(",<")
    major, minor = below.split(".")
    least = known["tool"]["coverage"]["report"]["fail_under"]
    folders = {"English": "notebooks", "中文": "notebooks/zh"}
    languages = " · ".join(name for name, folder in folders.items() if (ROOT / folder).is_dir())
    return {
        "python.svg": ("Python", f"{low} to {major}.{int(minor) - 1}"),
        "coverage.svg": ("lines and branches tested", f"over {least} %"),
        "languages.svg": ("languages", languages),
        "licence.svg": ("code, text", f"{known['project']['license']}, CC BY 4.0"),
    }


def badge(name: str, value: str) -> str:
    """A small card of two halves, dark enough for white letters."""
    halves, left, parts = ((name, GREY), (value, BLUE)), 0.0, []
    for words, colour in halves:
        wide = round(12 + sum(LETTER * (2 if ord(c) > 0x2E7F else 1) for c in words))
        parts.append(f'<rect x="{left:g}" width="{wide}" height="{HIGH}" fill="{colour}"/>')
        parts.append(f'<text x="{left + wide / 2:g}" y="14" fill="#FFFFFF">{escape(words)}</text>')
        left += wide
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left:g}" height="{HIGH}" role="img" '
        f'font-family="{FAMILIES}" font-size="11" text-anchor="middle">'
        f"<title>{escape(name)}: {escape(value)}</title>{embedded(value, FAMILIES)}{''.join(parts)}</svg>\n"
    )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, (name, value) in facts().items():
        (FOLDER / file).write_text(badge(name, value), encoding="utf-8", newline="\n")
