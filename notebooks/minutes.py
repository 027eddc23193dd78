"""How long a notebook takes: what its lesson, its workshop and its deeper sections ask of a reader.

    python notebooks/minutes.py [NAME...]        a table; a number such as 04 will do for a name

The lesson ends at the heading "Workshop"; a chapter of the older form has "Exercises" and "For a study group"
instead, and sections that are called Deeper. References take no time. A workshop is the minutes that its
exercises declare, without the stretch exercise, and a discussion.

A word is read, or a name or a formula inside a sentence; in Chinese it is a character, and a Latin word or
a number counts as one. What an alternative text, a link's target or a block of code says is no word, and what
is tried, a quiz or an exercise, has its own minutes. A formula is one that stands on its own line.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.chapters import exercise_modules
from course_lib.kit.practice.guess import Guess
from course_lib.kit.practice.ledger import Assignment

HERE = Path(__file__).resolve().parent

# What each takes, in minutes: calibrated on cold readers.
WORDS_A_MINUTE = {"en": 120, "zh": 220}
MINUTES = {
    "code": 8 / 60,
    "figure": 0.5,
    "formula": 1,
    "guess": 3,
    "prompt": 3,
    "lab": 8,
    "panel": 3,  # a lab at the head of a chapter, with one instruction
    "quiz": 4,
    "opening": 2,
}
DISCUSSION = 10

WORKSHOP = ("Workshop", "工作坊", "Exercises", "练习", "For a study group", "小组讨论")
DEEPER = ("Deeper", "深入")
APART = ("References", "参考文献")
BOUNDARY = {
    "workshop": re.compile(rf"(?:{'|'.join(WORKSHOP)})\b"),
    "deeper": re.compile(rf"(?:{'|'.join(DEEPER)})\b"),
    "apart": re.compile(rf"(?:{'|'.join(APART)})\b"),
}
HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", re.MULTILINE | re.DOTALL)
IN_LINE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
DISPLAYED = re.compile(r"\$\$.+?\$\$", re.DOTALL)
FORMULA = re.compile(r"(?<![\\$A-Za-z0-9])\$(?=\S)[^$\n]+(?<=\S)\$")
IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>")
TARGET = re.compile(r"\]\([^)]*\)|<[^>\n]*>|https?://\S+")
WORD = {"en": re.compile(r"\S*\w\S*"), "zh": re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")}
PROMPT = re.compile(r"\*\*(?:Predict|先猜)")  # a guess that is asked for, but not kept
PRACTICE = re.compile(r"\bch(\d\d)\.(\w+)")
NAMED = re.compile(r"ch(\d\d)\.(\w+)")
LAB = re.compile(r"^(?:\w+ = )?(\w+Lab)\(", re.MULTILINE)
PANELS = {"LessonLab"}
OPENING = re.compile(r"^opening\(", re.MULTILINE)


@dataclass
class Part:
    """What a reader meets in one part of a notebook: "words", "code" (lines), "figure", "formula", …"""

    language: str
    counts: Counter = field(default_factory=Counter)
    labs: set[str] = field(default_factory=set)
    exercises: dict[str, int] = field(default_factory=dict)  # its minutes

    @property
    def minutes(self) -> int:
        measured = self.counts | Counter(lab=len(self.labs - PANELS), panel=len(self.labs & PANELS))
        time = measured["words"] / WORDS_A_MINUTE[self.language] + sum(self.exercises.values())
        return round(time + sum(each * measured[name] for name, each in MINUTES.items()))


@dataclass
class Measured:
    """A notebook's three parts, and how many minutes each takes."""

    parts: dict[str, Part]
    kinds: Counter  # how many exercises of each kind

    @property
    def lesson(self) -> int:
        return self.parts["lesson"].minutes

    @property
    def deeper(self) -> int:
        return self.parts["deeper"].minutes

    @property
    def workshop(self) -> int:
        """0 where a notebook has none."""
        workshop = self.parts["workshop"]
        return sum(workshop.exercises.values()) + DISCUSSION if workshop.counts or workshop.exercises else 0

    @property
    def numbers(self) -> dict[str, int]:
        """What the build writes in place of {lesson}, {workshop} and {deeper}."""
        return {"lesson": self.lesson, "workshop": self.workshop, "deeper": self.deeper}


@cache
def practice(number: str, name: str) -> object | None:
    """What chNN.name is: an Exercise, a Question, a Quiz, a Guess; None if the chapter has no such thing."""
    for module in exercise_modules().values():
        if f".ch{number}_" in module:
            return getattr(import_module(module), name, None)
    return None


def is_guess(source: str) -> bool:
    """Does this code cell show a guess of the kit?"""
    found = NAMED.fullmatch(source.strip())
    return found is not None and isinstance(practice(*found.groups()), Guess)


