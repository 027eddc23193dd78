"""The one list of rules that chapters not yet rewritten still break.

It is strict: a notebook that keeps a rule by now, and stands here, turns its test red. Take it out then. The
list ends empty, and nothing is ever added for a chapter that has been rewritten.

A notebook is "02" in the English edition and "zh/02" in the Chinese one; a source is "02".
"""

import re
from collections.abc import Iterable

import pytest

ENGLISH = "10"
CHINESE = "zh/10"
BOTH = f"{ENGLISH} {CHINESE}"

NOT_YET = {
    "parts in their order": BOTH,
    "a lesson takes at most 60 minutes": "10 zh/10",
    # 75 where a one-page model is built
    "a workshop takes at most 30 minutes": "",
    "the build writes the minutes": "",
    "two or three guesses that count": BOTH,
    "something to build or to repair": BOTH,
    "few words about the notes": f"{ENGLISH}",
    "tables in the learner's language": CHINESE,
    "cells run twice in place": "",
    "cells run again at random": "10",
    "no global switches": "",
    "terms of the style guide": "10",
}


def known(name: str) -> str:
    """How the list calls a notebook or a source: zh/02_encoder.ipynb is zh/02, 02_x_deeper is 02_x_deeper."""
    name = name.removesuffix(".ipynb")
    return name if name.endswith("_deeper") else re.sub(r"_\w+$", "", name)


def breaks(rule: str, name: str) -> bool:
    return known(name) in NOT_YET[rule].split()


def params(rule: str, names: Iterable[str]) -> list:
    """The names as parameters of the test of a rule; those that are listed must fail."""
    expected = pytest.mark.xfail(reason=f"not yet rewritten: {rule}", strict=True)
    return [pytest.param(name, marks=[expected] if breaks(rule, name) else []) for name in names]
