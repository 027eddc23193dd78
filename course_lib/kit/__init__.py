"""Kit: what chapters are made of: figures, labs, exercises, quizzes, records."""

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "own":  # from course_lib.kit import own: what few chapters need costs the others nothing
        from .from_scratch import own

        return own
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
