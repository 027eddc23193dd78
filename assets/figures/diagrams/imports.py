"""Imports: which module of the library imports which, read off the sources; nothing is run."""

import ast
from collections.abc import Iterator
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[3] / "course_lib"
FLOORS = "language disk data models metrics decoding training analysis kit chapters".split()  # upward
PATHS = sorted(LIBRARY.rglob("*.py"))


def name_of(path: Path) -> str:
    """course_lib/data/vocab.py -> course_lib.data.vocab"""
    return ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts).removesuffix(".__init__")


def floor(name: str) -> str:
    """course_lib.kit.lab.Lab -> kit"""
    return [*name.split("."), ""][1]


def imported(tree: ast.Module, package: list[str]) -> Iterator[str]:
    """The full names that a module of that package imports, those of import_module("…") among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []  # nothing of it runs
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            full = ".".join([*base, *(node.module.split(".") if node.module else [])])
            yield from (f"{full}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            first = node.args[0]
            start = first.values[0] if isinstance(first, ast.JoinedStr) else first
            if isinstance(start, ast.Constant):
                name = str(start.value)
                yield ".".join(package) + name if name.startswith(".") else name


def imports_of(path: Path) -> set[str]:
    """The full names that a module of the library imports."""
    package = name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    return set(imported(ast.parse(path.read_text(encoding="utf-8")), package))


def between_floors() -> dict[str, set[str]]:
    """Each folder of the library -> the other folders that its modules import, `language` among them."""
    found: dict[str, set[str]] = {name: set() for name in [*FLOORS, "cli"]}
    for path in PATHS:
        mine = floor(name_of(path))
        if mine in found:
            found[mine] |= {floor(name) for name in imports_of(path) if name.startswith("course_lib.")}
    return {mine: others & found.keys() - {mine} for mine, others in found.items()}
