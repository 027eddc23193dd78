"""What the chapters ask of a learner: every exercise, question and quiz, by its id."""

import importlib
from pathlib import Path

from course_lib import chapters
from course_lib.kit.practice.exercise import Exercise
from course_lib.kit.practice.ledger import ledger
from course_lib.kit.practice.quiz import Quiz

for module in chapters.exercise_modules().values():
    importlib.import_module(module)
ITEMS = dict(ledger.items)  # as they are now: tests make more
EXERCISES = {name: item for name, item in ITEMS.items() if isinstance(item, Exercise)}
QUIZZES = {item.chapter.number: item for item in ITEMS.values() if isinstance(item, Quiz)}
SOURCES = {
    path.name[:2]: path.read_text(encoding="utf-8")
    for path in sorted(Path(__file__).resolve().parents[1].glob("notebooks/source/*.py"))
    if not path.stem.endswith("_deeper")
}
