"""Write the minutes of the notebooks into the tables of the READMEs and of the study guide.

    python notebooks/minutes_in_docs.py

Only numbers in rows that name a chapter, or the sum of all, are replaced. A README has the minutes of the
edition in its language, the study guide those of both.
"""

import re
from pathlib import Path

import nbformat
from minutes import HERE, measure

from course_lib.disk import write_whole

ROOT = HERE.parent
README = {"en": "README.md", "zh": "README.zh.md"}
GUIDE = "docs/study_guide.md"
FOLDER = {"en": ".", "zh": "zh"}
BESIDE = re.compile(r"(notebooks/(?:zh/)?(\d\d)_\w+_deeper\.ipynb\)(?:, |，))\d+")
SUM = re.compile(r"\| (?:All|全部) \|")

Numbers = dict[str, dict[str, int]]  # by chapter: "lesson", "workshop", "deeper", "beside" (its own notebook)


def numbers(language: str, home: Path = HERE) -> Numbers:
    """The minutes of every chapter in one language, by its number."""
    found: Numbers = {}
    for path in sorted((home / FOLDER[language]).glob("[0-9][0-9]_*.ipynb")):
        told = measure(nbformat.read(path, as_version=4)).numbers
        if path.stem.endswith("_deeper"):
            found[path.stem[:2]]["beside"] = told["lesson"]
        else:
            found[path.stem[:2]] = told | {"beside": 0}
    return found


def with_cells(row: str, place: int, values: list[int]) -> str:
    """The row of a table with these numbers from the cell at that place on; 0 is told by an empty cell."""
    cells = row.split("|")
    place = place % len(cells)
    cells[place : place + len(values)] = [f" {value} " if value else " " for value in values]
    return "|".join(cells)


def in_readme(text: str, of: Numbers) -> str:
    """A README with these numbers: in each row lesson and workshop stand last."""

    def new(row: str) -> str:
        if SUM.search(row):
            return with_cells(row, -3, [total(of, "lesson"), total(of, "workshop")])
        if found := re.match(r"\| (\d\d) \|", row):
            row = BESIDE.sub(lambda link: f"{link[1]}{of[link[2]]['beside']}", row)
            return with_cells(row, -3, [of[found[1]]["lesson"], of[found[1]]["workshop"]])
        return row

    return "\n".join(map(new, text.split("\n")))


def total(of: Numbers, *names: str) -> int:
    return sum(chapter[name] for chapter in of.values() for name in names)


def in_guide(half: str, of: Numbers) -> str:
    """One language's half of the study guide with these numbers: of chapters, meetings and weeks."""

    def new(row: str) -> str:
        if SUM.search(row):
            return with_cells(
                row, 2, [total(of, "lesson"), total(of, "workshop"), total(of, "deeper", "beside")]
            )
        if found := re.match(r"\| \[(\d\d) ", row):  # a chapter
            told = of[found[1]]
            return with_cells(row, 2, [told["lesson"], told["workshop"], told["deeper"] + told["beside"]])
        if found := re.match(r"\| [\d, 、]+ \| ((?:\d\d(?:, |、)?)+) \|", row):  # a meeting, a week, two days
            chapters = re.findall(r"\d\d", found[1])
            return with_cells(
                row, 3, [sum(of[chapter][part] for chapter in chapters) for part in ("lesson", "workshop")]
            )
        return row

    return "\n".join(map(new, half.split("\n")))


def written(home: Path = HERE) -> dict[str, str]:
    """Each page with the numbers that hold now."""
    of = {language: numbers(language, home) for language in FOLDER}
    pages = {name: in_readme((ROOT / name).read_text("utf-8"), of[each]) for each, name in README.items()}
    english, heading, chinese = re.split(r"(?m)(^## 中文$)", (ROOT / GUIDE).read_text("utf-8"))
    return pages | {GUIDE: in_guide(english, of["en"]) + heading + in_guide(chinese, of["zh"])}


if __name__ == "__main__":
    for name, text in written().items():
        write_whole(ROOT / name, text.encode())
