"""The house's plan: imports run downward, chapters stay apart, the core needs no pictures, no widgets."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "assets" / "figures"))
from diagrams.imports import FLOORS, LIBRARY, PATHS, floor, imported, imports_of, name_of

CORE = FLOORS[2:8]
MODULES = {name_of(path): path for path in PATHS}


def complaints(own: str, others: set[str]) -> list[str]:
    """What a module may not import."""
    found = []
    mine = floor(own)
    for other in sorted(others):
        top, theirs = other.split(".")[0], floor(other)
        if top != "course_lib":
            if mine in CORE and top in ("matplotlib", "ipywidgets", "IPython"):
                found.append(f"the core needs no {top}")
        elif theirs in ("cli", "__main__") and mine not in ("cli", "__main__"):
            found.append(f"{other}: nobody imports the command line")
        elif mine in FLOORS and theirs in FLOORS and FLOORS.index(theirs) > FLOORS.index(mine):
            found.append(f"{other} stands above {mine}")
        elif mine in ("cli", "__main__") and theirs == "chapters":
            found.append(f"{other}: the command line knows no chapter")
        elif mine == theirs == "chapters":
            chapters = [[*name.split("."), "", ""][2] for name in (own, other)]
            if chapters[1].startswith("ch") and chapters[0].startswith("ch") and chapters[0] != chapters[1]:
                found.append(f"{other}: a chapter imports no other")
    return found


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(LIBRARY)))
def test_imports_run_downward(path):
    assert not complaints(name_of(path), imports_of(path))


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("course_lib.models.decoder", "from ..kit import lab"),
        ("course_lib.data.vocab", "def f():\n    from course_lib.models import build"),
        ("course_lib.training.loop", "import matplotlib.pyplot as plt"),
        ("course_lib.kit.lab", "from course_lib.chapters.labs import RatioLab"),
        (
            "course_lib.kit.lab",
            "from importlib import import_module\nimport_module(f'course_lib.chapters.{x}')",
        ),
        ("course_lib.cli.train", "from course_lib import chapters"),
        ("course_lib.chapters.ch04_x.lab", "from course_lib.chapters.ch05_y import figures"),
        ("course_lib.analysis.probing", "from course_lib.cli import recipes"),
    ],
)
def test_the_rules_see_what_breaks_them(own, text):
    assert complaints(own, set(imported(ast.parse(text), own.split(".")[:-1])))


def test_no_module_imports_itself_by_way_of_others():
    graph = {}
    for name, path in MODULES.items():
        found = {other if other in MODULES else other.rpartition(".")[0] for other in imports_of(path)}
        graph[name] = {other for other in found if other in MODULES and not name.startswith(f"{other}.")} - {
            name
        }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle: {' <- '.join(circle.args[1])}")


def test_the_library_costs_nothing_to_import():
    code = "import sys; before = {*sys.modules}; import course_lib; print(*sorted({*sys.modules} - before))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=LIBRARY.parent, check=True
    )
    assert done.stdout.split() == ["course_lib"]


@pytest.mark.parametrize("name", FLOORS[:2])
def test_the_ground_floor_needs_the_standard_library_alone(name):
    assert not {one.split(".")[0] for one in imports_of(LIBRARY / f"{name}.py")} - {*sys.stdlib_module_names}