def words(text: str, language: str) -> int:
    """How many words of a piece of markdown are read, or characters if it is Chinese."""
    text = DISPLAYED.sub(" ", FENCED.sub("", text))
    text = TARGET.sub(" ", IMAGE.sub(" ", FORMULA.sub(" x ", IN_LINE.sub(" x ", text))))
    return len(WORD[language].findall(text))


def code_lines(source: str) -> int:
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in source.splitlines())


def sections(text: str) -> Iterator[tuple[str | None, str]]:
    """(heading or None, text with the heading) of each section that a markdown cell begins or goes on."""
    hidden = FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)  # a heading in code is none
    starts = [found.start() for found in HEADING.finditer(hidden)]
    for begin, end in zip([0, *starts], [*starts, len(text)], strict=True):
        if text[begin:end].strip():
            found = HEADING.match(text[begin:end]) if begin in starts else None
            yield found[1] if found else None, text[begin:end]


def part_of(heading: str) -> str:
    return next((part for part, pattern in BOUNDARY.items() if pattern.match(heading)), "lesson")


def language_of(nb: NotebookNode) -> str:
    first = next((cell.source for cell in nb.cells if cell.cell_type == "code"), "")
    return "zh" if re.search(r'^LANGUAGE = "zh"$', first, re.MULTILINE) else "en"


def measure(nb: NotebookNode) -> Measured:
    """Of a notebook as it was executed: what its cells have drawn counts."""
    language, part = language_of(nb), "lesson"
    parts = {name: Part(language) for name in ("lesson", *BOUNDARY)}
    kinds: Counter = Counter()
    for cell, after in zip(nb.cells, [*nb.cells[1:], None], strict=True):
        if cell.cell_type == "markdown":
            for heading, text in sections(cell.source):
                part = part_of(heading) if heading else part
                parts[part].counts += read(text, language)
            if PROMPT.search(cell.source) and not (after and is_guess(after.source)):
                parts[part].counts["prompt"] += 1
        elif cell.cell_type == "code":
            kinds.update(do(cell, parts[part]))
    return Measured(parts, kinds)


def read(text: str, language: str) -> Counter:
    return Counter(
        words=words(text, language),
        figure=len(IMAGE.findall(FENCED.sub("", text))),
        formula=len(DISPLAYED.findall(FENCED.sub("", text))),
    )


def do(cell: NotebookNode, part: Part) -> list[str]:
    """Count a code cell in its part; the kinds of the exercises that it is the first to name."""
    if is_guess(cell.source):
        part.counts["guess"] += 1
        return []
    labs, new, plain = LAB.findall(cell.source), [], True
    for number, name in dict.fromkeys(PRACTICE.findall(cell.source)):
        found = practice(number, name)
        if not isinstance(found, Assignment):  # a guess: its result is computed like everything else
            continue
        plain = False
        if found.kind == "quiz":
            part.counts["quiz"] += 1
        elif name not in part.exercises:
            part.exercises[name] = 0 if found.kind == "stretch" else found.minutes
            new.append(found.kind)
    part.labs |= set(labs)
    part.counts["opening"] += len(OPENING.findall(cell.source))
    if plain:
        pictures = [o for o in cell.outputs if any(kind.startswith("image/") for kind in o.get("data", {}))]
        part.counts["code"] += code_lines(cell.source)
        part.counts["figure"] += 0 if labs else len(pictures)
    return new


def table(names: list[str], home: Path = HERE) -> str:
    """A row for each notebook of both languages, and the sums."""
    heads = "notebook words code figures formulas guesses lab quiz lesson workshop deeper".split()
    rows = []
    for folder in (home, home / "zh"):
        found = [path for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))]
        chosen = [path for path in found if not names or {path.stem, path.stem[:2]} & set(names)]
        measured = {path: measure(nbformat.read(path, as_version=4)) for path in chosen}
        for path, told in measured.items():
            part = told.parts["lesson"]
            counts = [part.counts[name] for name in ("words", "code", "figure", "formula")]
            counts += [
                part.counts["guess"] + part.counts["prompt"],
                len(part.labs),
                part.counts["quiz"],
                *told.numbers.values(),
            ]
            rows.append([path.relative_to(home).with_suffix("").as_posix(), *map(str, counts)])
        sums = [sum(told.numbers[name] for told in measured.values()) for name in heads[-3:]]
        rows.append(["all of them", *[""] * 7, *map(str, sums)])
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [[heads[0].ljust(widths[0]), *map(str.rjust, heads[1:], widths[1:])]]
    lines += [[row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in rows]
    return "\n".join("  ".join(line) for line in lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How many minutes a notebook takes, and of what.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a notebook: 04_teacher_forcing, or 04")
    print(table(parser.parse_args().names))
