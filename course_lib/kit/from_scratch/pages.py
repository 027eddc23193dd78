"""Pages: the one-page models as modules, and their text with other definitions in it."""

import ast
import importlib.util
import inspect
import linecache
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "notebooks" / "from_scratch"
PREFIX = "from_scratch_"  # of the modules of the course's pages
Named = type | Callable  # a class or a function


@cache
def page(name: str) -> ModuleType:
    """The course's page of that name, as a module. ValueError, with what there is, for an unknown one."""
    path = FOLDER / f"{name}.py"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.py")))
        raise ValueError(f"no page is called {name!r}; there are {known}")
    return run(path, f"{PREFIX}{name}")


def run(path: Path, name: str) -> ModuleType:
    """A page as a module of that name. Whatever the page raises."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # so that the text of its classes can be found
    spec.loader.exec_module(module)
    return module


def text_of(thing: Named) -> str:
    """The text of a class or a function, decorators included, as its file or its cell has it.

    ValueError where there is none.
    """
    parts = [inspect.unwrap(thing), *vars(thing).values()]  # a decorator may stand around a function
    code = next((one.__code__ for one in parts if hasattr(one, "__code__")), None)
    text = "".join(linecache.getlines(code.co_filename)) if code else ""
    found = _definitions(text).get(thing.__name__)
    if found is None:
        raise ValueError(f"the text of {thing.__name__} can't be found: define it in a cell of its own")
    return "\n".join(text.split("\n")[slice(*found)])


def spliced(source: str, theirs: dict[str, str]) -> str:
    """The source of a page, with these definitions in place of those of the same name; others come first."""
    lines, places = source.split("\n"), _definitions(source)
    start = min(begin for begin, _ in places.values())
    for name, text in sorted(theirs.items(), key=lambda one: places.get(one[0], (start, 0)), reverse=True):
        if name in places:
            lines[slice(*places[name])] = text.split("\n")
    helpers = [
        row for name, text in theirs.items() if name not in places for row in (*text.split("\n"), "", "")
    ]
    return "\n".join([*lines[:start], *helpers, *lines[start:]])


def _definitions(source: str) -> dict[str, tuple[int, int]]:
    """Each class and function of a text -> where its lines begin and end, counted from 0."""
    kinds = ast.ClassDef | ast.FunctionDef
    return {
        one.name: (min([one.lineno, *(mark.lineno for mark in one.decorator_list)]) - 1, one.end_lineno or 0)
        for one in ast.parse(source).body
        if isinstance(one, kinds)
    }
