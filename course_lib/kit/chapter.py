"""Chapter: which one a module of `course_lib.chapters` belongs to: its folder says so, and nothing else."""

import re
from typing import NamedTuple


class Chapter(NamedTuple):
    """A chapter's number may change; what a learner has done is kept under its name."""

    number: str  # "09"
    name: str  # "norm"

    @classmethod
    def of(cls, module: str) -> "Chapter":
        """course_lib.chapters.ch09_norm.exercises.layer -> 09, norm; any other module stands for itself."""
        found = re.search(r"\.ch(\d\d)_(\w+)", module)
        return cls(*found.groups()) if found else cls("", module)
