"""Pen: a diagram is a list of boxes, arrows and texts on white paper, to read the same on a dark page."""

import sys
from html import escape
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "fonts"))
from subset import embedded

FAMILIES = "system-ui, sans-serif"
BLUE, ORANGE, GREEN, INK = "#0072B2", "#B35C00", "#00714F", "#1A1A1A"
TINT = {BLUE: "#E3F0F9", ORANGE: "#FDF0DC", GREEN: "#E0F4EC", INK: "#F4F4F4"}
Both = tuple[str, str]  # English, Chinese


class Diagram:
    """Collects SVG elements; `svg()` wraps them in paper, title and description."""

    def __init__(self, language: str, width: int, height: int, title: Both, description: Both):
        self.language, self.size = language, (width, height)
        self.title, self.description = self.say(*title), self.say(*description)
        self.parts: list[str] = []

    def say(self, en: str, zh: str) -> str:
        """Whichever of two texts is in the diagram's language."""
        return zh if self.language == "zh" else en

    def text(
        self, x: float, y: float, words: str, size: int = 16, colour: str = INK, style: str = ""
    ) -> None:
        self.parts.append(
            f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="middle" {style}>'
            f"{escape(words)}</text>"
        )

    def box(
        self, x: float, y: float, width: float, height: float, words: str, colour: str = INK, size: int = 16
    ) -> None:
        """A rounded box with its centre at (x, y)."""
        self.parts.append(
            f'<rect x="{x - width / 2}" y="{y - height / 2}" width="{width}" height="{height}" rx="7" '
            f'fill="{TINT[colour]}" stroke="{colour}" stroke-width="1.8"/>'
        )
        self.text(x, y + size * 0.35, words, size, colour)

    def arrow(self, *points: tuple[float, float], colour: str = INK, dashed: bool = False) -> None:
        path = "M" + " L".join(f"{x},{y}" for x, y in points)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.8"{dash} '
            f'marker-end="url(#{colour[1:]})"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> None:
        self.parts.append(
            f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" '
            f'stroke="{colour}" stroke-width="{width}"/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """A disc with its centre at (x, y)."""
        self.parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>')

    def square(self, x: float, y: float, side: float, fill: str) -> None:
        """A square with its corner at (x, y)."""
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{fill}" stroke="#FFFFFF"/>'
        )

    def svg(self) -> str:
        width, height = self.size
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                f'width="{width}" height="{height}"'
                f' font-family="{FAMILIES}" role="img">',
                f"<title>{escape(self.title)}</title><desc>{escape(self.description)}</desc>",
                "<defs>",
                *(
                    f'<marker id="{colour[1:]}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
                    f'markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
                    for colour in TINT
                ),
                "</defs>" + embedded("".join(self.parts), FAMILIES),
                f'<rect width="{width}" height="{height}" rx="10" fill="#FFFFFF"/>',
                *self.parts,
                "</svg>\n",
            ]
        )
