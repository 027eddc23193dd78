"""Opening: two questions from earlier chapters, with which a chapter begins.

Only chapters that this one presupposes are asked about. What was missed comes first, then what was never
tried. Where nothing is known of a learner, a chapter always asks the same two.
"""

import hashlib
from importlib import import_module
from types import ModuleType

from course_lib.kit.chapter import Chapter
from course_lib.kit.practice.ledger import Entry, ledger
from course_lib.kit.practice.quiz import Item, Quiz, Sheet
from course_lib.language import pick

from . import exercise_modules

ASKED = 2


class Opening(Sheet):
    """These questions, each with the place where the ledger keeps it."""

    def __init__(self, asked: list[tuple[Item, str]]):
        self.items = [item for item, _ in asked]
        self.parts = [part for _, part in asked]

    def _head(self) -> str:
        return pick("Two questions from earlier chapters", "先回顾两道题")


def opening(exercises: ModuleType) -> Opening:
    """The questions for a chapter, given the module of its exercises. ValueError if it presupposes none."""
    chapter = Chapter.of(exercises.__name__)
    package = ".".join(exercises.__name__.split(".")[:3])
    presupposed = import_module(package).PRESUPPOSES
    modules = [name for name in exercise_modules().values() if Chapter.of(name).number in presupposed]
    for module in modules:
        import_module(module)
    entries, _ = ledger.entries()
    found = [
        (item, part)
        for quiz in ledger.items.values()
        if isinstance(quiz, Quiz) and quiz.chapter.number in presupposed
        for item, part in zip(quiz.items, quiz.parts, strict=True)
    ]
    if len(found) < ASKED:
        raise ValueError(f"chapter {chapter.number} presupposes no chapter with a quiz")

    def order(one: tuple[Item, str]) -> tuple[int, str]:
        item, part = one
        mixed = hashlib.sha256(f"{chapter.name} {part}".encode()).hexdigest()
        return need(item, entries.get(part)), mixed

    return Opening(sorted(found, key=order)[:ASKED])


def need(item: Item, entry: Entry | None) -> int:
    """How much a learner needs a question again: 0 most, when it was never right, to 3."""
    if entry is None:
        return 2
    if not entry["done"]:
        return 0
    right = next(option.key for option in item.options if option.right)
    return 3 if entry.get("first", right) == right else 1
