"""Table: what an experiment found, with words in the learner's language, on a page and in plain text."""

import html
from collections.abc import Iterable, Sequence

from .card import card

_CELL = "border:0;border-bottom:1px solid #ddd;padding:3px 12px;background:#fff;color:inherit"


class Table:
    """Rows under heads. The first column names what a row is about; the others stand to the right."""

    def __init__(self, heads: Sequence[str], rows: Iterable[Sequence[object]]):
        """Everything is shown by `str`: format numbers first, live ones by `live`. ValueError for a row of
        another length."""
        self.heads, self.rows = list(heads), [[str(value) for value in row] for row in rows]
        for row in self.rows:
            if len(row) != len(self.heads):
                raise ValueError(f"{len(self.heads)} heads, but a row of {len(row)}: {row}")

    def __repr__(self) -> str:
        return "\n".join(" | ".join(row) for row in [self.heads, *self.rows])

    def _repr_html_(self) -> str:
        lines = [_line("th", self.heads), *(_line("td", row) for row in self.rows)]
        style = "border-collapse:collapse;margin:0;color:inherit;font-size:inherit"
        return card(f'<div style="overflow-x:auto"><table style="{style}">{"".join(lines)}</table></div>')


def _line(kind: str, row: list[str]) -> str:
    sides = ["left", *["right"] * (len(row) - 1)]
    cells = (
        f'<{kind} style="{_CELL};text-align:{side}">{html.escape(text)}</{kind}>'
        for side, text in zip(sides, row, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"
