"""The doctor and the package's front door."""

import importlib.metadata
import subprocess
import sys

from course_lib import doctor
from course_lib.__main__ import main


def test_this_machine_is_ready(capsys):
    assert main(["doctor"]) == 0
    assert "torch" in capsys.readouterr().out


def test_a_missing_package_is_named_with_its_remedy(monkeypatch, capsys):
    real = importlib.metadata.version

    def version(package: str) -> str:
        if package == "sacrebleu":
            raise importlib.metadata.PackageNotFoundError(package)
        return real(package)

    monkeypatch.setattr(doctor.importlib.metadata, "version", version)
    assert main(["doctor"]) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if "sacrebleu" in line)
    assert line.startswith("NO") and "course.py lab" in line


def test_a_wrong_call_exits_with_2():
    assert main(["dokter"]) == 2


def test_importing_the_package_is_quick_and_brings_no_widgets():
    code = "import sys, course_lib; assert not {'torch', 'ipywidgets', 'matplotlib'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
    code = "import sys, course_lib.plots, course_lib.training; assert 'ipywidgets' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
