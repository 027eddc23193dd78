"""Labs: every lab of every chapter, by its name: `from course_lib.chapters.labs import RatioLab`.

A lab is imported when it is first asked for.
"""

from importlib import import_module
from typing import Any

from course_lib import chapters


def __getattr__(name: str) -> Any:
    if name not in chapters.lab_modules():
        raise AttributeError(f"no lab is called {name!r}; there are {', '.join(__dir__())}")
    return getattr(import_module(chapters.lab_modules()[name]), name)


def __dir__() -> list[str]:
    return [*chapters.lab_modules()]
