"""What the chapters ask of a learner: every exercise, question and quiz, by its id."""

import importlib
import pkgutil
from pathlib import Path

from course_lib import exercises
from course_lib.exercises.exercise import Exercise
from course_lib.exercises.ledger import ledger
from course_lib.exercises.quiz import Quiz

for module in pkgutil.walk_packages(exercises.__path__, f"{exercises.__name__}."):
    importlib.import_module(module.name)
ITEMS = dict(ledger.items)  # as they are now: tests make more
EXERCISES = {name: item for name, item in ITEMS.items() if isinstance(item, Exercise)}
QUIZZES = {item.chapter: item for item in ITEMS.values() if isinstance(item, Quiz)}
SOURCES = {
    path.name[:2]: path.read_text(encoding="utf-8")
    for path in sorted(Path(__file__).resolve().parents[1].glob("notebooks/source/*.py"))
}
