"""The one list of rules that a chapter still breaks while it is being rewritten.

It is empty: every chapter keeps every rule. It is strict, too: a notebook that keeps a rule, and stands here,
turns its test red. Nothing is ever added for a chapter that has been rewritten.

A notebook is "02" in the English edition and "zh/02" in the Chinese one; a source is "02".
"""

import re
from collections.abc import Iterable

import pytest

NOT_YET = {
    "parts in their order": "",
    "a lesson takes at most 60 minutes": "",
    # 75 where a one-page model is built
    "a workshop takes at most 30 minutes": "",
    "the build writes the minutes": "",
    "two or three guesses that count": "",
    "something to build or to repair": "",
    "few words about the notes": "",
    "tables in the learner's language": "",
    "cells run twice in place": "",
    "cells run again at random": "",
    "no global switches": "",
    "terms of the style guide": "",
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
