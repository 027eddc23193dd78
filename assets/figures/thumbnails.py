"""Small pictures for the chapter tables of the READMEs: `python assets/figures/thumbnails.py`.

Each is a figure of the executed English chapter, on a light card of its own.
"""

import io
import json
from base64 import b64decode
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parents[1] / "notebooks"
FOLDER = HERE / "thumbnails"
SIZE = (240, 150)  # px, at most
CHOSEN = {  # chapter -> a piece of the cell whose picture stands for it, where that is not the first picture
    "00": "figures.right_by_digits(",
    "01": "TokensLab(",
    "02": '"letter_position"',
    "04": "figures.finished(",
    "06": "ExplorerLab(",
    "07": "AlignmentLab(",
    "08": '"source_tokens"',
    "09": '"last_gradient"',
    "10": "figures.scenes(",
}


def picture(chapter: str) -> Image.Image:
    """The chosen figure of a chapter. StopIteration if there is none."""
    path = next(path for path in NOTEBOOKS.glob(f"{chapter}_*.ipynb") if not path.stem.endswith("_deeper"))
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    png = next(
        output["data"]["image/png"]
        for cell in cells
        for output in cell.get("outputs", [])
        if CHOSEN.get(chapter, "") in "".join(cell["source"]) and "image/png" in output.get("data", {})
    )
    return Image.open(io.BytesIO(b64decode(png)))


def thumbnail(large: Image.Image) -> Image.Image:
    """The picture at most SIZE large, on white, in few colours."""
    small = large.convert("RGBA")
    small.thumbnail(SIZE, Image.Resampling.LANCZOS)
    card = Image.new("RGBA", small.size, "white")
    card.alpha_composite(small)
    return card.convert("RGB").quantize(64)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for chapter in sorted({path.name[:2] for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")}):
        thumbnail(picture(chapter)).save(FOLDER / f"{chapter}.png", optimize=True)
