"""Unreturned: why a function that says `return` gave back None all the same."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator

from course_lib.language import pick

from .guard import guarded

_IN_PLACE = {"append", "extend", "insert", "remove", "clear", "sort", "reverse", "update", "add", "discard"}


def why_none(function: Callable, name: str) -> str:
    """A message, or "" where the function has no `return` with a value (or its text cannot be read)."""
    found, _ = guarded(_returned, function)
    if not found:
        return ""
    for value in found:
        called = value.func if isinstance(value, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in _IN_PLACE:
            target, call = ast.unparse(called.value)[:40], ast.unparse(value)[:60]
            return pick(
                f"**Not yet.** `{name}` returned None: `{call}` changes `{target}` and gives back nothing. "
                f"First change it, then `return {target}`.",
                f"**还没有完成。**`{name}` 返回的是 None：`{call}` 只是改动 `{target}`，本身不给出任何值。"
                f"先改好，再 `return {target}`。",
            )
        if isinstance(called, ast.Name) and called.id == "print":
            return pick(
                f"**Not yet.** `{name}` returned None: `print` shows a value and gives back nothing. "
                "Return the value itself.",
                f"**还没有完成。**`{name}` 返回的是 None：`print` 只是把值显示出来，本身不给出任何值。"
                "请直接返回那个值。",
            )
    return pick(
        f"**Not yet.** `{name}` returned None, though it has a `return`. Is there a way through it that ends "
        "without one, or was None in what is returned (`append` and `sort`, for example, give back nothing)?",
        f"**还没有完成。**`{name}` 里有 `return`，返回的却是 None。是不是有一条路没走到 `return`？"
        "或者返回的那个值本来就是 None（比如 `append`、`sort` 都不给出任何值）？",
    )


def _returned(function: Callable) -> list[ast.expr]:
    """What the function's own `return`s return, without None and `...`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    first = tree.body[0]
    values = _values(first.body) if isinstance(first, ast.FunctionDef) else []
    return [value for value in values if not (isinstance(value, ast.Constant) and value.value in (None, ...))]


def _values(statements: list[ast.stmt]) -> Iterator[ast.expr]:
    for statement in statements:
        if isinstance(statement, ast.Return) and statement.value:
            yield statement.value
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
                yield from _values(getattr(statement, name, []))
