"""Doctor: is this machine ready for the course?"""

import importlib.metadata
import platform
import shutil
import sys

from course_lib.data.ranges import told

NEEDED = ("torch", "numpy", "matplotlib", "ipywidgets", "jupyterlab", "sacrebleu", "num2words")


def examine() -> list[tuple[bool, str, str]]:
    """What was looked at: (fine, what, what was found), the packages first."""
    python = sys.version_info[:2]
    found = [((3, 11) <= python <= (3, 14), "Python 3.11-3.14", platform.python_version())]
    for package in NEEDED:
        try:
            found.append((True, package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            found.append((False, package, "missing: run `python3 course.py lab` once"))
    if all(fine for fine, _, _ in found):
        found += _examine_torch()
    free = shutil.disk_usage(".").free / 1e9
    found.append((free > 1, "free disk", "enough" if free > 1 else f"only {free:.1f} GB"))
    return found


def _examine_torch() -> list[tuple[bool, str, str]]:
    try:
        import torch
    except Exception as problem:  # whatever stops a library from being loaded
        what = f"can't be loaded ({told(problem)}): delete the folder .venv, start course.py again"
        return [(False, "PyTorch", what)]

    from course_lib.kit.figure import FONT

    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "none; the course needs none"
    return [
        (True, "threads", str(torch.get_num_threads())),
        (True, "GPU", gpu),
        (
            FONT.exists(),
            "Chinese font",
            FONT.name if FONT.exists() else f"{FONT.name} is missing: clone the course again",
        ),
    ]
