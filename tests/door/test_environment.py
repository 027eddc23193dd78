"""pyproject.toml, constraints.txt and environment.yml say the same: what one installs, the others install."""

import importlib.metadata
import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: lines for name, lines in PROJECT["optional-dependencies"].items() if name != "parallel"}
DIRECT = [Requirement(line) for line in sum(EXTRAS.values(), PROJECT["dependencies"])]
PIN_LINES = [
    line
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
PINS = {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in PIN_LINES}
CUDA = ("nvidia-", "cuda-", "triton")  # torch pins these itself, where it needs them


def test_every_pin_is_exact_sorted_and_single():
    for line in PIN_LINES:
        assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line  # a local tag such as +cpu would not match
    names = list(PINS)
    assert names == sorted(names)
    assert len(PINS) == len(PIN_LINES)


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_every_direct_dependency_is_pinned_in_its_range(requirement):
    assert requirement.specifier.contains(Version(PINS[canonicalize_name(requirement.name)]))


def test_every_pin_installs_on_the_oldest_python():
    """Debian 12 has Python 3.11.2: a pin that asks for 3.11.5 would end the set-up there."""
    asked = [importlib.metadata.distribution(name).metadata.get("Requires-Python") for name in needed(DIRECT)]
    assert [text for text in asked if text and not SpecifierSet(text).contains("3.11.0")] == []


def needed(requirements):
    """The names of all that these requirements bring into this environment."""
    todo, seen = [(requirement, "") for requirement in requirements], set()
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                inner = importlib.metadata.distribution(name).requires or []
                todo += [(Requirement(line), wanted) for line in inner]
    return {name for name, _ in seen}


def test_everything_that_is_needed_here_is_pinned():
    names = needed(DIRECT)
    assert len(names) > len(DIRECT)
    assert sorted(name for name in names if name not in PINS and not name.startswith(CUDA)) == []


def test_pins_of_other_systems_are_kept():
    assert {"appnope", "pywinpty", "colorama"} <= set(PINS)


def environment():
    """The conda packages of environment.yml, and what it hands to pip."""
    parts = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (pip,) = [part["pip"] for part in parts if isinstance(part, dict)]
    return [part for part in parts if isinstance(part, str)], pip


def test_environment_yml_only_delegates():
    conda, pip = environment()
    assert sorted(name.partition("=")[0] for name in conda) == ["pip", "python"]
    extras = ",".join(EXTRAS)
    index, *rest = pip
    assert rest == ["-c constraints.txt", f"-e .[{extras}]"]
    assert re.fullmatch(r"--extra-index-url \S+/whl/cpu", index)


def test_environment_yml_has_a_python_that_fits():
    (python,) = [name.partition("=")[2] for name in environment()[0] if name.startswith("python=")]
    assert SpecifierSet(PROJECT["requires-python"]).contains(python)


def test_all_roads_run_the_same_checks():
    script = ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec python3 course.py test"
    assert os.name == "nt" or os.access(script, os.X_OK)
    assert "python3 course.py test" in (ROOT / "README.md").read_text(encoding="utf-8")
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8"))["jobs"]
    commands = {step["run"] for job in jobs.values() for step in job["steps"] if "run" in step}
    assert commands <= {f"python course.py {words}" for words in ("test", "test --long --newest", "site")}
    assert "python course.py test" in commands


def test_the_workflow_tests_every_python_that_pyproject_allows():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8"))["jobs"]
    allowed = SpecifierSet(PROJECT["requires-python"])
    every = [f"3.{minor}" for minor in range(30) if allowed.contains(f"3.{minor}")]
    assert jobs["pinned"]["strategy"]["matrix"]["python"] == every
