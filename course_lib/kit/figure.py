"""Figure: what every picture is drawn with: colours, fonts with Chinese, a description in words."""

import base64
import io
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import figure, font_manager
from matplotlib.axes import Axes
from matplotlib.ft2font import FT2Font

FONT = Path(__file__).resolve().parents[2] / "assets" / "fonts" / "NotoSansSC-subset.otf"
# Okabe and Ito's colours: colour-blind readers tell them apart. Figures bring white paper for dark pages.
BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#6B6B6B"
# Of curves in one picture: colour, marker, line.
LINES = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", "-."), (RED, "D", ":"), (GREY, "v", "-"))

Bundle = tuple[dict[str, str], dict[str, dict[str, int]]]  # what a notebook shows, and how large


@cache
def _use_fonts() -> None:
    families = ["DejaVu Sans"]
    if FONT.exists():  # a machine need not have a Chinese font: the course brings one
        font_manager.fontManager.addfont(FONT)
        families.append(font_manager.FontProperties(fname=FONT).get_name())
    matplotlib.rcParams["font.family"] = families


@cache
def _characters() -> frozenset[int]:
    files = [font_manager.findfont("DejaVu Sans"), *([FONT] if FONT.exists() else [])]
    codes: set[int] = set()
    for file in files:
        with open(file, "rb") as opened:  # given a path, it closes the file whenever it is collected
            codes.update(FT2Font(opened).get_charmap())
    return frozenset(codes)


def drawable(text: str) -> bool:
    """Whether the course's fonts have every character of the text: a learner may type one they lack."""
    return _characters().issuperset(map(ord, text))


class Figure(figure.Figure):
    """A figure that shows itself in a notebook, together with its description in words (`alt`)."""

    def __init__(self, alt: str, width: float = 7.0, height: float = 3.0):
        """width and height are in inches."""
        _use_fonts()
        super().__init__(figsize=(width, height), dpi=150, layout="constrained", facecolor="white")
        self.alt = alt

    def png(self) -> bytes:
        """The picture, without a date or a version: the same bytes for the same drawing."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        size = {"width": round(self.get_figwidth() * 96), "height": round(self.get_figheight() * 96)}
        data = {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.alt}
        return data, {"image/png": size}


def tidy(axes: Axes) -> None:
    """The course's look: no box, a light grid behind the data."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(True, color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
