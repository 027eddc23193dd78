"""The house's plan holds: a module imports only from its left."""

import ast
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parent.parent / "course_lib"
FLOW = [
    "ranges",
    "locks",
    "disk",
    "tokenization",
    "corpora",
    "subwords",
    "vocab",
    "batching",
    "attention",
    "encoder",
    "decoder",
    "seq2seq",
    "normalization",
    "multi_head",
    "positions",
    "transformer_layers",
    "transformer",
    "vit",
    "models",
]
FLOW += [
    "sampling",
    "beam",
    "tree",
    "decoding",
    "lengths",
    "bleu",
    "metrics",
    "teacher_forcing",
    "training",
    "minimum_risk",
    "schema",
    "weights",
    "checkpoint",
    "probing",
    "gradients",
    "prefixes",
    "exposure",
    "oracle",
    "alignment",
    "runs",
    "experiments",
    "plots",
    "labs",
    "exercises",
]
BESIDE = {  # and what each of these may use
    "__init__": set(),
    "doctor": {"plots", "ranges"},
    "process": set(),
    "trouble": {"process", "ranges"},
    "recipes": {"corpora"},
    "options": {"commands", "ranges", "recipes", "tokenization"},
    "commands": {*FLOW} - {"plots", "labs", "exercises"} | {"recipes"},
    "__main__": {"process", "trouble", "options", "doctor", "corpora"},  # and a command, by its name
}


def imported(path: Path) -> set[str]:
    """The modules of course_lib, by their first name, that a file imports."""
    package = ["course_lib", *path.relative_to(LIBRARY).parent.parts]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            full = [*base, *(node.module.split(".") if node.module else [])]
            names = [[*full, alias.name] for alias in node.names]
            found |= {name[1] for name in names if name[0] == "course_lib" and len(name) > 1}
    return found


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.py")), ids=lambda p: str(p.relative_to(LIBRARY)))
def test_imports_go_left(path):
    own = path.relative_to(LIBRARY).parts[0].removesuffix(".py")
    others = imported(path) - {own}
    allowed = set(FLOW[: FLOW.index(own)]) if own in FLOW else BESIDE[own]
    assert others <= allowed, f"{own} may not import {others - allowed}"
