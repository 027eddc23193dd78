"""Chapters: all that only one chapter needs, a folder each. They are found by name: nothing lists them.

    chNN_name/exercises      tasks with checks, questions in words, a quiz
    chNN_name/experiments/   the longer trainings; `course.py experiments` runs them
    chNN_name/x_lab/         a lab, XLab

An experiment is a module with `SETTINGS`, one dict a run, and `run(**settings)`, which trains and returns
what came out as plain data (and under "model", where the model itself is needed, a Bundle, or a module of
pictures without vocabularies).
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from course_lib.kit import records
from course_lib.kit.chapter import Chapter

_HERE = Path(__file__).resolve().parent


def _modules(*patterns: str) -> list[str]:
    """The modules at these places of the chapters' folders, in the chapters' order."""
    paths = sorted(path for pattern in patterns for path in _HERE.glob(f"ch*/{pattern}"))
    names = [".".join([__name__, *path.relative_to(_HERE).with_suffix("").parts]) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


def experiment_modules() -> dict[str, str]:
    """Names of experiments -> their modules."""
    return {module.rpartition(".")[2]: module for module in _modules("experiments/[!_]*.py")}


def experiment(name: str) -> ModuleType:
    """The experiment of that name. ValueError, with what there is, for an unknown one."""
    modules = experiment_modules()
    if name not in modules:
        raise records.unknown(name, modules)
    return import_module(modules[name])


def lab_modules() -> dict[str, str]:
    """Names of labs' classes, such as RatioLab -> their modules."""
    found = _modules("*_lab/__init__.py")
    return {f"{module.rpartition('.')[2].removesuffix('_lab').capitalize()}Lab": module for module in found}


def exercise_modules() -> dict[str, str]:
    """Names of chapters, such as "norm" -> the modules of their exercises."""
    return {Chapter.of(module).name: module for module in _modules("exercises/__init__.py", "exercises.py")}
