"""Learners: what people plausibly write for each exercise: other right answers, and other wrong ones."""

import importlib
from collections.abc import Callable
from pathlib import Path

RIGHT: list[tuple[object, Callable]] = []
WRONG: list[tuple[object, Callable, tuple[str, str]]] = []


def right(exercise: object) -> Callable[[Callable], Callable]:
    """This function is right too."""
    return lambda function: RIGHT.append((exercise, function)) or function


def wrong(exercise: object, en: str, zh: str) -> Callable[[Callable], Callable]:
    """This one is wrong, and the message says so in these words."""
    return lambda function: WRONG.append((exercise, function, (en, zh))) or function


for _path in sorted(Path(__file__).parent.glob("ch*.py")):
    importlib.import_module(f"{__name__}.{_path.stem}")
