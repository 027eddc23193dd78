"""Draws the course's diagrams as SVG, each once a language: `python assets/figures/draw.py`."""

from pathlib import Path

from diagrams import DIAGRAMS

HERE = Path(__file__).resolve().parent


def drawings() -> dict[str, str]:
    """File name -> SVG text of every diagram in both languages."""
    return {f"{d.__name__}.{language}.svg": d(language).svg() for d in DIAGRAMS for language in ("en", "zh")}


if __name__ == "__main__":
    for name, svg in drawings().items():
        (HERE / name).write_text(svg, encoding="utf-8", newline="\n")
        print(name)
