"""course.py, for tests: each works on a copy of it in a folder of its own, and installs nothing."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OPENING = ("notebooks/copies.py", "notebooks/open_lab.py")  # what course.py imports for `lab`
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs shell scripts or POSIX signals")


def copy(folder):
    """A copy of course.py in a folder, with what it reads, as a module."""
    bring(folder)
    return load(folder)


def bring(folder):
    (folder / "notebooks").mkdir()
    for name in ("course.py", "pyproject.toml", "constraints.txt", *OPENING):
        shutil.copy(ROOT / name, folder / name)


def load(folder):
    spec = importlib.util.spec_from_file_location("course", folder / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def one_error_line(capsys, caught):
    """The one line on standard error of something that ended with exit code 2."""
    assert caught.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("course.py: ")
    return line


def run(folder, *arguments, **options):
    """What `python course.py ARGUMENTS` does there, to its end."""
    command = [sys.executable, str(folder / "course.py"), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, **options)


def shim(folder, name, script):
    """A shell script that stands for a program."""
    path = folder / name
    path.write_text("#!/bin/sh\n" + script + "\n")
    path.chmod(0o755)
    return path
